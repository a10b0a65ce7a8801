import type { Log } from './log/log.js';
/** What a node lets the others know of a session. */
export interface SessionRecord {
    identity: unknown;
    version: number;
    patterns: string[];
    latest: string[];
}
/** What another node knows of a session. */
export declare function recall(log: Log, key: string): Promise<SessionRecord | undefined>;
