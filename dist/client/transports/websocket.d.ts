import type { Transport } from '../link.js';
/** A WebSocket (RFC 6455): one JSON array of messages a text frame, both ways. */
export declare function websocket(): Transport;
