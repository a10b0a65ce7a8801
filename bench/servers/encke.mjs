import { createMemoryLog, createServer } from '../../dist/server/index.js'

/** @param kept - how many messages its log keeps */
export function attach(http, page, { kept = 10_000 }) {
  const log = createMemoryLog({ messages: kept, characters: Number.POSITIVE_INFINITY })
  const encke = createServer({ log })
  http.on('request', (request, response) => encke.handle(request, response) || page(request, response))
  http.on('upgrade', (request, socket, head) => encke.upgrade(request, socket, head) || socket.destroy())
  return { publish: (data) => encke.publish('/n', data) }
}
