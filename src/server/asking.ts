import type { IncomingHttpHeaders } from 'node:http'
import type { Batch } from '../protocol/message'
import type { LinkWish, ServerLink } from './link'

/** The request in which a message came. */
export interface Asking {
  headers: IncomingHttpHeaders
  /** Takes the response: from then on it belongs to the link. Undefined for a connection type that cannot be had here. */
  link(wish: LinkWish, before: Batch): ServerLink | undefined
}
