import type { ServerResponse } from 'node:http'
import { encode } from '../../protocol/batch'
import type { Batch } from '../../protocol/message'
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

/**
 * A link whose answer does not end.
 * @param before - answers to what came in the same request
 */
export function streamingLink(
  response: ServerResponse,
  framing: Framing,
  { hold, pad }: LinkWish,
  before: Batch,
  wear: Wear,
  now: () => number,
): ServerLink {
  const wornAt = now() + wear.age * (0.8 + Math.random() * 0.2)
  let characters = 0
  let written = 0
  response.writeHead(200, {
    ...commonHeaders,
    ...framing.headers,
    'Cache-Control': 'no-cache, no-store, no-transform',
    'X-Accel-Buffering': 'no',
  })
  const frame = (batch: Batch) => {
    written++
    return framing.frame(encode(batch), batch)
  }
  let first = framing.prelude + (pad ? framing.padding(pad) : '') + (before.length ? frame(before) : '')

  return {
    kind: 'stream',
    hold: Math.min(hold, framing.heartbeat ?? hold),
    get worn() {
      return characters > wear.characters || now() > wornAt
    },
    get written() {
      return written
    },
    write(batch: Batch) {
      const text = first + frame(batch)
      first = ''
      characters += text.length
      return response.write(text)
    },
    end(batch) {
      if (response.writableEnded) return
      response.end(first + (batch.length ? frame(batch) : '') + (framing.end ?? ''))
    },
  }
}
