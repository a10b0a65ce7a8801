import { type Run } from './log/run.js';
/**
 * Cuts runs into what is written at once.
 * @param size - characters after which a frame ends
 */
export declare function inFrames(runs: readonly Run[], size?: number): Run[][];
