import type { LinkWish, ServerLink } from '../link'
import { eventsource, eventsourceAnswer } from './eventsource'
import { fetchStreaming } from './fetch-streaming'
import { type Envelope, type HttpExchange, heldLink } from './held'
import { iframeFraming } from './iframe'
import { longPolling } from './long-polling'
import { multipart } from './multipart'
import { type Framing, StreamingLink, type Wear } from './streaming'
import { xhrStreaming } from './xhr-streaming'

/** What carries a stream: the answer to which kind of request, framed how for pages of an origin. */
interface Stream {
  envelope: Envelope
  framing(origin: string): Framing
}

/** What carries each connection type, the preferred one first. A poll is any answer; sockets make their links themselves. */
const carriers = new Map<string, 'socket' | 'poll' | Stream>([
  ['websocket', 'socket'],
  ['fetch-streaming', { envelope: longPolling, framing: () => fetchStreaming }],
  ['xhr-streaming', { envelope: longPolling, framing: () => xhrStreaming }],
  ['eventsource', { envelope: eventsourceAnswer, framing: () => eventsource }],
  ['multipart', { envelope: longPolling, framing: () => multipart }],
  ['iframe', { envelope: longPolling, framing: iframeFraming }],
  ['long-polling', 'poll'],
  // So Faye's client calls the polling of another origin.
  ['cross-origin-long-polling', 'poll'],
  ['callback-polling', 'poll'],
])

/** What the server offers, the preferred one first. */
export const connectionTypes = [...carriers.keys()]

/** Whether the links of a connection type are there for one answer. */
export const isPoll = (connectionType: unknown) => carriers.get(connectionType as string) === 'poll'

/** @param now - milliseconds on a clock that never goes back */
export function createHttpLinks(wear: Wear, now: () => number) {
  /** The link of a response; undefined when its connection type cannot be had in the answer to this kind of request. */
  return (exchange: HttpExchange, wish: LinkWish): ServerLink | undefined => {
    const carrier = carriers.get(wish.connectionType)
    if (carrier === 'poll') return heldLink(exchange, wish)
    if (typeof carrier !== 'object' || carrier.envelope !== exchange.envelope) return undefined
    return new StreamingLink(exchange, carrier.framing(exchange.origin), wish, wear, now)
  }
}
