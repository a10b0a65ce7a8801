import type { Position } from '../../protocol/position.js';
import type { ServerLink } from '../link.js';
import type { Log } from '../log/log.js';
import { ServerSession } from './session.js';
import type { SessionEvent } from './states.js';
export interface SessionsOptions {
    log: Log;
    /** Milliseconds on a clock that never goes back. */
    now(): number;
    /** Runs once the current turn is over: what happens in one turn leaves as one batch. */
    defer(run: () => void): void;
    /** Milliseconds after which a session without a link is forgotten. */
    expiry: number;
    /** Most publications that are read at once for a session that is behind. Default 4,000. */
    pageSize?: number;
}
/** What a join brings, once it has been checked. */
export type Joining = Omit<Extract<SessionEvent, {
    type: 'join';
}>, 'type' | 'log'>;
/** Every session of this node, and the way from the log to those whom a publication concerns. */
export declare function createSessions({ log, now, defer, expiry, pageSize }: SessionsOptions): {
    readonly size: number;
    /** Of all sessions. */
    readonly patterns: number;
    /** By what a client says is its key. */
    get: (key: unknown) => ServerSession | undefined;
    /** Begins a session; one that had the same key is gone. */
    create(key: string, plain: boolean, identity: unknown): ServerSession;
    bye: (key: string) => void;
    /** The page of the client goes. */
    leave(session: ServerSession): void;
    join(session: ServerSession, joining: Joining): void;
    /** Takes a link from a session. A stream stays open for a while, and may be joined on again once it is taken up. */
    setAside(session: ServerSession, link: ServerLink): void;
    /** False when it is gone, or was not set aside. */
    takeUp: (link: ServerLink) => boolean;
    /** For plain clients; to what the session does not listen to yet. */
    subscribe(session: ServerSession, pattern: string): void;
    unsubscribe(session: ServerSession, pattern: string): void;
    /** The link takes more again. */
    drained(link: ServerLink): void;
    /** The link is gone. */
    closed(link: ServerLink): void;
    /** Suspends the sessions of all of whom `who` says so. Returns how many. */
    suspend(who: (identity: unknown) => boolean): number;
    /** See `createSuspensions`. */
    watchSuspensions: () => (identity: unknown) => boolean;
    /** Listens on the server itself. Returns the undo. */
    listen: (pattern: string, listener: (publication: import("../listeners.js").Publication) => void) => () => void;
    /** Tells the server's own listeners, and nobody else, as the next after a position: what comes on a service channel. */
    tell: (channel: string, data: string, after: Position) => void;
    flush: (most?: number) => void;
    /**
     * Heartbeats, holds and expiry: to be called now and then.
     * @param ahead - milliseconds until the next call
     */
    tick(ahead?: number): void;
    /** Ends every link, when what has come is on it. */
    close(): void;
};
export type Sessions = ReturnType<typeof createSessions>;
