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
  'What the process of the page takes at its peak above what it took before all, while 50 MB come in messages of 1,000 ' +
  'bytes, as fast as they go, 20 in one turn, and then as many again; no message is kept. Linux tells the peak. The second ' +
  'one is judged: by then the engine has given its young generation the size that it settles at, and what grows has grown.'

const [first, second, rest] = ['peak of the first 50 MB, MiB', 'peak of the second, MiB', 'after a collection, MiB']

export const figures = {
  [first]: { digits: 1 },
  [second]: { digits: 1 },
  [rest]: { digits: 1 },
  seconds: { digits: 1 },
}

export const targets = transports.map((transport) => ({
  ...{ of: `Encke ${transport}`, figure: second, against: 'raw fetch stream', atMost: 1.5 },
}))

export function open({ quick, small, peers }) {
  const bytes = 1000
  const count = small ? 500 : quick ? 10_000 : 50_000
  const chosen = cases.filter(([kind]) => peers || kind === 'encke' || kind === 'raw')
  return inPages(chosen, { kept: 60_000 }, async ({ call, memory, collectGarbage }, server) => {
    const { now, peak, forget } = await memory()
    await collectGarbage()
    const before = now()
    async function flood(from) {
      forget()
      const end = call('all', from + count)
      const began = await server.ask('flood', { count, bytes, atOnce: 20, from })
      const { at } = await end
      return { peak: (peak() - before) / 1_048_576, seconds: (at - began) / 1000 }
    }
    const [cold, warm] = [await flood(0), await flood(count)]
    await collectGarbage()
    const left = (now() - before) / 1_048_576
    return { [first]: cold.peak, [second]: warm.peak, [rest]: left, seconds: warm.seconds }
  })
}
