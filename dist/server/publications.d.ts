import type { Message } from '../protocol/message.js';
import type { Log } from './log/log.js';
import type { Sessions } from './sessions.js';
/** Whose publication it is. */
export interface Publisher {
    key: string;
    plain: boolean;
    identity: unknown;
}
/** A publication that may go to the log, or the reason why not. */
export interface Decided {
    message: Message;
    publisher: Publisher;
    data: string;
    refused: string | undefined;
}
/**
 * For the server itself.
 * @throws EnckeError `bad-channel`
 */
export declare function checkPublishable(channel: string): void;
/** @throws EnckeError `bad-data` */
export declare function toText(data: unknown): string;
/**
 * Takes publications to the log.
 * @param forbidden - why an identity may not publish to a channel; undefined when it may
 */
export declare function createPublications(sessions: Sessions, log: Log, forbidden: (channel: string, identity: unknown) => Promise<string | undefined>): {
    decide: (message: Message, publisher: Publisher) => Promise<Decided>;
    take: ({ message, publisher, data, refused }: Decided) => Promise<Message>;
};
