import type { Envelope } from './held';
/** The answer to a POST: a JSON array of messages. */
export declare const longPolling: Envelope;
