import type { Message } from '../protocol/message.js';
import type { Outbox } from './outbox.js';
import { type Path } from './path.js';
import type { LinkId, LinkTraits, SessionState } from './states.js';
import type { Subscriptions } from './subscriptions.js';
export interface PathsOptions {
    /** Names the session and is its secret: 22 characters of base64url. */
    key: string;
    /** What the handshake offers. */
    connectionTypes: string[];
    subscriptions: Subscriptions;
    outbox: Outbox;
}
export type Paths = ReturnType<typeof createPaths>;
/** The state of a session, its links, which of them has it, and what is said first on each. */
export declare function createPaths({ key, connectionTypes, subscriptions, outbox }: PathsOptions): {
    /** The link with the highest join that was answered. Only what arrives there moves a cursor. */
    live: Path | undefined;
    liveJoin: number;
    /** The highest number of a join that we know of. */
    number: number;
    /** The server's name for the session; undefined when there is none. */
    clientId: string | undefined;
    state: SessionState;
    onlineSince: number;
    /** What time it is, on a clock that never goes back. */
    now: number;
    /** Most milliseconds for which the server is silent, and those of them that it asks for between two links. */
    timeout: number;
    interval: number;
    nextId: () => string;
    all: readonly Path[];
    get: (link: LinkId) => Path | undefined;
    has: (path: Path) => boolean;
    delete(path: Path): void;
    add(opened: LinkTraits & {
        link: LinkId;
    }): Path;
    /** Milliseconds that an answer to the next join may take where one has to come soon. */
    haste: number;
    /** Milliseconds that requests have waited in vain beside the live link, since the last one that was answered. */
    vain: number;
    /** Milliseconds, the shortest of late; 0 when not known. */
    roundTrip: number;
    took(milliseconds: number): void;
    /** Milliseconds after which an answer is late, where that decides nothing but what to try. */
    readonly patience: number;
    /** Whether a join is out whose answer would take the session. */
    readonly underWay: boolean;
    /** Those that have the session, or may yet get it. */
    readonly serving: Path[];
    /** When the first of them counts as dead. */
    readonly deadline: number;
    /**
     * The first message on a link.
     * @param held - the answer may be held back until there is something to say
     * @param hurried - the server shall answer at once nevertheless, if it knows how
     * @param whole - the server may have forgotten what it knew of the subscriptions
     * @param plain - the server knows no joins
     */
    greet(path: Path, held: boolean, hurried: boolean, whole: boolean, plain: boolean): Message;
    goodbye: (clientId: string) => Message[];
};
