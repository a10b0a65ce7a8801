import type { Batch, Message } from './message.js';
/** A batch as the text of a JSON array. What is text already is not made again. */
export declare function encode(batch: Batch): string;
/**
 * The messages of a text: a JSON array of objects, or one object (Bayeux 1.0, section 2.1).
 * @throws EnckeError `malformed`
 */
export declare function decode(text: string): Message[];
