import type { Position } from './position.js';
/** What the server asks of its clients (Bayeux 1.0, section 2.4). A new advice replaces the old one. */
export interface Advice {
    /** `retry`: connect again; `handshake`: begin a new session; `none`: stop. */
    reconnect?: 'retry' | 'handshake' | 'none';
    /** Least milliseconds between the end of one connect and the next. */
    interval?: number;
    /** Most milliseconds for which the server stays silent: the hold of a poll, the heartbeat of a stream. */
    timeout?: number;
}
/**
 * A Bayeux message: any of the shapes below. A reply has `successful`; an event has `data` and no `successful`.
 * Everything else is told by `channel`.
 */
export interface Message {
    channel: string;
    id?: string;
    clientId?: string;
    data?: unknown;
    successful?: boolean;
    error?: string;
    subscription?: string | string[];
    version?: string;
    minimumVersion?: string;
    supportedConnectionTypes?: string[];
    connectionType?: string;
    advice?: Advice;
    ext?: {
        encke?: Partial<Join> | Run | Answer | Notice | Written;
        [name: string]: unknown;
    };
}
/** A message that is text already: made once, however often it is sent. */
export interface Encoded {
    readonly json: string;
}
/** A link lives for one answer (`poll`), brings batches until it ends (`stream`), or runs both ways (`duplex`). */
export type LinkKind = 'poll' | 'stream' | 'duplex';
/** What a link carries: messages, in order. */
export type Batch = readonly (Message | Encoded)[];
/**
 * "Here is a link; these are my subscriptions, and how far I am in each; go on from there." In the `ext.encke` of a
 * handshake, or of a connect once a session exists.
 */
export interface Join {
    /** The number of this attempt. The highest number has the session; a lower one is answered `stale`. */
    join: number;
    /** The secret that names the session: 22 characters of base64url. In a handshake; afterwards `clientId` is the key. */
    key?: string;
    /** The connection type of this link. In a handshake, which has no `connectionType`. */
    type?: string;
    /** Rises whenever the client's set of patterns changes. */
    version: number;
    /** The client reads events in runs: see {@link Run}. */
    runs?: 1;
    /** Every pattern. Left out when the server has acknowledged this `version`. */
    subscriptions?: string[];
    /** With `subscriptions`: those of which only the newest of each channel is wanted, where several wait. */
    latest?: string[];
    /** Most milliseconds of silence that the network here is known to bear. */
    timeout?: number;
    /** Characters of padding before the first frame of a stream, where the network is known to hold back so many. */
    pad?: number;
    /** How far every pattern is that has no place of its own. */
    at?: Position;
    /** The places that differ: a position, or where to begin, `latest` (now) or `oldest` (all that is kept). */
    own?: Record<string, Position | 'latest' | 'oldest'>;
}
/** The server's answer to a {@link Join}: the first thing on the new link. */
export interface Answer extends Notice {
    join: number;
    /** A higher number has the session: this one. The answer proves the path and nothing else. */
    stale?: number;
    /** Where each pattern begins that came without a position. */
    begin?: Record<string, Position>;
    /** The end of this node's log. When the join named its subscriptions. */
    tail?: Position;
    /** Patterns that were turned down, with the reason in Bayeux' error form. */
    refused?: Record<string, string>;
    /** The number of the last publish of this session that the log knows. */
    published?: number;
}
/** What could not be delivered, and where delivery goes on. */
export interface Missed {
    /** The patterns of the subscriptions that it concerns. */
    patterns: string[];
    /** The last position before the gap; empty from a server without positions. */
    from: Position;
    /** Delivery goes on after this position. */
    to: Position;
    /** `trimmed`: older than what the log keeps. `reset`: the log began anew. `session`: the server forgot the session. */
    reason: 'trimmed' | 'reset' | 'session';
}
/** What the server says on a live link beside answers and events. */
export interface Notice {
    /** Everything up to this position that matches has been sent on this link. */
    at?: Position;
    /** What the log no longer has. The cursors of these patterns are `to` from now on, downwards too. */
    missed?: Missed[];
    /** The link is worn out (bytes, age): open its successor. */
    rotate?: true;
    /** A join with this number has taken the session; this link is over. */
    moved?: number;
}
/**
 * Events of one channel and one millisecond in one message, on a live link: `data` is an array, a place for each, and
 * `id` is what their positions begin with.
 */
export interface Run {
    /** What their positions end with, three characters each. */
    run: string;
}
/** Beside the link: how much has been written on it. Asked for by `written` in a connect that is no join. */
export interface Written {
    /** In the answer: the number of the join that has the session. */
    join?: number;
    /** In the answer: batches written on the link of that join; undefined when it is gone. */
    written?: number;
    /** Batches read from it, where it runs both ways. */
    read?: number;
}
/**
 * Asks for a session (Bayeux 1.0, section 4.1). MUST stand alone in its request.
 * MUST: channel, version, supportedConnectionTypes. MAY: minimumVersion, ext, id.
 */
export declare function handshake(id: string, supportedConnectionTypes: string[], join: Join): Message;
/**
 * Asks for a link (Bayeux 1.0, section 4.2). MUST: channel, clientId, connectionType. MAY: ext, id, advice.
 * `advice.timeout` 0 asks for an answer at once. With `written` in it, it is no join but a question.
 */
export declare function connect(id: string, clientId: string, connectionType: string, join?: Join | Pick<Written, 'written'>, now?: boolean): Message;
/** Asks for or ends a subscription (Bayeux 1.0, sections 4.4 and 4.5). MUST: channel, clientId, subscription. */
export declare function subscription(verb: 'subscribe' | 'unsubscribe', id: string, clientId: string, of: string): Message;
/**
 * Ends the session (Bayeux 1.0, section 4.3). MUST: channel, clientId. MAY: ext, id.
 * @param join - the number of the last join: a bye that comes after a later one is ignored; without it none is
 */
export declare function disconnect(id: string, clientId: string, join?: number): Message;
/**
 * Publishes (Bayeux 1.0, section 5.1). MUST: channel, data. MAY: clientId, id, ext.
 * @param data - JSON text; when it is empty, the server says what has become of that number, and takes nothing more under it
 */
export declare function publish(id: string, clientId: string, channel: string, data: string): Encoded;
/** Whether a message is an event and not a reply: it has `data`, and nothing says whether it succeeded. */
export declare function isEvent(message: Message): boolean;
