import type { Log } from './log.js';
/** How much of the past a log keeps; whatever is reached first. */
export interface Retention {
    /** Publications. Default 10,000. */
    messages?: number;
    /** Characters of JSON. Default 33,554,432. */
    characters?: number;
    /** Milliseconds. Default 600,000 (ten minutes). */
    age?: number;
}
/**
 * A log in the memory of this process. It begins anew with the process: clients then hear `missed`.
 * @param now - milliseconds since 1970
 */
export declare function createMemoryLog({ messages, characters, age }?: Retention, now?: () => number): Log;
