import type { Join, Message } from '../../protocol/message.js';
import type { Exchange } from '../link.js';
import type { Log } from '../log/log.js';
import type { Limits } from '../options.js';
import type { Sessions } from '../sessions/sessions.js';
import type { Permissions } from './permissions.js';
export interface JoinsOptions {
    sessions: Sessions;
    log: Log;
    limits: Limits;
    /** Milliseconds of silence, at most. */
    timeout: number;
    /** Hears of each error that is answered. */
    refused(error: string): void;
}
/** Answers the joins of our clients. */
export declare function createJoins({ sessions, log, limits, timeout, refused: count }: JoinsOptions, permissions: Permissions): (message: Message, asks: Join, key: unknown, exchange: Exchange) => Promise<Message | undefined>;
