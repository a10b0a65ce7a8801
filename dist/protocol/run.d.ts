import type { Message } from './message.js';
/**
 * The messages of a batch, each run as the events that it stands for. Hot, once for each event. What only looks like a run
 * is an event like any other: a plain server may hand on what somebody has published.
 */
export declare function unroll(batch: Message[]): Message[];
