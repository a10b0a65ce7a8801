import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import type { Live } from './live'

/** One direction of a slow connection: what goes in comes out later, in the same order. */
export interface Line {
  push(deliver: () => void): void
  /** Forgets what is under way and takes nothing more. */
  drop(): void
}

/** A line with the latency and jitter of the moment; nothing sets out before `opening()`, a time of performance.now. */
export function createLine(live: Live, random: () => number, opening: () => number = () => 0): Line {
  const queue: { since: number; luck: number; deliver: () => void }[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  let dropped = false
  const wait = () => {
    const { since, luck } = queue[0]!
    const { latency = 0, jitter = 0 } = live.faults
    return Math.max(since, opening()) + latency + luck * jitter - performance.now()
  }
  const flow = () => {
    clearTimeout(timer)
    while (queue.length && wait() <= 0) queue.shift()!.deliver()
    // A delivery that pushed has set a timer of its own.
    clearTimeout(timer)
    if (queue.length) timer = setTimeout(flow, Math.ceil(wait()))
  }
  const unwatch = live.watch(flow)
  return {
    push(deliver) {
      if (dropped) return
      queue.push({ since: performance.now(), luck: random(), deliver })
      flow()
    },
    drop() {
      dropped = true
      unwatch()
      clearTimeout(timer)
      queue.length = 0
    },
  }
}

/** A client's connection as the proxy uses it. */
export interface Connection {
  /** The socket with latency: bytes, ends and breaks pass through it late in both directions. */
  stream: Duplex
  /** Breaks the client's side now; the proxy's side hears of it later. False when it was broken already. */
  cut(): boolean
  /** Breaks both sides now. */
  drop(): void
}

/** `gone` is called when both sides are closed. */
export function slow(socket: Socket, live: Live, random: () => number, gone: () => void): Connection {
  const opened = performance.now()
  const roundTrip = () => (live.faults.handshake === false ? 0 : 2 * (live.faults.latency ?? 0))
  const handshake = roundTrip()
  const up = createLine(live, random, () => opened + Math.min(handshake, roundTrip()))
  const down = createLine(live, random)
  const send = (bytes: Buffer, done: () => void) => {
    down.push(() => socket.write(bytes))
    if (socket.writableNeedDrain) socket.once('drain', done)
    else done()
  }
  const stream = new Duplex({
    read: () => void socket.resume(),
    write: (chunk: Buffer, _encoding, done) => send(chunk, () => done()),
    writev: (writes, done) => send(Buffer.concat(writes.map(({ chunk }) => chunk)), () => done()),
    final(done) {
      down.push(() => socket.end())
      done()
    },
    destroy(error, done) {
      // Not destroy: the bytes before a cut still reach the client.
      down.push(() => socket.destroySoon())
      done(error)
    },
  })
  const receive = (bytes: Buffer | null) =>
    up.push(() => {
      if (!stream.destroyed && !stream.push(bytes)) socket.pause()
    })
  const drop = () => {
    up.drop()
    down.drop()
    socket.destroy()
    stream.destroy()
    gone()
  }
  socket.on('data', receive)
  socket.on('end', () => receive(null))
  socket.on('close', () => (stream.destroyed ? drop() : up.push(drop)))
  socket.on('error', () => {})
  stream.on('error', () => {})
  const cut = () => {
    if (socket.destroyed) return false
    socket.destroy()
    return true
  }
  return { stream, cut, drop }
}
