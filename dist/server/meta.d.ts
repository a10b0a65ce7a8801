import type { IncomingHttpHeaders } from 'node:http';
import type { Batch, Message } from '../protocol/message.js';
import type { LinkWish, ServerLink } from './link.js';
import type { Log } from './log/log.js';
import type { Hooks, Limits } from './options.js';
import type { Sessions } from './sessions.js';
/** The request in which a message came. */
export interface Asking {
    headers: IncomingHttpHeaders;
    /** Takes the response: from then on it belongs to the link. Undefined for a connection type that cannot be had here. */
    link(wish: LinkWish, before: Batch): ServerLink | undefined;
}
export interface MetaOptions {
    sessions: Sessions;
    log: Log;
    hooks: Hooks;
    limits: Limits;
    /** Milliseconds of silence, at most. */
    timeout: number;
}
/** Answers requests: one handler for each meta channel, and one for publications. */
export declare function createMeta(options: MetaOptions): (batch: readonly Message[], asking: Asking) => Promise<Batch | undefined>;
