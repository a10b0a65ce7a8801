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
  ['raw', 'WebSocket', 'raw WebSocket'],
  ...encke.map((transport) => ['encke', transport, `Encke ${transport}`]),
  ...['websocket', 'polling'].map((transport) => ['socket.io', transport, `socket.io ${transport}`]),
  ['cometd', 'long-polling', 'cometd long-polling'],
  ...['websocket', 'long-polling'].map((transport) => ['faye', transport, `faye ${transport}`]),
]

export const title = 'Publishing from a page'
export const about =
  'Publications of 100 bytes from one page, each with a promise that resolves when the server has it, at most 1,000 ' +
  'unanswered at a time. Raw: one frame each way for each. The client of CometD, and faye over polling, send less.'

export const figures = {
  'publications/s': { digits: 0 },
  'main thread, µs/publication': { digits: 1 },
  'server, µs/publication': { digits: 1 },
}

export const targets = []

export async function open({ quick, small, peers }) {
  const count = small ? 200 : quick ? 2000 : 10_000
  const chosen = cases.filter(([kind]) => peers || kind === 'encke' || kind === 'raw')
  const servers = await startServers(chosen.map(([kind]) => kind))
  const chromium = await startChromium()

  async function measure(kind, transport) {
    const server = servers.get(kind)
    return visit(chromium, await server.ask('port'), async ({ call, worked }) => {
      await call('open', kind, transport)
      const before = [await worked(), (await server.ask('figures')).cpu]
      const took = await call('publish', count, 100, 1000)
      const after = [await worked(), (await server.ask('figures')).cpu]
      const each = (index) => ((after[index] - before[index]) * 1e6) / count
      return {
        'publications/s': (count / took) * 1000,
        'main thread, µs/publication': each(0),
        'server, µs/publication': each(1),
      }
    })
  }

  return {
    chromium: chromium.version,
    cases: chosen.map(([kind, transport, name]) => ({ name, measure: () => measure(kind, transport) })),
    close: () => Promise.all([servers.close(), chromium.close()]),
  }
}
