import { EnckeError } from '../protocol/errors.js';
import type { Log, LogState } from './log/log.js';
/** Current numbers of this node. */
export interface Stats extends LogState {
    /** Sessions on this node, including those whose client is between two links. */
    sessions: number;
    /** What they are subscribed to: patterns of all sessions, as `limits.patterns` counts them. */
    patterns: number;
    /** Open links by connection type: WebSockets, streams, and polls that are held. */
    links: Record<string, number>;
    /** What was answered with an error since the server was made, by the number of that: 403 is not allowed, 503 too much or undecided. */
    refused: Record<string, number>;
    /** Publications that have come from the log since the server was made, from any node. */
    publications: number;
}
export interface HealthOptions {
    log: Log;
    sessions: {
        readonly size: number;
        readonly patterns: number;
    };
    http: {
        readonly links: Record<string, number>;
    };
    sockets: {
        readonly size: number;
    };
    errors: {
        readonly counts: Record<string, number>;
    };
}
/** How often an error was answered, by its number. */
export declare function createErrorCounts(): {
    counts: Record<string, number>;
    /** @param error - begins with the number, in three digits */
    add(error: string): void;
};
/** What the operator is told: how much there is, and what is wrong with the log. */
export declare function createHealth({ log, sessions, http, sockets, errors }: HealthOptions): {
    /** See `EnckeServer`. */
    on(name: "log", listener: (trouble: EnckeError | undefined) => void): () => void;
    stats: () => Stats;
    /** Hears, and tells, nothing any more. */
    close(): void;
};
