import type { Message, Notice } from '../../protocol/message.js';
/** What a client is told beside answers and events. */
export declare const told: (notice: Notice) => Message;
/** Join anew: on a fresh link, where this one does not run both ways. */
export declare const rotate: Message;
/** The answer to a join whose session a higher number has. */
export declare const stale: (reply: Message, join: number, by: number) => Message;
