import type { Batch } from '../../protocol/message.js';
import { type Run } from '../log/run.js';
/**
 * Cuts runs into what is written at once.
 * @param size - characters after which a frame ends
 */
export declare function inFrames(runs: readonly Run[], size?: number): Run[][];
/**
 * Each publication by itself, for who does not read runs. Hot: what is published in one turn goes to many, and is taken
 * apart once.
 */
export declare function singly(runs: readonly Run[]): readonly Run[];
/** A batch as text. Hot: what is published in one turn goes to many, and its text is made once; so its runs are sealed. */
export declare function encode(batch: Batch): string;
