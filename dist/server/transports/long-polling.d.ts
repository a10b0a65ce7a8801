import type { Envelope } from './held.js';
/** The answer to a POST: a JSON array of messages. */
export declare const longPolling: Envelope;
