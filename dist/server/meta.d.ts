import type { IncomingHttpHeaders } from 'node:http';
import type { Batch, Message } from '../protocol/message';
import type { ServerLink } from './link';
import type { Log } from './log/log';
import type { Sessions } from './sessions';
/** What the application says of a client and of what it wants. */
export interface Hooks {
    /**
     * Who is it? Asked at each handshake and join. What it returns (JSON) is the client's identity; `false`, `null`,
     * `undefined` or a throw turns it away.
     * @param ask - `headers`: without cookies when a page of another site may have caused the request; `ext` of the message
     */
    authenticate?(ask: {
        headers: IncomingHttpHeaders;
        ext: Record<string, unknown>;
    }): unknown;
    /** May it? Only `true` is a yes. Asked for each pattern at each join, and for each publication. */
    authorize?(ask: {
        action: 'subscribe' | 'publish';
        channel: string;
        identity: unknown;
    }): boolean | Promise<boolean>;
}
export interface Limits {
    /** Bytes of a request. Default 1,048,576. */
    body: number;
    /** Messages of a request. Default 1,000. */
    batch: number;
    /** Patterns of a session. Default 1,000. */
    subscriptions: number;
    /** Sessions of this node. Default 100,000. */
    sessions: number;
}
/** The request in which a message came. */
export interface Asking {
    headers: IncomingHttpHeaders;
    /** Takes the response: from then on it belongs to the link. Undefined for a connection type that we have not. */
    link(connectionType: string, hold: number, before: Batch): ServerLink | undefined;
}
export interface MetaOptions {
    sessions: Sessions;
    log: Log;
    hooks: Hooks;
    limits: Limits;
    /** Milliseconds of silence, at most. */
    timeout: number;
}
/** Our connection types, the preferred one first. */
export declare const connectionTypes: string[];
/** Answers requests: one handler for each meta channel, and one for publications. */
export declare function createMeta({ sessions, log, hooks, limits, timeout }: MetaOptions): (batch: readonly Message[], asking: Asking) => Promise<Batch | undefined>;
