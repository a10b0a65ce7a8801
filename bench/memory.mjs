import { inPages } from './support/pages.mjs'
import { transports } from './support/transports.mjs'

const cases = [
  ['raw', 'fetch stream', 'raw fetch stream'],
  ['raw', 'EventSource', 'raw EventSource'],
  ['raw', 'WebSocket, 100 a frame', 'raw WebSocket, 100 a frame'],
  ...transports.map((transport) => ['encke', transport, `Encke ${transport}`]),
  ['sockjs', 'xhr-streaming', 'sockjs xhr-streaming'],
]

export const title = 'Memory'
export const about =
  'What the process of the page takes at its peak above what it took before, while 50 MB come in messages of 1,000 ' +
  'bytes, as fast as they go, 20 in one turn; no message is kept. Linux tells the peak.'

export const figures = { 'peak, MiB': { digits: 1 }, seconds: { digits: 1 } }

export const targets = transports.map((transport) => ({
  ...{ of: `Encke ${transport}`, figure: 'peak, MiB', against: 'raw fetch stream', atMost: 1.5 },
}))

export function open({ quick, small, peers }) {
  const bytes = 1000
  const count = small ? 500 : quick ? 10_000 : 50_000
  const chosen = cases.filter(([kind]) => peers || kind === 'encke' || kind === 'raw')
  return inPages(chosen, { kept: 60_000 }, async ({ call, memory, collectGarbage }, server) => {
    const { now, peak, forget } = await memory()
    await collectGarbage()
    forget()
    const before = now()
    const end = call('all', count)
    const began = await server.ask('flood', { count, bytes, atOnce: 20 })
    const { at } = await end
    return { 'peak, MiB': (peak() - before) / 1_048_576, seconds: (at - began) / 1000 }
  })
}
