import type { Entry } from './log/entry.js';
/**
 * Characters of what has passed after which a frame ends, and so an answer that proves a poll: where the network is slow,
 * nothing is heard of either before its end.
 */
export declare const frameCharacters = 16384;
/** Cuts what has passed into what is written at once. */
export declare function inFrames(entries: readonly Entry[]): Entry[][];
