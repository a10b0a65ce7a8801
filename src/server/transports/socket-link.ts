import type { IncomingHttpHeaders } from 'node:http'
import type { Duplex } from 'node:stream'
import type { RawData, WebSocket } from 'ws'
import { decode } from '../../protocol/batch'
import { EnckeError } from '../../protocol/errors'
import type { Batch } from '../../protocol/message'
import { tooLarge } from '../http/body'
import { type Exchange, type LinkHooks, type LinkWish, roomOfStreams, type ServerLink } from '../link'
import { encode } from '../sessions/frames'
import { Arrivals } from './arrivals'

/** Bytes on their way to a client beyond which it has to catch up first. */
const highWater = 65_536

/** Frames of one socket that wait for their answer; beyond that no more is read, and so many are taken in a turn. */
const mostWaiting = 16

/** Bytes a millisecond that come through the slowest network that counts. */
const slowest = 4

/** Bytes of a ping or pong of a client beside what it carries: head and mask (RFC 6455, section 5.2). */
const control = 6

/** Milliseconds for which a socket is kept, at least, on which nobody has joined: a client waits for ten seconds for the answer. */
const leastTimeToJoin = 30_000

/** What all sockets of a server have in common. */
export interface SocketServer {
  readonly hooks: LinkHooks
  /** Most bytes of a frame. */
  readonly body: number
  /** Milliseconds of silence. */
  readonly timeout: number
  /** Milliseconds on a clock that never goes back. */
  now(): number
  /** Nobody may join any more. */
  stopped: boolean
}

/** One WebSocket. An idle one is this object and an entry: a class, and listeners that all sockets share. */
export class SocketLink implements ServerLink {
  readonly kind = 'duplex'
  readonly worn = false
  hold: number
  read = 0
  private heardAt: number
  /** Characters written since then: what the client says to a ping comes when it has read them. */
  private writtenSince = 0
  /** When somebody must have joined: who may not come keeps no socket. */
  private joinBy: number
  private pinged = false
  /** Frames without an answer, in order; undefined for one that is too long, and kept without its bytes. */
  private readonly waiting: (Buffer | undefined)[] = []
  private full = false
  /** Goes on with a frame, when it is full no more. */
  private freed: (() => void) | undefined = undefined
  private readonly arrivals: Arrivals
  /** Bytes of it that belong to what is complete. */
  private complete: number

  constructor(
    private readonly socket: WebSocket,
    private readonly headers: IncomingHttpHeaders,
    private readonly tcp: Duplex & { bytesRead?: number },
    private readonly server: SocketServer,
  ) {
    this.hold = server.timeout
    this.heardAt = server.now()
    this.joinBy = this.latestJoin
    this.arrivals = new Arrivals(server.now)
    this.complete = this.bytes
  }

  private get latestJoin() {
    const { now, timeout } = this.server
    return now() + Math.max(leastTimeToJoin, 2 * timeout)
  }

  /** None where the platform does not count them. */
  private get bytes() {
    return this.tcp.bytesRead ?? 0
  }

  /** Bytes of a message that is not complete yet. */
  private get unfinished() {
    return Math.max(0, this.bytes - this.complete)
  }

  private alive() {
    this.heardAt = this.server.now()
    this.writtenSince = 0
  }

  /** A ping or a pong of so many bytes has come, also in the middle of a message. */
  controlled(size: number) {
    this.complete += control + size
  }

  /** Tells nothing of when a message will be complete. */
  ponged(size: number) {
    this.controlled(size)
    if (this.unfinished === 0) this.alive()
  }

  /**
   * Asks the silent whether they are still there, and ends those that do not answer.
   * @param stood - this process itself stood still: what the client has said meanwhile is yet to be read
   */
  look(stood: boolean) {
    const { now, timeout, body } = this.server
    if (stood) {
      this.alive()
      this.joinBy = Math.max(this.joinBy, this.latestJoin)
    }
    const silence = now() - this.heardAt
    const onItsWay = Math.min(body, this.unfinished) / slowest
    const unread = Math.min(roomOfStreams, this.writtenSince) / slowest
    if (now() > this.joinBy + onItsWay) this.socket.close(1008, 'nobody has joined')
    if (silence < timeout) this.pinged = false
    else if (silence > 2 * timeout + onItsWay + unread) this.socket.terminate()
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
    this.writtenSince += text.length
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
      this.server.hooks.drained(this)
    })
    this.full ||= this.socket.bufferedAmount > highWater
    this.pace()
    return !this.full
  }

  end(batch: Batch) {
    this.joinBy = this.latestJoin
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
    const { body } = this.server
    const frame = data as Buffer
    this.alive()
    this.complete = this.bytes
    this.read++
    this.waiting.push(frame.length > body ? undefined : frame)
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
    const { hooks, body } = this.server
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
      this.write([hooks.refusal(thrown).reply])
    }
  }

  private linked({ connectionType, hold }: LinkWish, before: Batch) {
    if (this.server.stopped) throw new EnckeError('busy', 'the server has stopped')
    if (connectionType !== 'websocket') return undefined
    this.hold = hold
    this.joinBy = Number.POSITIVE_INFINITY
    if (before.length) this.write(before)
    if (this.socket.readyState !== this.socket.OPEN) setImmediate(() => this.server.hooks.closed(this))
    return this
  }
}
