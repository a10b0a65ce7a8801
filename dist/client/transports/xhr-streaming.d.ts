import type { Transport } from '../link.js';
/** A POST whose endless answer is read while it grows: one JSON array of messages a line. */
export declare function xhrStreaming(): Transport;
