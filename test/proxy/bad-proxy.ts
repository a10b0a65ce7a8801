import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { createCache } from './cache'
import { type Connection, slow } from './delay'
import type { Faults } from './faults'
import { createLive } from './live'
import { handleRequest, type Inside } from './request'
import { handleUpgrade } from './upgrade'
import { createUpstream } from './upstream'

export type { BufferFault, CutFault, Faults, UpgradeFault } from './faults'
export { catalogue } from './faults'

export interface BadProxyOptions {
  /** Where requests go: `http://host:port`. The Host header stays as the client sent it. */
  upstream: string
  /** The faults to begin with; none by default. */
  faults?: Faults
  /** Numbers in [0, 1) for the jitter; Math.random by default. */
  random?: () => number
}

export interface BadProxy {
  /** `http://127.0.0.1:port` */
  url: string
  port: number
  /** Requests that have come so far, without upgrades. */
  readonly requests: number
  /** Upgrades that have come so far. */
  readonly upgrades: number
  /** Replaces the faults, at once: also for responses, upgraded sockets and bytes that are under way. */
  set(faults: Faults): void
  /** Destroys every client's connection; says how many there were. */
  cut(): number
  /** Destroys every connection and stops listening. */
  close(): Promise<void>
}

/** A reverse proxy on a free port of loopback that does wrong what it is told to. Without faults, it is a good one. */
export async function startBadProxy({ upstream: url, faults = {}, random }: BadProxyOptions): Promise<BadProxy> {
  const connections = new Set<Connection>()
  const endings = new Set<() => void>()
  const live = createLive(faults)
  const upstream = createUpstream(url, live)
  const cache = createCache()
  const inside: Inside = {
    live,
    upstream,
    cache,
    onClose(end) {
      endings.add(end)
      return () => endings.delete(end)
    },
  }
  let requests = 0
  let upgrades = 0

  // Never listens: it gets each connection from `server`, with latency.
  const http = createHttpServer((request, response) => {
    requests++
    handleRequest(request, response, inside)
  })
  http.on('upgrade', (request, client, head) => {
    upgrades++
    handleUpgrade(request, client, head, inside)
  })
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    const connection: Connection = slow(socket, live, random ?? Math.random, () => connections.delete(connection))
    connections.add(connection)
    http.emit('connection', connection.stream)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    get requests() {
      return requests
    },
    get upgrades() {
      return upgrades
    },
    set(faults) {
      if (!faults.cacheGet) cache.clear()
      live.set(faults)
    },
    cut() {
      return [...connections].filter(({ cut }) => cut()).length
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const { drop } of connections) drop()
      for (const end of endings) end()
      upstream.close()
      await closed
    },
  }
}
