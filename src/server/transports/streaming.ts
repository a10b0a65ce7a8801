import type { ServerResponse } from 'node:http'
import type { Batch } from '../../protocol/message'
import { encode } from '../encoded'
import type { LinkWish, ServerLink } from '../link'
import { commonHeaders } from './held'

/** How batches are told apart in an endless answer. */
export interface Framing {
  headers: Record<string, string>
  /** What stands before the first frame. */
  prelude: string
  /** So many characters that say nothing, behind the prelude. */
  padding(length: number): string
  frame(text: string, batch: Batch): string
  /** What stands behind the last frame. */
  end?: string
  /** Most milliseconds of silence, where only silence tells the browser that the link is dead. */
  heartbeat?: number
}

export interface Wear {
  /** Characters after which a successor should take over: the browser keeps all of them. */
  characters: number
  /** The same in milliseconds: proxies cut what is old. */
  age: number
}

/** A link whose answer does not end. */
export class StreamingLink implements ServerLink {
  readonly kind = 'stream'
  readonly hold: number
  written = 0
  private characters = 0
  private readonly wornAt: number
  private readonly frame: Framing['frame']
  private readonly last: string
  /** What stands before the next frame. */
  private first: string

  /** @param before - answers to what came in the same request */
  constructor(
    private readonly response: ServerResponse,
    { headers, prelude, padding, frame, end = '', heartbeat = Number.POSITIVE_INFINITY }: Framing,
    { hold, pad }: LinkWish,
    before: Batch,
    private readonly wear: Wear,
    private readonly now: () => number,
  ) {
    this.hold = Math.min(hold, heartbeat)
    this.wornAt = now() + wear.age * (0.8 + Math.random() * 0.2)
    this.frame = frame
    this.last = end
    response.writeHead(200, {
      ...commonHeaders,
      ...headers,
      'Cache-Control': 'no-cache, no-store, no-transform',
      'X-Accel-Buffering': 'no',
    })
    this.first = prelude + (pad ? padding(pad) : '') + (before.length ? this.framed(before) : '')
  }

  get worn() {
    return this.characters > this.wear.characters || this.now() > this.wornAt
  }

  private framed(batch: Batch) {
    this.written++
    return this.frame(encode(batch), batch)
  }

  write(batch: Batch) {
    const text = this.first + this.framed(batch)
    this.first = ''
    this.characters += text.length
    return this.response.write(text)
  }

  end(batch: Batch) {
    if (this.response.writableEnded) return
    this.response.end(this.first + (batch.length ? this.framed(batch) : '') + this.last)
  }
}
