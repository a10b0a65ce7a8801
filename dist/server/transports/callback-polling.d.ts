import type { Message } from '../../protocol/message.js';
import type { Envelope } from './held.js';
/**
 * The answer to a GET by script element (Bayeux 1.0, section 6.4). The comment before the name keeps the first bytes out
 * of the asker's hands, the disposition keeps it from being shown; what JavaScript reads unlike JSON is escaped.
 * @throws EnckeError `malformed` - the name of the callback is none
 */
export declare function callbackPolling(query: URLSearchParams): Envelope;
/** JSON that is safe inside a script, also one in a document. */
export declare function asScript(json: string): string;
/** Puts together requests that came in several pieces because an address must be short. */
export declare function createCollector(limit: number): (query: URLSearchParams) => Message[];
