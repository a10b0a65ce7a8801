import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { createServer } from '../../src/server/index'
import { createRedisLog } from '../../src/server/redis'
import { obey } from './orders'

/** A node: `node node.js PORT [URL_OF_REDIS]`. Without Redis its log is in memory. */
const [port, url] = process.argv.slice(2)
const encke = createServer(url ? { log: await createRedisLog({ connection: { url } }) } : {})
const sockets = new Set<Socket>()
const http = createHttpServer((request, response) => {
  if (!encke.handle(request, response)) response.writeHead(404).end()
})
http.on('connection', (socket) => {
  sockets.add(socket)
  socket.on('close', () => sockets.delete(socket))
})
http.on('upgrade', (request, socket, head) => encke.upgrade(request, socket, head) || socket.destroy())
// Node's own backlog of 511 lets SYNs of a crowd wait for their repetition, a second later.
await new Promise<void>((resolve) => http.listen({ port: Number(port), host: '127.0.0.1', backlog: 4096 }, resolve))

obey({
  port: () => (http.address() as AddressInfo).port,
  async publish(publications: [channel: string, data: unknown][]) {
    await Promise.all(publications.map(([channel, data]) => encke.publish(channel, data)))
  },
  /** Bytes now and at most, seconds of work. */
  figures() {
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
    return { rss: process.memoryUsage.rss(), peak: maxRSS * 1024, cpu: (userCPUTime + systemCPUTime) / 1e6 }
  },
  cut() {
    for (const socket of sockets) socket.destroy()
  },
  /** Does nothing but this for so many milliseconds. */
  stall(milliseconds: number) {
    const end = performance.now() + milliseconds
    while (performance.now() < end);
  },
})
