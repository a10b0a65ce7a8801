import { createServer, type IncomingMessage, request as sendRequest } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import type { Page } from '../support/server'

export interface Balancer {
  /** `http://127.0.0.1:port` */
  origin: string
  /** How many requests and upgrades each port got. */
  readonly taken: ReadonlyMap<number, number>
  close(): void
}

/**
 * A reverse proxy that gives each request and each upgrade to the next node that lives, whoever it is from. What a node
 * leaves unfinished when it dies is cut.
 * @param living - the ports of the nodes, as they are at this moment
 * @param page - answers what is not for Encke
 */
export async function startBalancer(living: () => number[], page: Page): Promise<Balancer> {
  const sockets = new Set<Socket>()
  const taken = new Map<number, number>()
  let turn = 0

  function next(): number | undefined {
    const ports = living()
    const port = ports[turn++ % ports.length]
    if (port) taken.set(port, (taken.get(port) ?? 0) + 1)
    return port
  }

  const http = createServer((request, response) => {
    if (!/^\/encke($|[/?])/.test(request.url ?? '')) return page(request, response)
    const port = next()
    if (!port) return response.writeHead(502).end()
    const { method, url, headers } = request
    const onward = sendRequest({ host: '127.0.0.1', port, method, path: url, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode as number, answer.headers)
      response.flushHeaders()
      answer.pipe(response)
      answer.on('error', () => response.destroy())
    })
    onward.on('error', () => response.destroy())
    response.on('close', () => onward.destroy())
    request.pipe(onward)
  })
  http.on('upgrade', (request: IncomingMessage, client: Socket, head: Buffer) => {
    const port = next()
    if (!port) return client.destroy()
    const node = connect(port, '127.0.0.1', () => {
      const lines = [`GET ${request.url} HTTP/1.1`]
      for (let at = 0; at < request.rawHeaders.length; at += 2)
        lines.push(`${request.rawHeaders[at]}: ${request.rawHeaders[at + 1]}`)
      node.write(`${lines.join('\r\n')}\r\n\r\n`)
      node.write(head)
      node.pipe(client).pipe(node)
    })
    for (const socket of [node, client]) {
      socket.on('error', () => {})
      socket.on('close', () => {
        node.destroy()
        client.destroy()
      })
    }
  })
  http.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))

  return {
    origin: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    taken,
    close() {
      http.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
