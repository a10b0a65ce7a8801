import type { Batch, Join, Message } from '../protocol/message.js';
import type { Exchange } from './link.js';
import type { Log } from './log/log.js';
import type { Limits } from './options.js';
import type { Permissions } from './permissions.js';
import type { Sessions } from './sessions.js';
export interface JoinsOptions {
    sessions: Sessions;
    log: Log;
    limits: Limits;
    /** Milliseconds of silence, at most. */
    timeout: number;
}
/** Answers the joins of our clients. */
export declare function createJoins({ sessions, log, limits, timeout }: JoinsOptions, permissions: Permissions): (message: Message, join: Join, key: unknown, exchange: Exchange, before: Batch) => Promise<Message | undefined>;
