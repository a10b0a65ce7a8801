import type { Message } from '../protocol/message.js';
/** The messages of a batch, each run as the events that it stands for. */
export declare function unroll(batch: Message[]): Message[];
