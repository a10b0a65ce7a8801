import type { ServerResponse } from 'node:http'
import { encode } from '../../protocol/batch'
import type { Batch } from '../../protocol/message'
import { type Exchange, type LinkWish, roomOfPolls, type ServerLink } from '../link'

/** How an answer is wrapped that is complete at once. */
export interface Envelope {
  headers: Record<string, string>
  wrap(text: string): string
  /** The status of what is refused, too. */
  status?: number
}

/** What every answer says: it is for this request only, it is what it says it is, and its address is nobody's business. */
export const commonHeaders = {
  'Cache-Control': 'no-cache, no-store',
  Pragma: 'no-cache',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
}

/** A request, and where its answer goes. */
export interface HttpExchange extends Exchange {
  readonly response: ServerResponse
  envelope: Envelope
  /** Of the page that asked, or else of the server itself. */
  readonly origin: string
}

export function answer(
  { response, envelope }: Pick<HttpExchange, 'response' | 'envelope'>,
  batch: Batch,
  status = 200,
): void {
  const body = envelope.wrap(encode(batch))
  response.writeHead(status, { ...commonHeaders, ...envelope.headers, 'Content-Length': Buffer.byteLength(body) })
  response.end(body)
}

/** A link that lives for one answer. */
export function heldLink(exchange: HttpExchange, { hold, connectionType }: LinkWish): ServerLink {
  const end = (batch: Batch) => {
    if (!exchange.response.headersSent) answer(exchange, [...exchange.before, ...batch])
  }
  return {
    kind: 'poll',
    worn: false,
    hold,
    room: roomOfPolls(connectionType),
    written: 0,
    write(batch) {
      end(batch)
      return true
    },
    end,
  }
}
