import { costs, inPages } from './support/pages.mjs'
import { transports } from './support/transports.mjs'

const raw = [
  'WebSocket, 100 a frame',
  'fetch stream',
  "fetch stream with Encke's envelopes",
  'XHR streams',
  'XHR polls',
  'EventSource',
  'WebSocket, 1 a frame',
]
const others = [
  ['sockjs', 'xhr-polling'],
  ['sockjs', 'xhr-streaming'],
  ['sockjs', 'websocket'],
  ['cometd', 'long-polling'],
  ['socket.io', 'polling'],
  ['socket.io', 'websocket'],
  ['faye', 'long-polling'],
  ['faye', 'websocket'],
]

export const title = 'Throughput'
export const about =
  'Messages of 100 bytes of JSON to one subscriber in one page, published as fast as the server goes, 100 in one turn; ' +
  'each transport in a page of its own. Raw: the same messages by hand, `JSON.parse` and a call for each. 100,000 come, ' +
  'and then as many again, which are judged: by then both ends have compiled what they run.'

const first = 'messages/s of the first'

export const figures = {
  [first]: { digits: 0 },
  'messages/s': { digits: 0 },
  'main thread, µs/message': { digits: 2 },
  'server, µs/message': { digits: 2 },
}

export const targets = [
  { of: 'Encke websocket', figure: 'messages/s', against: 'raw WebSocket, 100 a frame', atLeast: 0.8 },
  { of: 'Encke websocket', figure: 'messages/s', against: 'raw WebSocket, 1 a frame', atLeast: 8 },
  { of: 'Encke fetch-streaming', figure: 'messages/s', against: 'raw fetch stream', atLeast: 0.8 },
  { of: 'Encke xhr-streaming', figure: 'messages/s', against: 'raw fetch stream', atLeast: 0.8 },
  { of: 'Encke long-polling', figure: 'messages/s', against: 'sockjs xhr-polling', atLeast: 1 },
  ...['websocket', 'fetch-streaming', 'xhr-streaming', 'long-polling'].map((transport) => ({
    ...{ of: `Encke ${transport}`, figure: 'main thread, µs/message', against: 'raw fetch stream', atMost: 1.3 },
  })),
]

export function open({ quick, small, peers }) {
  const count = small ? 500 : quick ? 20_000 : 100_000
  const cases = [
    ...transports.map((transport) => ['encke', transport, `Encke ${transport}`]),
    ...raw.map((transport) => ['raw', transport, `raw ${transport}`]),
    ...(peers ? others : []).map(([kind, transport]) => [kind, transport, `${kind} ${transport}`]),
  ]
  return inPages(cases, { kept: 250_000 }, async (page, process, kind) => {
    async function flood(from) {
      const { result, ...cost } = await costs(page, process, count, async () => {
        const end = page.call('all', from + count)
        const began = await process.ask('flood', { count, bytes: 100, atOnce: 100, from })
        return { began, ...(await end) }
      })
      const { began, at, wrong } = result
      if (wrong && kind === 'encke') throw new Error(`${wrong} messages came out of order`)
      return { rate: (count / (at - began)) * 1000, ...cost }
    }
    const [cold, warm] = [await flood(0), await flood(count)]
    return {
      [first]: cold.rate,
      'messages/s': warm.rate,
      'main thread, µs/message': warm.mainThread,
      'server, µs/message': warm.server,
    }
  })
}
