import type { ServerResponse } from 'node:http'
import type { Batch, LinkKind } from '../../protocol/message'
import { type LinkWish, roomOfStreams, type ServerLink } from '../link'
import { encode } from '../sessions/frames'
import { commonHeaders, type HttpExchange } from './held'

/** Characters of a stream that a browser may well keep until its end. */
export const keptByBrowsers = 131_072

/** How batches are told apart in an endless answer. */
export interface Framing {
  headers: Record<string, string>
  /** What stands before the first frame. */
  prelude: string
  /** So many characters that say nothing, behind the prelude. */
  padding(length: number): string
  frame(text: string, batch: Batch): string
  /** What stands behind the last frame. */
  end?(): string
  /** The browser keeps all that it has read: most characters until a successor should take over. */
  kept?: number
}

/** When a stream is to be replaced by a fresh one. */
export interface Wear {
  /** After so many characters. Default 131,072 where the browser keeps what it has received; else no bound. */
  characters?: number | undefined
  /** After so many milliseconds, at most: proxies cut old connections. Default 300,000. */
  age: number
}

/** A link whose answer does not end. */
export class StreamingLink implements ServerLink {
  readonly kind: LinkKind
  readonly hold: number
  written = 0
  private readonly response: ServerResponse
  private characters = 0
  private readonly most: number
  private readonly wornAt: number
  private readonly frame: Framing['frame']
  private readonly last: Framing['end']
  /** What stands before the next frame. */
  private first: string

  constructor(
    { response, before }: Pick<HttpExchange, 'response' | 'before'>,
    { headers, prelude, padding, frame, end, kept }: Framing,
    { hold, pad, brief }: LinkWish,
    wear: Wear,
    private readonly now: () => number,
  ) {
    this.response = response
    this.kind = brief ? 'poll' : 'stream'
    this.hold = hold
    this.most = wear.characters ?? kept ?? Number.POSITIVE_INFINITY
    // Streams that were opened at once, after a restart, are not followed at once.
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

  get room() {
    return roomOfStreams
  }

  get worn() {
    return this.characters > this.most || this.now() > this.wornAt
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
    this.response.end(this.first + (batch.length ? this.framed(batch) : '') + (this.last?.() ?? ''))
  }
}
