import type { Batch, Join, Message } from '../../protocol/message.js';
import type { Position } from '../../protocol/position.js';
import type { ServerLink } from '../link.js';
import type { Page } from '../log/log.js';
import type { Run } from '../log/run.js';
/** What a join needs to know of the log. */
export interface LogEnds {
    tail: Position;
    floor: Position;
    /** The position of the newest entry of a channel, as far as this node knows. */
    newest(channel: string): Position | undefined;
}
export type SessionEvent = 
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
    /** The number of the last publication of this session that the log knows. */
    published: number;
    /** The number of the last batch that a plain client has, if it says so. */
    ack?: unknown;
}
/** What was asked for by the effect `read`; undefined when it is gone. */
 | {
    type: 'page';
    page: Page | undefined;
    log: LogEnds;
}
/** Of what is new, up to `end`, that which matches. */
 | {
    type: 'tail';
    runs: readonly Run[];
    end: Position;
    log: LogEnds;
}
/** What comes next does not follow on what came before. */
 | {
    type: 'break';
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
/** `heard`: all up to there that matches came by `tail`. `ahead`: milliseconds until the next tick. */
 | {
    type: 'tick';
    heard: Position;
    ahead: number;
}
/** Lets go of its link: the session ends, is suspended, or another one gets that. `last`: what is said there. */
 | {
    type: 'unlink';
    last?: Batch;
};
export type SessionEffect = {
    type: 'write';
    link: ServerLink;
    batch: Batch;
} | {
    type: 'end';
    link: ServerLink;
    batch: Batch;
}
/** Tell a link that another one has the session, or will: the answer proves its path. */
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
