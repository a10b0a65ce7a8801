import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Log } from '../../src/server/index'
import { createServer } from '../../src/server/index'
import { createRedisLog } from '../../src/server/redis'

/** One of several nodes, in a process of its own: `node node.js URL_OF_REDIS`. Tells its parent the port. */
const url = process.argv[2] as string

async function log(): Promise<Log> {
  for (;;) {
    try {
      return await createRedisLog({ connection: { url } })
    } catch (error) {
      console.error(error)
    }
  }
}

const encke = createServer({ log: await log(), timeout: 2000 })
// Redis is killed on purpose.
encke.on('log', () => {})
const http = createHttpServer((request, response) => {
  if (!encke.handle(request, response)) response.writeHead(404).end()
})
http.on('upgrade', (request, socket, head) => encke.upgrade(request, socket, head) || socket.destroy())
http.listen(0, '127.0.0.1', () => process.send?.((http.address() as AddressInfo).port))
process.on('disconnect', () => process.exit())
