import type { Advice, Message } from '../../protocol/message.js';
import type { Exchange } from '../link.js';
/** Begin a new session; or stop. */
export declare const anew: Advice;
export declare const stop: Advice;
/** Connect again, after so many milliseconds. */
export declare function retry(timeout: number, interval?: number): Advice;
/** The reply to a message, with its id. */
export declare function reply({ channel, id }: Message, rest: Partial<Message>): Message;
/** @param error - in Bayeux' form */
export declare function fail(message: Message, error: string, advice?: Advice): Message;
/** The application turns them away: for good, unless it could not see who they are. */
export declare function turnAway(message: Message, { anonymous }: Pick<Exchange, 'anonymous'>): Message;
/** Nobody here knows this session: begin a new one. */
export declare function unknown(message: Message): Message;
export type Undecided = ReturnType<typeof createUndecided>;
/**
 * The application, or the log, has no answer for now: ask again. What lies behind it is nobody's business outside:
 * addresses, for example.
 */
export declare function createUndecided(timeout: number): (message: Message, error: unknown) => Message;
/** The reply to what could not be read, or at which the server failed; of that, only the server's own log hears more. */
export declare function refusal(thrown: unknown): {
    status: number;
    reply: Message;
};
