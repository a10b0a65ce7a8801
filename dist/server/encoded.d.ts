import type { Batch } from '../protocol/message.js';
/** A batch as text. Hot: what is published in one turn goes to many, and its text is made once. */
export declare function encode(batch: Batch): string;
