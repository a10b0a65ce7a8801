import type { Message } from '../protocol/message.js';
/** The message, with more in its `ext`. */
export declare const withExt: (message: Message, more: Record<string, unknown>) => Message;
