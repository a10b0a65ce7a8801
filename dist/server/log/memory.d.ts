import type { Log } from './log.js';
import { type Retention } from './window.js';
/** Least milliseconds for which the number of a publisher without a session is remembered after it was taken or asked for. */
export declare const publisherAge = 3600000;
/** So many numbers back, the reason of a refusal is remembered: more than a client has under way at a time. */
export declare const refusalsKept = 200;
/** So many characters of a reason are remembered. */
export declare const reasonCharacters = 200;
/**
 * A log in the memory of this process. When the process ends, it is gone, and clients hear `missed`.
 * @param now - milliseconds since 1970
 * @throws EnckeError `bad-option` - a bound is no number above 0, or there is none of that name
 */
export declare function createMemoryLog(retention?: Retention, now?: () => number): Log;
