import { Duplex } from 'node:stream'

/** What holds up what is on its way, in one direction. */
export interface Traffic {
  /** Milliseconds that it takes. */
  delay(): number
  /** Nothing comes through for now. */
  blocked(): boolean
}

/** Bytes, or that there are no more, or that the connection is gone. */
type Piece = Buffer | 'end' | 'reset'

/** Also where the clock of a test has taken its place. */
const { nextTick } = process

const broken = (code: string) => Object.assign(new Error(`${code}: by the simulated network`), { code })

/** One direction: it takes all that is written, and pieces arrive in order, each in its time. */
class Lane {
  private readonly pieces: { piece: Piece; due: number }[] = []
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly traffic: Traffic,
    private readonly to: End,
  ) {}

  send(piece: Piece) {
    this.pieces.push({ piece, due: performance.now() + this.traffic.delay() })
    // Not before whoever writes has done so.
    nextTick(() => this.pump())
  }

  /** Hands on what may pass. To be called when that may have become more. */
  pump() {
    for (let [first] = this.pieces; first && !this.timer; [first] = this.pieces) {
      const { piece, due } = first
      if (this.traffic.blocked() || !(this.to.hungry || piece === 'reset')) return
      const wait = due - performance.now()
      if (wait > 0) {
        this.timer = setTimeout(() => {
          this.timer = undefined
          this.pump()
        }, wait)
        return
      }
      this.pieces.shift()
      this.to.arrive(piece)
    }
  }

  /** What is on its way never arrives. */
  empty() {
    clearTimeout(this.timer)
    this.pieces.length = 0
  }
}

/** One end of a line, with what `node:http` and `ws` ask of a socket. */
class End extends Duplex {
  /** Whether whoever reads here wants more. */
  hungry = false
  out!: Lane
  in!: Lane

  arrive(piece: Piece) {
    if (this.destroyed) return
    if (piece === 'reset') this.destroy(broken('ECONNRESET'))
    else this.hungry = this.push(piece === 'end' ? null : piece)
  }

  override _read() {
    this.hungry = true
    this.in.pump()
  }

  override _write(bytes: Buffer, _encoding: string, done: () => void) {
    this.out.send(bytes)
    done()
  }

  override _final(done: () => void) {
    this.out.send('end')
    done()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void) {
    this.out.send('reset')
    done(error)
  }

  setTimeout() {
    return this
  }
  setNoDelay() {
    return this
  }
  setKeepAlive() {
    return this
  }
}

export type Line = ReturnType<typeof createLine>

/** A connection in memory, between a page and its server. */
export function createLine(up: Traffic, down: Traffic) {
  const [page, server] = [new End(), new End()]
  page.out = server.in = new Lane(up, server)
  server.out = page.in = new Lane(down, page)
  // Who has nothing to do with it yet hears of its end by `close`.
  for (const end of [page, server]) end.on('error', () => {})
  return {
    page,
    server,

    get closed() {
      return page.closed && server.closed
    },

    /** What was blocked may pass now. */
    pump() {
      page.out.pump()
      server.out.pump()
    },

    /** Both ends hear of it now, and of nothing that was on its way. */
    cut(code = 'ECONNRESET') {
      for (const end of [page, server]) {
        end.out.empty()
        end.destroy(broken(code))
      }
    },
  }
}
