import type { Message } from './message.js';
/** The messages of a batch, each run as the events that it stands for. Hot, once for each event. */
export declare function unroll(batch: Message[]): Message[];
