import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { isChannel, isMeta, isPattern } from '../protocol/channel'
import { asEnckeError, EnckeError } from '../protocol/errors'
import type { Batch, Message } from '../protocol/message'
import type { Position } from '../protocol/position'
import { parseBody, readBody } from './body'
import type { ServerLink } from './link'
import type { Log } from './log/log'
import { createMemoryLog } from './log/memory'
import { type Asking, createMeta } from './meta'
import type { Hooks, Limits } from './options'
import { judge, type Provenance } from './origins'
import { createSessions } from './sessions'
import { callbackPolling, createCollector } from './transports/callback-polling'
import { answer, type Envelope, heldLink } from './transports/held'
import { iframeFraming } from './transports/iframe'
import { longPolling } from './transports/long-polling'
import { type Framing, streamingLink, type Wear } from './transports/streaming'
import { httpStreaming } from './transports/xhr-streaming'

export interface ServerOptions extends Hooks {
  /** The endpoint: everything below it is answered. Default `/encke`. */
  path?: string
  /** Exact origins (`https://example.com`) of pages on other hosts that may connect. Default none but the server's own. */
  origins?: readonly string[]
  /** Default: a memory log that keeps 10,000 messages, 32 MiB or ten minutes, whatever is reached first. */
  log?: Log
  /** Most milliseconds of silence: the hold of a poll, the heartbeat of a stream. Default 25,000. */
  timeout?: number
  /** Milliseconds after which a session without a link is forgotten. Default 60,000. */
  expiry?: number
  /** When a stream is to be followed by a fresh one. Default 131,072 characters or 300,000 milliseconds. */
  wear?: Partial<Wear>
  limits?: Partial<Limits>
}

/** What a listener on the server hears. */
export interface ServerEvent {
  channel: string
  data: unknown
  position: Position
}

export interface EnckeServer {
  /** Answers a request. False, and nothing done, when it is for another path. */
  handle(request: IncomingMessage, response: ServerResponse): boolean
  /** For `server.on('upgrade')`. False, and nothing done, when it is for another path. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean
  /**
   * Publishes to everyone who listens.
   * @throws EnckeError `bad-channel` | `bad-data`
   */
  publish(channel: string, data: unknown): Position
  /**
   * Listens on the server itself. Returns the undo.
   * @throws EnckeError `bad-channel`
   */
  subscribe(pattern: string, listener: (event: ServerEvent) => void): () => void
  /** How many sessions this node holds. */
  readonly sessions: number
  /** Ends every link and forgets every session. */
  close(): void
}

const framings = new Map<string, (origin: string) => Framing>([
  ['http-streaming', () => httpStreaming],
  ['iframe', iframeFraming],
])

/** The last is the name by which Faye's client polls another origin. */
const pollTypes = new Set(['long-polling', 'callback-polling', 'cross-origin-long-polling'])

/** The server: handlers for a node:http server, and so for whatever is built on one. */
export function createServer(options: ServerOptions = {}): EnckeServer {
  const { origins = [], log = createMemoryLog(), timeout = 25_000, expiry = 60_000 } = options
  const path = (options.path ?? '/encke').replace(/\/+$/, '')
  const wear: Wear = { characters: 131_072, age: 300_000, ...options.wear }
  const limits: Limits = { body: 1_048_576, batch: 1000, subscriptions: 1000, sessions: 100_000, ...options.limits }
  const allowList = new Set(origins)
  const now = () => performance.now()
  const sessions = createSessions({ log, now, defer: (run) => setImmediate(run), expiry })
  const meta = createMeta({ sessions, log, hooks: options, limits, timeout })
  const collect = createCollector(limits.body)
  const timer = setInterval(() => sessions.tick(), Math.min(1000, timeout / 4))
  timer.unref()

  /** Below the path, so that clients may append what they like (CometD does). */
  const isOurs = ({ url = '' }: IncomingMessage) => {
    const [pathname] = url.split('?') as [string]
    return pathname === path || pathname.startsWith(`${path}/`)
  }

  function openLink(
    response: ServerResponse,
    envelope: Envelope,
    origin: string,
    type: string,
    hold: number,
    before: Batch,
  ): ServerLink | undefined {
    const framing = envelope === longPolling ? framings.get(type)?.(origin) : undefined
    if (!framing && !pollTypes.has(type)) return undefined
    const link = framing
      ? streamingLink(response, framing, Math.min(hold, framing.heartbeat ?? hold), before, wear, now)
      : heldLink(response, envelope, hold, before)
    const closed = () => sessions.closed(link)
    response.on('drain', () => sessions.drained(link))
    if (response.closed) setImmediate(closed)
    else response.on('close', closed)
    return link
  }

  async function respond(request: IncomingMessage, response: ServerResponse, { origin, cookiesCount }: Provenance) {
    const { url = '' } = request
    const query = new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?')) : '')
    let envelope: Envelope = longPolling
    try {
      let batch: Message[]
      if (request.method === 'GET') {
        envelope = callbackPolling(query)
        batch = collect(query)
      } else {
        batch = parseBody(await readBody(request, limits.body))
      }
      const { cookie, ...headers } = request.headers
      const asking: Asking = {
        headers: cookiesCount && cookie ? { ...headers, cookie } : headers,
        link: (type, hold, before) =>
          openLink(response, envelope, origin ?? `http://${request.headers.host}`, type, hold, before),
      }
      const replies = await meta(batch, asking)
      if (replies && !response.headersSent) answer(response, envelope, replies)
    } catch (error) {
      refuse(response, envelope, asEnckeError(error, 'busy'))
    }
  }

  function refuse(response: ServerResponse, envelope: Envelope, error: EnckeError) {
    if (response.headersSent || response.destroyed) return
    const status = { malformed: 400, 'too-large': 413 }[error.code as string] ?? 500
    const text = `${status}::${error.code === 'busy' ? 'internal error' : error.message}`
    answer(response, envelope, [{ channel: '', successful: false, error: text }], status)
    if (error.code === 'busy') console.error(error.cause ?? error)
  }

  function allow(response: ServerResponse, origin: string) {
    response.setHeader('Access-Control-Allow-Origin', origin)
    response.setHeader('Access-Control-Allow-Credentials', 'true')
    response.setHeader('Vary', 'Origin')
  }

  return {
    handle(request, response) {
      if (!isOurs(request)) return false
      const provenance = judge(request, allowList)
      if (!provenance.allowed) {
        const error = `403::pages of ${provenance.origin ?? 'another site'} may not connect`
        answer(response, longPolling, [{ channel: '', successful: false, error }], 403)
        return true
      }
      if (request.headers.origin) allow(response, request.headers.origin)
      if (request.method === 'OPTIONS') {
        response.setHeader('Access-Control-Allow-Methods', 'POST, GET')
        response.setHeader('Access-Control-Allow-Headers', 'Content-Type, Pragma')
        response.setHeader('Access-Control-Max-Age', '86400')
        response.writeHead(204).end()
      } else if (
        request.method === 'POST' ||
        (request.method === 'GET' && /[?&]message=/.test(request.url as string))
      ) {
        respond(request, response, provenance)
      } else {
        response.writeHead(405, { Allow: 'POST, GET, OPTIONS', 'Content-Type': 'text/plain' })
        response.end('Encke: POST messages here, or GET with ?message= and ?jsonp=\n')
      }
      return true
    },

    upgrade(request, socket) {
      if (!isOurs(request)) return false
      socket.end('HTTP/1.1 426 Upgrade Required\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      return true
    },

    publish(channel, data) {
      if (!isChannel(channel) || isMeta(channel))
        throw new EnckeError('bad-channel', `not the name of a channel that can be published to: ${channel}`)
      const text = JSON.stringify(data)
      if (text === undefined) throw new EnckeError('bad-data', `publish what JSON can carry, not ${typeof data}`)
      return log.append(channel, text)
    },

    subscribe(pattern, listener) {
      if (!isPattern(pattern)) throw new EnckeError('bad-channel', `not a channel or pattern: ${pattern}`)
      return sessions.listen(pattern, ({ channel, position, json }) => {
        try {
          listener({ channel, data: JSON.parse(json).data, position })
        } catch (error) {
          console.error(error)
        }
      })
    },

    get sessions() {
      return sessions.size
    },

    close() {
      clearInterval(timer)
      sessions.close()
    },
  }
}
