import { costs, inPages } from './support/pages.mjs'
import { transports } from './support/transports.mjs'

const cases = [
  ['raw', 'WebSocket', 'raw WebSocket'],
  ...transports.map((transport) => ['encke', transport, `Encke ${transport}`]),
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

export function open({ quick, small, peers }) {
  const count = small ? 200 : quick ? 2000 : 10_000
  const chosen = cases.filter(([kind]) => peers || kind === 'encke' || kind === 'raw')
  return inPages(chosen, {}, async (page, process) => {
    const { result, mainThread, server } = await costs(page, process, count, () =>
      page.call('publish', count, 100, 1000),
    )
    return {
      'publications/s': (count / result) * 1000,
      'main thread, µs/publication': mainThread,
      'server, µs/publication': server,
    }
  })
}
