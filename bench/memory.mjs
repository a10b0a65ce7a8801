import { startChromium } from './support/chromium.mjs'
import { startServers, visit } from './support/visit.mjs'

const encke = [
  'websocket',
  'fetch-streaming',
  'xhr-streaming',
  'eventsource',
  'iframe',
  'long-polling',
  'callback-polling',
]
const cases = [
  ['raw', 'fetch stream', 'raw fetch stream'],
  ['raw', 'EventSource', 'raw EventSource'],
  ['raw', 'WebSocket, 100 a frame', 'raw WebSocket, 100 a frame'],
  ...encke.map((transport) => ['encke', transport, `Encke ${transport}`]),
  ['sockjs', 'xhr-streaming', 'sockjs xhr-streaming'],
]

export const title = 'Memory'
export const about =
  'What the process of the page takes at its peak above what it took before, while 50 MB come in messages of 1,000 ' +
  'bytes, as fast as they go, 20 in one turn; no message is kept. Linux tells the peak.'

export const figures = { 'peak, MiB': { digits: 1 }, seconds: { digits: 1 } }

export const targets = encke.map((transport) => ({
  ...{ of: `Encke ${transport}`, figure: 'peak, MiB', against: 'raw fetch stream', atMost: 1.5 },
}))

export async function open({ quick, small, peers }) {
  const bytes = 1000
  const count = small ? 500 : quick ? 10_000 : 50_000
  const chosen = cases.filter(([kind]) => peers || kind === 'encke' || kind === 'raw')
  const servers = await startServers(
    chosen.map(([kind]) => kind),
    { kept: 60_000 },
  )
  const chromium = await startChromium()

  async function measure(kind, transport) {
    const server = servers.get(kind)
    return visit(chromium, await server.ask('port'), async ({ call, memory, collectGarbage }) => {
      await call('open', kind, transport)
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

  return {
    chromium: chromium.version,
    cases: chosen.map(([kind, transport, name]) => ({ name, measure: () => measure(kind, transport) })),
    close: () => Promise.all([servers.close(), chromium.close()]),
  }
}
