import type { EnckeError } from '../../protocol/errors.js';
import { type Path } from './path.js';
import { type LinkId, type LinkTraits, type NextState, type SessionEffect, type SessionState } from './states.js';
export type Paths = ReturnType<typeof createPaths>;
/** The state of a session, its links, and which of them has it. */
export declare function createPaths(emit: (effect: SessionEffect) => void): {
    /** The link with the highest join that was answered. Only what arrives there moves a cursor. */
    live: Path | undefined;
    liveJoin: number;
    /** The highest number of a join that we know of. */
    number: number;
    /** The server's name for the session; undefined when there is none. */
    clientId: string | undefined;
    state: SessionState;
    /** When it came to that. */
    since: number;
    /** What time it is, on a clock that never goes back. */
    now: number;
    /** Most milliseconds for which the server is silent, and those of them that it asks for between two links. */
    timeout: number;
    interval: number;
    /** Milliseconds after a link that was answered at once, with nothing, until the next one; 0 where they may be held. */
    pause: number;
    /** @throws Error when it may not come to that: a mistake of the caller, or of ours */
    move(next: NextState, error?: EnckeError): void;
    /**
     * The server knows of a join with this number.
     * @throws EnckeError `malformed`
     */
    know(number: number): void;
    nextId: () => string;
    all: readonly Path[];
    get: (link: LinkId) => Path | undefined;
    has: (path: Path) => boolean;
    delete(path: Path): void;
    drop(path: Path, error?: EnckeError): void;
    add(opened: LinkTraits & {
        link: LinkId;
    }): Path;
    /** Milliseconds that an answer to the next join may take where one has to come soon. */
    haste: number;
    /**
     * What is awaited has to come soon: another link has the session, or the page is back.
     * @param milliseconds - from now, at most; without it, after that it is late
     */
    hurry(milliseconds?: number): void;
    /** Milliseconds that requests have waited in vain beside the live link, since the last one that was answered. */
    vain: number;
    /** One is asked for in this step. */
    dialing: boolean;
    /** Something beside a poll that was held found no answer: the poll may have the only connection. */
    lone: boolean;
    /** The poll that makes room for what goes beside it: until all is lost. */
    readonly inTheWay: Path | undefined;
    /** The poll that is held. */
    readonly held: Path | undefined;
    /** What keeps a connection for as long as it can. */
    readonly lasting: Path[];
    /** Milliseconds, the shortest of late; 0 when not known. */
    roundTrip: number;
    took(milliseconds: number): void;
    /** Milliseconds after which an answer is late, where that decides nothing but what to try. */
    readonly lateAfter: number;
    /** Whether a join is out whose answer would take the session. */
    readonly underWay: boolean;
    /** Those that have the session, or may yet get it. */
    readonly serving: Path[];
    /** Whether one goes on with it, or follows: between two answers of a poll none is live. */
    readonly carried: boolean;
    /** When the first of them counts as dead. */
    readonly deadline: number;
};
