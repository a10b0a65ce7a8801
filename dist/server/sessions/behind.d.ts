import type { Log, Page } from '../log/log.js';
import type { ServerSession } from './session.js';
export interface BehindOptions {
    log: Log;
    /** Milliseconds on a clock that never goes back. */
    now(): number;
    /** Most publications that are read at once. */
    pageSize: number;
    /** Takes what was read for a session. */
    paged(session: ServerSession, page: Page | undefined): void;
    /** There is something to read in the next turn. */
    later(): void;
}
/** Those who are behind in the log, and what is read for them: a page each in a turn, as many as there is time for. */
export declare function createBehind({ log, now, pageSize, paged, later }: BehindOptions): {
    add: (session: ServerSession) => void;
    /** Reads for those who wait now, in the order in which they began to. */
    read(most?: number): void;
};
