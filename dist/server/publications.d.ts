import type { Message } from '../protocol/message.js';
import { type Position } from '../protocol/position.js';
import type { Log, Maybe } from './log/log.js';
import type { Sessions } from './sessions.js';
/** What the server itself publishes. Hot: mostly to the same channel as before, and what is in the log at once costs no turn. */
export declare function createOwnPublish(log: Log): (channel: string, data: unknown) => Promise<Position>;
/**
 * Takes publications of clients to the log.
 * @param forbidden - why an identity may not publish to a channel; undefined when it may
 * @param timeout - milliseconds of silence, at most
 */
export declare function createPublications(sessions: Sessions, log: Log, forbidden: (channel: string, identity: unknown) => Promise<string | undefined>, timeout: number): () => (message: Message) => Promise<{
    reply: Maybe<Message>;
}>;
