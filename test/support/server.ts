import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { createServer, type EnckeServer, type ServerOptions } from '../../src/server/index'

export interface TestServer {
  /** `http://127.0.0.1:port`, or `https:` */
  origin: string
  port: number
  /** The endpoint. */
  url: string
  encke: EnckeServer
  /** Requests to the endpoint so far. */
  requests: number
  /** Answers only so many requests more to the endpoint; the others wait for ever. */
  allow(requests: number): void
  /** TCP connections that are open. */
  readonly connections: number
  /** Cuts every TCP connection; says how many there were. */
  cut(): number
  /** Does something to each request to the endpoint first; true when it has answered it. */
  meddle(request: IncomingMessage, response: ServerResponse): boolean
  /** A new Encke server, with a new log, on the same port. */
  restart(): void
  close(): Promise<void>
}

export type Page = (request: IncomingMessage, response: ServerResponse) => void

/**
 * A real server on a free port of loopback; `page` answers what is not for Encke.
 * @param certificate - and its key: then it speaks TLS
 */
export async function startServer(options: ServerOptions = {}, page?: Page, certificate?: string): Promise<TestServer> {
  const sockets = new Set<Socket>()
  let allowed = Number.POSITIVE_INFINITY
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const ours = request.url?.startsWith('/encke') && !request.url.endsWith('.js')
    if (ours && (--allowed < 0 || test.meddle(request, response))) return
    if (test.encke.handle(request, response)) test.requests++
    else if (page) page(request, response)
    else response.writeHead(404).end()
  }
  const http = certificate
    ? createHttpsServer({ key: certificate, cert: certificate }, answer)
    : createHttpServer(answer)
  http.on('connection', (socket) => {
    // It had come, but had not been taken yet, when the server was closed.
    if (!http.listening) return socket.destroy()
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  http.on('upgrade', (request, socket, head) => {
    if (--allowed < 0) return
    if (test.encke.upgrade(request, socket, head)) test.requests++
    else socket.destroy()
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const { port } = http.address() as AddressInfo
  const origin = `${certificate ? 'https' : 'http'}://127.0.0.1:${port}`
  const test: TestServer = {
    origin,
    port,
    url: `${origin}/encke`,
    encke: createServer(options),
    requests: 0,
    meddle: () => false,
    allow(requests) {
      allowed = requests
    },
    get connections() {
      return sockets.size
    },
    cut() {
      const all = [...sockets]
      // They tell later that they are closed, and must not be cut twice until then.
      sockets.clear()
      for (const socket of all) socket.destroy()
      return all.length
    },
    restart() {
      test.encke.close()
      test.cut()
      test.encke = createServer(options)
    },
    async close() {
      test.encke.close()
      http.close()
      test.cut()
    },
  }
  return test
}
