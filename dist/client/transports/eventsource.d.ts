import type { Transport } from '../link.js';
/**
 * Server-sent events (HTML Standard, section 9.2): one JSON array of messages an event. The join rides in the address; a
 * long one is posted first. A plain Bayeux server is taken to have Faye's form: the stream of a client lies below the
 * endpoint, and its connects are posted. The answer to the first one says nothing of the stream, and is heard when that is open.
 */
export declare function eventsource(): Transport;
