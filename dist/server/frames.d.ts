import type { Run } from './log/run.js';
/** Characters after which a frame ends, and an answer that proves a poll: a slow network brings no sign of it before. */
export declare const frameCharacters = 16384;
/**
 * Cuts runs into what is written at once.
 * @param size - characters after which a frame ends
 */
export declare function inFrames(runs: readonly Run[], size?: number): Run[][];
