import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { createServer } from '../../src/server/index'
import { obey } from './orders'

/** A server whose connections are idle: `node --expose-gc idle-server.js encke|sockets|responses`. */
const answer = '[{"channel":"/meta/handshake","successful":true}]'

function withEncke(http: Server) {
  const encke = createServer({ timeout: 300_000, expiry: 500 })
  http.on('request', (request, response) => encke.handle(request, response))
  http.on('upgrade', (request, socket, head) => encke.upgrade(request, socket, head))
  return () => encke.sessions
}

/** The package `ws` alone. */
function withSockets(http: Server) {
  const sockets = new WebSocketServer({ server: http })
  sockets.on('connection', (socket) => socket.on('message', () => socket.send(answer)))
  return () => sockets.clients.size
}

/** Node's HTTP alone: answers a handshake for a poll, begins an answer to one for a stream, and holds everything else. */
function withResponses(http: Server) {
  let count = 0
  http.on('request', async (request, response) => {
    const asked = decodeURIComponent(request.url as string) + (await bodyOf(request))
    if (/handshake/.test(asked) && /polling/.test(asked)) {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': answer.length }).end(answer)
      return
    }
    count++
    response.on('close', () => count--)
    if (/handshake/.test(asked)) response.writeHead(200, { 'Content-Type': 'application/json' }).write(answer)
  })
  return () => count
}

async function bodyOf(request: IncomingMessage) {
  let text = ''
  for await (const chunk of request) text += chunk
  return text
}

const http = createHttpServer()
http.requestTimeout = 0
const kinds: Record<string, (http: Server) => () => number> = {
  encke: withEncke,
  sockets: withSockets,
  responses: withResponses,
}
const count = kinds[process.argv[2] as string]?.(http) as () => number
await new Promise<void>((resolve) => http.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, resolve))

obey({
  port: () => (http.address() as AddressInfo).port,
  count,
  /** Bytes that are in use once what is garbage is gone. */
  async used() {
    for (let round = 0; round < 4; round++) {
      global.gc?.()
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    const { rss, heapUsed, external } = process.memoryUsage()
    return { rss, heap: heapUsed + external }
  },
  async snapshot(file: string) {
    const { writeHeapSnapshot } = await import('node:v8')
    return writeHeapSnapshot(file)
  },
})
