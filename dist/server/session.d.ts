import type { Batch, Join, Message } from '../protocol/message.js';
import { type Position } from '../protocol/position.js';
import type { ServerLink } from './link.js';
import type { Entry, Page } from './log/log.js';
/** What a join needs to know of the log. */
export interface LogEnds {
    tail: Position;
    floor: Position;
}
export type ServerEvent = 
/** A client is here. `reply` is the bare answer; `prompt`: it is due at once, also on a poll. */
{
    type: 'join';
    link: ServerLink;
    join: Join;
    /** None for a plain client whose connects are answered elsewhere. */
    reply: Message | undefined;
    prompt: boolean;
    refused: Record<string, string>;
    log: LogEnds;
    published: number;
}
/** What was asked for by the effect `read`; undefined when it is gone. */
 | {
    type: 'page';
    page: Page | undefined;
    log: LogEnds;
}
/** New entries that match. */
 | {
    type: 'tail';
    entries: readonly Entry[];
} | {
    type: 'full';
    link: ServerLink;
} | {
    type: 'drained';
    link: ServerLink;
} | {
    type: 'closed';
    link: ServerLink;
}
/** `ahead`: milliseconds until the next one. */
 | {
    type: 'tick';
    tail: Position;
    ahead: number;
}
/** The session ends. */
 | {
    type: 'bye';
};
export type ServerEffect = {
    type: 'write';
    link: ServerLink;
    batch: Batch;
} | {
    type: 'end';
    link: ServerLink;
    batch: Batch;
}
/** Tell a link that another one has the session: the answer proves its path. */
 | {
    type: 'stale';
    link: ServerLink;
    batch: Batch;
}
/** Read the log from the session's `position` on, and step with the page. */
 | {
    type: 'read';
};
/**
 * `away`: no link. `behind`: reads pages. `full`: the link takes no more for now. `live`: fed by the tail. Slow readers,
 * history and resumption are one thing: to be behind.
 */
export type Phase = 'away' | 'behind' | 'full' | 'live';
export type ServerSession = ReturnType<typeof createServerSession>;
/**
 * The server's end of a session: no timers, no sockets, no clock. A session is a set of cursors and at most one link.
 * @param key - its name and secret; also the Bayeux clientId
 * @param plain - the client speaks Bayeux without joins: its cursors live here
 * @param began - when, on the clock of `step`
 */
export declare function createServerSession(key: string, plain: boolean, began: number): {
    key: string;
    plain: boolean;
    /** Read only: what it listens to. */
    patterns: Set<string>;
    readonly phase: Phase;
    readonly version: number;
    readonly number: number;
    /** Read only: undefined when it has none. */
    readonly link: ServerLink | undefined;
    /** Everything up to here has been sent. */
    readonly position: string;
    /** When it last wrote or lost its link, in milliseconds. */
    readonly lastSeen: number;
    /** For plain clients, whose subscriptions come one by one. */
    subscribe(pattern: string, from: Position): void;
    unsubscribe(pattern: string): void;
    step(event: ServerEvent, at: number): readonly ServerEffect[];
};
