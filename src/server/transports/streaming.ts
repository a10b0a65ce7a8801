import type { ServerResponse } from 'node:http'
import { encode } from '../../protocol/batch'
import type { Batch } from '../../protocol/message'
import type { ServerLink } from '../link'
import { commonHeaders } from './held'

/** How batches are told apart in an endless answer. */
export interface Framing {
  headers: Record<string, string>
  /** What stands before the first frame. */
  prelude: string
  frame(text: string): string
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
  { headers, prelude, frame, end = '' }: Framing,
  hold: number,
  before: Batch,
  wear: Wear,
  now: () => number,
): ServerLink {
  const wornAt = now() + wear.age * (0.8 + Math.random() * 0.2)
  let characters = 0
  response.writeHead(200, {
    ...commonHeaders,
    ...headers,
    'Cache-Control': 'no-cache, no-store, no-transform',
    'X-Accel-Buffering': 'no',
  })
  const write = (text: string) => {
    characters += text.length
    return response.write(text)
  }
  let first = before.length ? prelude + frame(encode(before)) : prelude

  return {
    polls: false,
    hold,
    get worn() {
      return characters > wear.characters || now() > wornAt
    },
    write(batch: Batch) {
      const text = first + frame(encode(batch))
      first = ''
      return write(text)
    },
    end(batch) {
      if (response.writableEnded) return
      response.end(first + (batch.length ? frame(encode(batch)) : '') + end)
    },
  }
}
