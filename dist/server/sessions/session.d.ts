import type { Position } from '../../protocol/position.js';
import type { ServerLink } from '../link.js';
import type { Acks } from './acks.js';
import type { Phase, SessionEffect, SessionEvent } from './states.js';
/**
 * The server's end of a session: no timers, no sockets, no clock. A session is a set of cursors and at most one link.
 * There are many of them: a class, and nothing in it that an idle one does not need. Its fields are for others to read.
 */
export declare class ServerSession {
    readonly key: string;
    readonly plain: boolean;
    readonly identity?: unknown | undefined;
    /** What it listens to: another set whenever a join changes that. */
    patterns: Set<string>;
    /** Those of which only the newest of each channel is wanted. */
    latest: ReadonlySet<string>;
    version: number;
    /** Its client reads events in runs. */
    private runs;
    number: number;
    phase: Phase;
    link: ServerLink | undefined;
    /** Its page goes, and may say something more, but hears nothing. */
    leaving: boolean;
    /** When it last wrote or lost its link, in milliseconds. */
    lastSeen: number;
    /** Of a plain client that acknowledges what it gets. Nothing reaches it but in the answers to its connects. */
    acks: Acks | undefined;
    private readonly places;
    /** Where it was when the link began. */
    private began;
    private setbacks;
    /** The answer that a held poll still owes. */
    private answer;
    private prompt;
    private rotating;
    /** Its client is told when it has all that the log had when it joined. */
    private returning;
    private joinedAt;
    private now;
    private effects;
    /**
     * @param key - its name and secret; also the Bayeux clientId
     * @param plain - the client speaks Bayeux without joins: its cursors live here
     * @param began - when, on the clock of `step`
     * @param identity - whose it is, by the word of the application
     */
    constructor(key: string, plain: boolean, began: number, identity?: unknown | undefined);
    /** Everything up to here has been sent. */
    get position(): Position;
    /** Most characters that may be read for it at once. */
    get room(): number;
    /** Up to here, of what is in a log with this tail, it wants only the newest of each channel. */
    skim(tail: Position): Position;
    /** For plain clients, whose subscriptions come one by one; to what it does not listen to yet. */
    subscribe(pattern: string, from: Position): void;
    unsubscribe(pattern: string): void;
    step(event: SessionEvent, at: number): readonly SessionEffect[];
    /** What of a run is wanted. Hot, once for each delivery: mostly of one run, and all of it. */
    private wanted;
    private matching;
    private batchOf;
    /** A plain client's connect over a link that runs both ways is answered apart from events. */
    private get apart();
    /** Whether the link is there for one answer. */
    private get polls();
    private say;
    private owed;
    private read;
    /** Another link follows this one. A socket stays open: what was not answered there yet is as if it had come later. */
    private overtake;
    private joined;
    private paged;
    private ticked;
    private handle;
}
