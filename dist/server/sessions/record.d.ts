import type { Log } from '../log/log.js';
import type { ServerSession } from './session.js';
/** What a node lets the others know of a session. */
export interface SessionRecord {
    identity: unknown;
    version: number;
    patterns: string[];
    latest: string[];
}
/** Lets the other nodes know of a session what they need to go on with it. */
export declare function remember(log: Log, { key, identity, version, patterns, latest }: ServerSession): void;
/** What another node knows of a session. */
export declare function recall(log: Log, key: string): Promise<SessionRecord | undefined>;
