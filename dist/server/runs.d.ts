import type { Batch } from '../protocol/message.js';
import type { Entry } from './log/entry.js';
/** Hot: what is published in one turn goes to many, and its runs are made once. */
export declare function inRuns(entries: readonly Entry[]): Batch;
