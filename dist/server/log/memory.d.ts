import type { Log } from './log.js';
import { type Retention } from './window.js';
/** Least milliseconds for which the number of a publisher without a session is remembered after it was taken or asked for. */
export declare const publisherAge = 3600000;
/** So many numbers back, the reason of a refusal is remembered: more than a client has under way at a time. */
export declare const refusalsKept = 200;
/** So many characters of a reason are remembered. */
export declare const reasonCharacters = 200;
/**
 * A log in the memory of this process. It begins anew with the process: clients then hear `missed`.
 * @param now - milliseconds since 1970
 * @throws EnckeError `bad-option` - something to be kept is no number above 0
 */
export declare function createMemoryLog(retention?: Retention, now?: () => number): Log;
