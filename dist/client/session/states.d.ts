import type { EnckeError } from '../../protocol/errors.js';
import type { Batch, LinkKind, Message, Missed } from '../../protocol/message.js';
import type { Event } from '../subscriptions/event.js';
import type { Subscriber } from '../subscriptions/subscriptions.js';
export type SessionState = 'idle' | NextState;
export type NextState = 'connecting' | 'online' | 'offline' | 'closed';
/**
 * What may follow each state. Two rules beside it: `idle` hears only `open` and `close`; `closed` hears nothing
 * more, and an `open` that comes to any but `idle` throws.
 */
export declare const transitions: Record<SessionState, readonly NextState[]>;
/** What a session knows a link by: whatever stands for it where it was opened. */
export type LinkId = unknown;
/**
 * What a link is opened for: to follow the live one on the same transport (`successor`); to take the session, if it
 * proves itself (`candidate`); only to prove itself (`probe`).
 */
export type Purpose = 'successor' | 'candidate' | 'probe';
export interface LinkTraits {
    /** Of its transport: the connection type. */
    name: string;
    kind: LinkKind;
    purpose: Purpose;
    /** Characters of padding that the network is known to need before it lets a stream pass. */
    pad?: number;
    /** Most milliseconds of silence that the network is known to bear. */
    silence?: number;
    /** Milliseconds after which it is to have a successor: the network is known to cut links soon after that. */
    age?: number;
}
export type SessionEvent = {
    type: 'open';
}
/** A link is being opened: what is to be said first on it? */
 | ({
    type: 'linked';
    link: LinkId;
} & LinkTraits)
/** This proved link, which runs both ways, is to take the session. */
 | {
    type: 'join';
    link: LinkId;
} | {
    type: 'messages';
    link: LinkId;
    batch: readonly Message[];
} | {
    type: 'alive';
    link: LinkId;
} | {
    type: 'closed';
    link: LinkId;
    error?: EnckeError | undefined;
}
/** Answers to what was posted beside the link. */
 | {
    type: 'aside';
    batch: readonly Message[];
}
/** What was posted beside the link found no answer. */
 | {
    type: 'unposted';
    error: EnckeError;
}
/** Something was added to the outbox, or the set of subscriptions changed. */
 | {
    type: 'changed';
}
/** Every transport has failed. */
 | {
    type: 'exhausted';
    error: EnckeError;
}
/** The network, or the user, is back. */
 | {
    type: 'return';
}
/** The network is said to be gone: what carries the session has to show soon that it is alive. */
 | {
    type: 'offline';
}
/** The page goes to sleep: end the links, and open none before the return. */
 | {
    type: 'rest';
}
/**
 * Other tabs hold the connections that may be held: ask now and then, after so many milliseconds. 0: hold.
 * @param over - what is held has to end, before anything is asked: that may need the very connection
 */
 | {
    type: 'brief';
    pause: number;
    over: boolean;
} | {
    type: 'tick';
} | {
    type: 'close';
    error?: EnckeError;
};
/** @param Link - what stands for a link where it was opened */
export type SessionEffect<Link = LinkId> = {
    type: 'send';
    link: Link;
    batch: Batch;
}
/** Post beside the link. */
 | {
    type: 'post';
    batch: Batch;
}
/** What is under way there no longer counts. */
 | {
    type: 'forget';
} | {
    type: 'drop';
    link: Link;
    error?: EnckeError | undefined;
}
/** Open a link: on the transport in use (`again`), or on whichever proves itself first. */
 | {
    type: 'dial';
    again: boolean;
}
/** The server answered over this very link, which carries the session from now on. */
 | {
    type: 'live';
    link: Link;
}
/** The server answered over this very link that another one has the session: the path works. */
 | {
    type: 'stale';
    link: Link;
}
/** The live link holds back what the server writes on it: find another. It goes on until then. */
 | {
    type: 'doubt';
    link: Link;
    error: EnckeError;
}
/** The server is a plain Bayeux server and has these connection types. */
 | {
    type: 'plain';
    link: Link;
    connectionTypes: readonly string[];
}
/** Events of one channel, in order, to each of these. */
 | {
    type: 'deliver';
    events: readonly Event[];
    to: readonly Subscriber[];
} | {
    type: 'missed';
    gap: Missed;
} | {
    type: 'state';
    state: NextState;
    error?: EnckeError | undefined;
} | {
    type: 'error';
    error: EnckeError;
};
/** What follows from each of them. */
export type Handlers<Event extends {
    type: string;
}, More extends unknown[] = []> = {
    [Type in Event['type']]: (event: Extract<Event, {
        type: Type;
    }>, ...more: More) => unknown;
};
