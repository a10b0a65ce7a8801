import type { Log } from './log.js';
import { type Retention } from './window.js';
/**
 * Least milliseconds for which a publisher's number is remembered after it was last taken or asked for. Longer than the
 * pause between two joins of a client that is there, so that its next publication is not taken for a gap.
 */
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
