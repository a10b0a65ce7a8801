import type { Message } from './message.js';
/**
 * What the positions of a run end with, when the message is one. What only looks like one is an event like any other: a
 * plain server may hand on what somebody has published.
 */
export declare function runOf({ data, ext }: Message): string | undefined;
