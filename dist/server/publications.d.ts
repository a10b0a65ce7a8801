import type { Message } from '../protocol/message.js';
import type { Log } from './log/log.js';
import type { Held, Sessions } from './sessions.js';
/** A publication that may go to the log, or the reason why not. */
export interface Decided {
    message: Message;
    held: Held;
    data: string;
    refused: string | undefined;
}
/**
 * Takes publications to the log.
 * @param forbidden - why an identity may not publish to a channel; undefined when it may
 */
export declare function createPublications(sessions: Sessions, log: Log, forbidden: (channel: string, identity: unknown) => Promise<string | undefined>): {
    decide: (message: Message, held: Held) => Promise<Decided>;
    take: ({ message, held, data, refused }: Decided) => Promise<Message>;
};
