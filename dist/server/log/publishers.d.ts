import type { Position } from '../../protocol/position.js';
import type { Source, Verdict } from './log.js';
/** Least milliseconds for which the number of a publisher without a session is remembered after it was taken or asked for. */
export declare const publisherAge = 3600000;
/** So many numbers back, the reason of a refusal is remembered: more than a client has under way at a time. */
export declare const refusalsKept = 200;
/** So many characters of a reason are remembered. */
export declare const reasonCharacters = 200;
/**
 * Which number of each publisher was taken last, and why others were refused.
 * @param age - least milliseconds for which who has no session is remembered
 * @param now - milliseconds since 1970
 */
export declare function createPublishers(age: number, now: () => number): {
    /** Takes the number for the entry that comes next, or for none; or says why not. */
    take({ publisher, number }: Source, position?: Position, reason?: string): Verdict | undefined;
    /** See `Log.published`. */
    published(publisher: string): number;
    /** See `Log.hold`. */
    hold(publisher: string): void;
    release(publisher: string): void;
    /** Forgets those who have been silent for long. */
    trim(): void;
};
