import type { IncomingHttpHeaders } from 'node:http';
import type { Batch } from '../protocol/message.js';
import type { LinkWish, ServerLink } from './link.js';
/** The request in which a message came. */
export interface Asking {
    headers: IncomingHttpHeaders;
    /** Takes the response: from then on it belongs to the link. Undefined for a connection type that cannot be had here. */
    link(wish: LinkWish, before: Batch): ServerLink | undefined;
}
