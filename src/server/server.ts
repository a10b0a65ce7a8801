import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { isPattern } from '../protocol/channel'
import { EnckeError } from '../protocol/errors'
import type { Batch, Message } from '../protocol/message'
import type { Position } from '../protocol/position'
import { patternForm } from './bayeux/checks'
import { createMeta } from './bayeux/meta'
import { createOwnPublish } from './bayeux/publications'
import { fail, refusal } from './bayeux/replies'
import { createHint } from './complaints'
import { createHealth, createRefusals, type Stats } from './health'
import { parseBody, readBody } from './http/body'
import { createRefusal, hostNamed, isAnonymous, judge, type Provenance } from './http/origins'
import { type HttpRequest, type HttpResponse, inTurn, isOver } from './http/pipelining'
import { createSendTimeout } from './http/send-timeout'
import type { LinkWish, ServerLink } from './link'
import { checkOptions, demandFunction, type ServerOptions, settle } from './options'
import { copied } from './runtime'
import { createSessions } from './sessions/sessions'
import { callbackPolling, createCollector } from './transports/callback-polling'
import { createKept, eventsourceAnswer, isEventStream, resumed } from './transports/eventsource'
import { answer, type Envelope } from './transports/held'
import { createHttpLinks } from './transports/index'
import { longPolling } from './transports/long-polling'
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
   * `delivery-unknown` (it may have been) and `closed`.
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

/** Under which a request is kept. */
const nameOf = (name: string) => copied(name.slice(0, 64))

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
  let closed = false
  const sessions = createSessions({ log, now, defer: (run) => setImmediate(run), expiry })
  const refusals = createRefusals()
  const refused = refusals.add
  const meta = createMeta({ sessions, log, hooks: options, limits, timeout, refused })
  const collect = createCollector(limits.body)
  const kept = createKept(16 * limits.body)
  function refusedSocket(error: string) {
    if (error.startsWith('426')) notInstalled()
    refused(error)
  }
  const sockets = createSockets(
    { answer: meta, drained: sessions.drained, closed: sessions.closed, refused: refusedSocket },
    { body: limits.body, sockets: limits.sessions, timeout },
    now,
  )
  const health = createHealth({ log, sessions, sockets, refusals })
  const cutWhenStuck = createSendTimeout(timeout)
  const httpLink = createHttpLinks(wear, now)
  const mayNot = createRefusal()
  const noSocket = 'a page asks for a WebSocket and gets none'
  const notHandedOn = createHint(`${noSocket}: add http.on('upgrade', …), as in docs/server.md, "Mounting it"`)
  const notInstalled = createHint(`${noSocket}: it needs the package ws, 8.23 or later`)
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
    if (!isBelow(url) && originalUrl && isBelow(originalUrl)) request.url = originalUrl
    return isBelow(request.url)
  }

  function openLink(
    response: ServerResponse,
    envelope: Envelope,
    origin: string,
    wish: LinkWish,
    before: Batch,
  ): ServerLink | undefined {
    if (closed) throw new EnckeError('busy', 'the server has stopped')
    const link = httpLink(response, envelope, origin, wish, before)
    if (!link) return undefined
    const uncount = health.opened(wish.connectionType)
    const gone = () => {
      uncount()
      sessions.closed(link)
    }
    if (link.kind === 'stream') response.on('drain', () => sessions.drained(link))
    if (isOver(response)) setImmediate(gone)
    else response.on('close', gone)
    return link
  }

  /** Without what the browser of a user may have sent along for a page of another site. */
  function headersOf({ headers }: IncomingMessage, { credentialsCount }: Provenance) {
    if (credentialsCount) return headers
    const { cookie, authorization, ...rest } = headers
    return rest
  }

  async function respond(request: IncomingMessage, response: ServerResponse, provenance: Provenance) {
    const { url = '', headers } = request
    const query = new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?')) : '')
    const keep = query.get('keep')
    const name = query.get('kept')
    let envelope: Envelope = longPolling
    const link = (wish: LinkWish, before: Batch) =>
      openLink(response, envelope, provenance.origin ?? `http://${hostNamed(request)}`, wish, before)
    try {
      let batch: Message[]
      if (isEventStream(request)) {
        envelope = eventsourceAnswer
        batch = resumed(name === null ? collect(query) : kept.take(nameOf(name)), headers['last-event-id'])
        if (!batch.length)
          batch = [{ channel: '/meta/stream', clientId: url.split('?')[0]?.slice(path.length + 1) ?? '' }]
      } else if (request.method === 'GET') {
        envelope = callbackPolling(query)
        batch = collect(query)
      } else {
        const body = await readBody(request, limits.body)
        batch = parseBody(body)
        if (keep !== null) {
          kept.keep(nameOf(keep), body)
          batch = []
        }
      }
      const replies = await meta(batch, {
        headers: headersOf(request, provenance),
        anonymous: isAnonymous(request, provenance),
        link,
        isOver: () => isOver(response),
      })
      if (closed) response.shouldKeepAlive = false
      if (replies && !response.headersSent) answer(response, envelope, replies)
    } catch (thrown) {
      refuse(response, envelope, thrown)
    }
  }

  function refuse(response: ServerResponse, envelope: Envelope, thrown: unknown) {
    if (response.headersSent || response.destroyed) return
    const { status, reply } = refusal(thrown)
    refused(`${status}`)
    answer(response, envelope, [reply], envelope.status ?? status)
  }

  function allow(response: ServerResponse, origin: string) {
    response.setHeader('Access-Control-Allow-Origin', origin)
    response.setHeader('Access-Control-Allow-Credentials', 'true')
    // Lets the page know what is spoken here (Resource Timing, section 4.4): over HTTP/2 it spares more host names.
    response.setHeader('Timing-Allow-Origin', origin)
    response.setHeader('Vary', 'Origin')
  }

  function take(request: IncomingMessage, response: ServerResponse) {
    cutWhenStuck(response)
    const provenance = judge(request, origins)
    const say = (status: number, error: string) => {
      refused(`${status}`)
      answer(response, longPolling, [fail({ channel: '' }, `${status}::${error}`)], status)
    }
    if (!provenance.allowed) return say(403, mayNot(provenance))
    if (request.headers.origin) allow(response, request.headers.origin)
    if (closed) {
      response.shouldKeepAlive = false
      return say(503, 'the server has stopped')
    }
    if (request.method === 'OPTIONS') {
      response.setHeader('Access-Control-Allow-Methods', 'POST, GET')
      response.setHeader('Access-Control-Allow-Headers', 'Content-Type, Pragma')
      response.setHeader('Access-Control-Max-Age', '86400')
      response.writeHead(204).end()
    } else if (
      request.method === 'POST' ||
      (request.method === 'GET' && (isEventStream(request) || /[?&]message=/.test(request.url as string)))
    ) {
      respond(request, response, provenance)
    } else {
      // Node hands on as a request what nobody takes for an upgrade.
      if (/websocket/i.test(request.headers.upgrade ?? '')) notHandedOn()
      response.writeHead(405, { Allow: 'POST, GET, OPTIONS', 'Content-Type': 'text/plain' })
      response.end('Encke: POST messages here, or GET with ?message= and ?jsonp=\n')
    }
  }

  return {
    path,

    handle(request, response) {
      if (!isOurs(request)) return false
      inTurn(request, response, take)
      return true
    },

    upgrade(request, socket, head) {
      if (!isOurs(request)) return false
      const provenance = judge(request, origins)
      // Kept as long as the socket is, so only when somebody will ask for them.
      const headers = options.authenticate ? headersOf(request, provenance) : {}
      if (!provenance.allowed) {
        refused('403')
        refuseUpgrade(socket, '403 Forbidden', mayNot(provenance))
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
      closed = true
      clearInterval(timer)
      sessions.close()
      sockets.close()
      health.close()
    },
  }
}
