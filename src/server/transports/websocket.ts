import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { RawData, WebSocket, WebSocketServer } from 'ws'
import { decode } from '../../protocol/batch'
import { EnckeError } from '../../protocol/errors'
import type { Batch } from '../../protocol/message'
import { refusal } from '../bayeux/replies'
import { patience, tooLarge } from '../http/body'
import { type Exchange, type LinkHooks, type LinkWish, roomOfStreams, type ServerLink } from '../link'
import { encode } from '../sessions/frames'
import { Arrivals } from './arrivals'
import { handleProtocols, saidIn } from './subprotocol'

/** Bytes on their way to a client beyond which it has to catch up first. */
const highWater = 65_536

/** Frames of one socket that wait for their answer; beyond that no more is read, and so many are taken in a turn. */
const mostWaiting = 16

/** The largest number of bytes that ws can count: beyond that, a limit would be none, or a few bytes. */
const mostPayload = 2 ** 31 - 1

/** Bytes a millisecond that come through the slowest network that counts. */
const slowest = 4

/** Bytes of a ping or pong of a client beside what it carries: head and mask (RFC 6455, section 5.2). */
const control = 6

/** Milliseconds for which a socket is kept, at least, on which nobody has joined: a client waits for ten seconds for the answer. */
const joinTime = 30_000

/** Milliseconds for which a client may leave the closing of its socket unanswered. */
const closeTimeout = 1000

export interface SocketLimits {
  /** Bytes of a frame. */
  body: number
  sockets: number
  /** Milliseconds of silence. */
  timeout: number
}

/** Every WebSocket of a server: one JSON array of messages a text frame. The protocol itself (RFC 6455) is the package `ws`. */
export function createSockets(hooks: LinkHooks, limits: SocketLimits, now: () => number) {
  const { body, timeout } = limits
  const timeToJoin = Math.max(joinTime, 2 * timeout)
  const links = new Map<WebSocket, SocketLink>()
  let tickedAt = now()
  let stopped = false
  const maxPayload = Math.min(body * patience, mostPayload)
  // Not written where it is used: the types of ws do not know of `closeTimeout` yet.
  const options = { noServer: true, clientTracking: false, maxPayload, closeTimeout, handleProtocols }
  const loading: Promise<WebSocketServer | undefined> = import('ws')
    .then((ws) => new ws.WebSocketServer(options))
    .catch((error) => {
      // That it is not there is no fault: it is optional.
      if (error.code !== 'ERR_MODULE_NOT_FOUND') console.error('WebSocket needs ws 8.23 or later:', error)
      return undefined
    })

  /** An idle socket is this object and one entry: a class, and listeners that all sockets share. */
  class SocketLink implements ServerLink {
    readonly kind = 'duplex'
    readonly worn = false
    hold = timeout
    read = 0
    private heardAt = now()
    /** When somebody must have joined: who may not come keeps no socket. */
    private joinBy = now() + timeToJoin
    private pinged = false
    /** Frames without an answer, in order; undefined for one that is too long, and kept without its bytes. */
    private readonly waiting: (Buffer | undefined)[] = []
    private full = false
    /** Goes on with a frame, when it is full no more. */
    private freed: (() => void) | undefined = undefined
    private readonly arrivals = new Arrivals(now)
    /** Bytes of it that belong to what is complete. */
    private complete: number

    constructor(
      private readonly socket: WebSocket,
      private readonly headers: IncomingHttpHeaders,
      private readonly tcp: Duplex & { bytesRead?: number },
    ) {
      this.complete = this.bytes
    }

    /** None where the platform does not count them. */
    private get bytes() {
      return this.tcp.bytesRead ?? 0
    }

    /** Bytes of a message that is not complete yet. */
    private get unfinished() {
      return Math.max(0, this.bytes - this.complete)
    }

    /** A ping or a pong of so many bytes has come, also in the middle of a message. */
    controlled(size: number) {
      this.complete += control + size
    }

    /** Tells nothing of when a message will be complete. */
    ponged(size: number) {
      this.controlled(size)
      if (this.unfinished === 0) this.heardAt = now()
    }

    /**
     * Asks the silent whether they are still there, and ends those that do not answer.
     * @param stood - this process itself stood still: what the client has said meanwhile is yet to be read
     */
    look(stood: boolean) {
      if (stood) {
        this.heardAt = now()
        this.joinBy = Math.max(this.joinBy, now() + timeToJoin)
      }
      const silence = now() - this.heardAt
      const onItsWay = Math.min(body, this.unfinished) / slowest
      if (now() > this.joinBy + onItsWay) this.socket.close(1008, 'nobody has joined')
      if (silence < timeout) this.pinged = false
      else if (silence > 2 * timeout + onItsWay) this.socket.terminate()
      else if (!this.pinged) {
        this.pinged = true
        this.socket.ping()
      }
    }

    get room() {
      return roomOfStreams
    }

    get written() {
      return this.arrivals.due
    }

    /** Hot, once for each delivery: a frame that leaves at once costs the socket one call and nothing else. */
    write(batch: Batch) {
      const text = encode(batch)
      this.arrivals.add(text.length)
      // A character is at most three bytes.
      const spare = highWater - this.socket.bufferedAmount - 3 * text.length
      if (spare > 0 && !this.full) {
        this.socket.send(text)
        return true
      }
      this.socket.send(text, () => {
        if (!this.full || this.socket.bufferedAmount > highWater / 2) return
        this.full = false
        this.freed?.()
        this.pace()
        hooks.drained(this)
      })
      this.full ||= this.socket.bufferedAmount > highWater
      this.pace()
      return !this.full
    }

    end(batch: Batch) {
      this.joinBy = now() + timeToJoin
      if (batch.length) this.write(batch)
    }

    /** Who does not read is not read either: answers would pile up. */
    private pace() {
      const paused = this.full || this.waiting.length >= mostWaiting
      if (paused === this.socket.isPaused) return
      if (paused) this.socket.pause()
      else this.socket.resume()
    }

    hear(data: RawData) {
      this.heardAt = now()
      this.complete = this.bytes
      this.read++
      this.waiting.push((data as Buffer).length > body ? undefined : (data as Buffer))
      this.pace()
      if (this.waiting.length === 1) this.takeAll()
    }

    /** One after the other. */
    private async takeAll() {
      while (this.waiting.length) {
        // A piece of thousands of frames keeps nobody else waiting.
        if (this.waiting.length % mostWaiting === 0) await new Promise(setImmediate)
        // It came in one piece with others, and what they have brought has to go first.
        if (this.full) await new Promise<void>((resolve) => (this.freed = resolve))
        await this.take(this.waiting[0])
        this.waiting.shift()
        this.pace()
      }
    }

    private async take(frame: Buffer | undefined) {
      try {
        if (!frame) throw tooLarge(body)
        const exchange: Exchange = {
          headers: this.headers,
          before: [],
          link: (wish) => this.linked(wish, exchange.before),
          isOver: () => this.socket.readyState !== this.socket.OPEN,
        }
        const replies = await hooks.answer(decode(frame.toString()), exchange)
        if (replies) this.write(replies)
      } catch (thrown) {
        const { status, reply } = refusal(thrown)
        hooks.refused(`${status}`)
        this.write([reply])
      }
    }

    private linked({ connectionType, hold }: LinkWish, before: Batch) {
      if (stopped) throw new EnckeError('busy', 'the server has stopped')
      if (connectionType !== 'websocket') return undefined
      this.hold = hold
      this.joinBy = Number.POSITIVE_INFINITY
      if (before.length) this.write(before)
      if (this.socket.readyState !== this.socket.OPEN) setImmediate(() => hooks.closed(this))
      return this
    }
  }

  function heard(this: WebSocket, data: RawData) {
    links.get(this)?.hear(data)
  }

  function pinged(this: WebSocket, { length }: Buffer) {
    links.get(this)?.controlled(length)
  }

  function ponged(this: WebSocket, { length }: Buffer) {
    links.get(this)?.ponged(length)
  }

  function failed(this: WebSocket) {
    this.terminate()
  }

  function closed(this: WebSocket) {
    const link = links.get(this)
    links.delete(this)
    if (link) hooks.closed(link)
  }

  /** @param said - the first frame, when it came with the request */
  function serve(socket: WebSocket, headers: IncomingHttpHeaders, tcp: Duplex, said: Buffer | undefined) {
    const link = new SocketLink(socket, headers, tcp)
    links.set(socket, link)
    socket.on('message', heard).on('ping', pinged).on('pong', ponged).on('error', failed).on('close', closed)
    if (said) link.hear(said)
  }

  return {
    get size() {
      return links.size
    },

    /** Takes the socket of an upgrade request over. */
    async accept(request: IncomingMessage, socket: Duplex, head: Buffer, headers: IncomingHttpHeaders) {
      socket.on('error', destroy)
      const server = await loading
      const say = (status: string, reason: string) => {
        hooks.refused(status)
        refuse(socket, status, reason)
      }
      if (!server) return say('426 Upgrade Required', 'WebSocket needs the package "ws" on the server')
      if (stopped) return say('503 Service Unavailable', 'the server has stopped')
      if (links.size >= limits.sockets) return say('503 Service Unavailable', 'too many sockets')
      server.handleUpgrade(request, socket, head, (opened) => {
        socket.off('error', destroy)
        serve(opened, headers, socket, saidIn(request))
      })
    },

    /** Looks after the silent: to be called now and then. */
    tick() {
      const stood = now() - tickedAt > timeout
      tickedAt = now()
      for (const link of links.values()) link.look(stood)
    },

    close() {
      stopped = true
      for (const socket of links.keys()) socket.close(1001, 'the server stops')
    },
  }
}

function destroy(this: Duplex) {
  this.destroy()
}

/** Turns an upgrade request down. */
export function refuse(socket: Duplex, status: string, reason: string) {
  const length = Buffer.byteLength(reason)
  socket.on('error', destroy)
  // Its client need not hang up.
  socket.once('finish', destroy)
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: ${length}\r\n\r\n${reason}`)
}
