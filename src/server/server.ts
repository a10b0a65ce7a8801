import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { isPattern } from '../protocol/channel'
import { EnckeError } from '../protocol/errors'
import type { Position } from '../protocol/position'
import { patternForm } from './bayeux/checks'
import { createMeta } from './bayeux/meta'
import { refusal } from './bayeux/replies'
import { createErrorCounts, createHealth, type Stats } from './health'
import { createJudge } from './http/origins'
import { type HttpRequest, type HttpResponse, inTurn } from './http/pipelining'
import type { LinkHooks } from './link'
import { demandFunction } from './option-checks'
import { checkOptions, type ServerOptions, settle } from './options'
import { createOwnPublish } from './own-publish'
import { createSessions } from './sessions/sessions'
import { createHttp } from './transports/http'
import { createSockets, refuse as refuseUpgrade } from './transports/websocket'

/** What a listener on the server hears. Nothing has checked `data`, which may come from a client. */
export interface ServerEvent<Data = unknown> {
  channel: string
  data: Data
  /** Its place in the log; empty on a service channel, which is not in the log. */
  position: Position
}

/** The endpoint, to be mounted on a `node:http` server by `handle` and `upgrade`. */
export interface EnckeServer<Identity = unknown> {
  /** The path below which it answers: percent-encoded, as in addresses, without a slash at the end. */
  readonly path: string
  /** Answers a request; after `close`, with 503. For another path, returns false and does nothing. */
  handle(request: HttpRequest, response: HttpResponse): boolean
  /** For `server.on('upgrade')`. For another path, returns false and does nothing. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean
  /**
   * Publishes to everyone who listens. Resolves with its position when the log has it. Rejects with EnckeError
   * `bad-channel` | `bad-data`; with a shared log that cannot be reached also `busy` (it was not published),
   * `delivery-unknown` (it may have been) and `closed`: the process goes on if nobody catches these, and `on('log')` tells why.
   */
  publish(channel: string, data: unknown): Promise<Position>
  /**
   * Listens on the server itself. What the listener throws, or rejects with, goes to `console.error`. Returns the undo.
   * @throws EnckeError `bad-channel` | `bad-option`
   */
  subscribe<Data = unknown>(pattern: string, listener: (event: ServerEvent<Data>) => void): () => void
  /**
   * Asks both hooks again about the sessions whose identity `who` picks, and about those that are just joining: they get nothing more
   * until their clients have joined again, which they do at once; plain ones begin with a handshake. Returns how many of this node.
   */
  reauthorize(who: (identity: Identity) => boolean): number
  /**
   * Listens to trouble with a shared log: why it cannot be reached, or takes nothing, each reason once; undefined when
   * all has been well for a second. Without a listener, it goes to `console.error`. Returns the undo.
   * @throws EnckeError `bad-option`
   */
  on(name: 'log', listener: (trouble: EnckeError | undefined) => void): () => void
  /** Current numbers of this node. Costs next to nothing. */
  stats(): Stats
  /** How many sessions are on this node. */
  readonly sessions: number
  /** Ends every link, after what the log has brought so far, and forgets every session. Later requests are answered with 503. The log stays open. */
  close(): void
}

/**
 * The server: handlers for a `node:http` server, and so for anything built on one.
 * @throws EnckeError `bad-option`
 * @example
 * const encke = createServer({ origins: ['https://app.example.com'] })
 * const http = createHttpServer((request, response) => {
 *   if (!encke.handle(request, response)) response.writeHead(404).end()
 * })
 * http.on('upgrade', (request, socket, head) => encke.upgrade(request, socket, head) || socket.destroy())
 */
export function createServer<Identity = unknown>(options: ServerOptions<Identity> = {}): EnckeServer<Identity> {
  checkOptions(options)
  const { path, origins, log, timeout, expiry, wear, limits } = settle(options)
  const now = () => performance.now()
  const sessions = createSessions({ log, now, defer: (run) => setImmediate(run), expiry })
  const errors = createErrorCounts()
  const refused = errors.add
  const meta = createMeta({ sessions, log, hooks: options, limits, timeout, refused })
  const linkHooks: LinkHooks = {
    answer: meta,
    refusal(thrown) {
      const answer = refusal(thrown)
      refused(`${answer.status}`)
      return answer
    },
    drained: sessions.drained,
    closed: sessions.closed,
    refused,
  }
  const judge = createJudge(origins)
  const http = createHttp(linkHooks, { path, limit: limits.body, timeout, wear, judge }, now)
  const sockets = createSockets(linkHooks, { body: limits.body, sockets: limits.sessions, timeout }, now)
  const health = createHealth({ log, sessions, http, sockets, errors })
  const interval = Math.min(1000, timeout / 10)
  const timer = setInterval(() => {
    sessions.tick(interval)
    sockets.tick()
  }, interval)
  timer.unref?.() // in a simulated DOM it may be a number

  /** Below the path, so that clients may append what they like (CometD does). */
  const isBelow = (url = '') => `${url.split('?')[0]}/`.startsWith(`${path}/`)

  /** Express takes off an address the path under which something is mounted, and keeps the whole beside it: that is put back. */
  function isOurs(request: HttpRequest): boolean {
    const { url, originalUrl } = request as HttpRequest & { originalUrl?: string }
    if (isBelow(url)) return true
    if (!originalUrl || !isBelow(originalUrl)) return false
    request.url = originalUrl
    return true
  }

  return {
    path,

    handle(request, response) {
      if (!isOurs(request)) return false
      inTurn(request, response, http.take)
      return true
    },

    upgrade(request, socket, head) {
      if (!isOurs(request)) return false
      const provenance = judge(request)
      // Kept as long as the socket is, so only when somebody will ask for them.
      const headers = options.authenticate ? provenance.headers : {}
      if (provenance.refused) {
        refused('403')
        refuseUpgrade(socket, '403 Forbidden', provenance.refused)
      } else {
        sockets.accept(request, socket, head, headers)
      }
      return true
    },

    publish: createOwnPublish(log),

    subscribe(pattern, listener) {
      if (!isPattern(pattern)) throw new EnckeError('bad-channel', `subscribe to ${patternForm}; not to ${pattern}`)
      demandFunction(`the listener of ${pattern} is`, listener)
      return sessions.listen(pattern, async ({ channel, position, data }) => {
        try {
          await listener({ channel, data: JSON.parse(data), position })
        } catch (error) {
          console.error(error)
        }
      })
    },

    reauthorize: (who) => sessions.suspend(demandFunction('reauthorize takes', who) as (identity: unknown) => boolean),

    on: health.on,
    stats: health.stats,
    get sessions() {
      return sessions.size
    },

    close() {
      clearInterval(timer)
      http.close()
      sessions.close()
      sockets.close()
      health.close()
    },
  }
}
