import type { Join } from '../../protocol/message.js';
import type { LinkId, LinkTraits } from './states.js';
/** What the session knows of a link. */
export interface Path extends LinkTraits {
    link: LinkId;
    /** The number of the join that was last sent on it, and what it said of the subscriptions. */
    join: number;
    named: Omit<Join, 'join'>;
    /** The highest publish number that had been answered then. */
    published: number;
    sentAt: number;
    heardAt: number;
    /** The answer has not come, and is due at once: this is no held poll. */
    awaited: boolean;
    /** The `id` of the last answer to a handshake or a connect. */
    answered?: string | undefined;
    /** Batches that have come over it, and that were sent on it. */
    heard: number;
    sent: number;
    /** It has brought events: there may be more. */
    busy?: boolean;
    /** The server has said that it ends, or leaves it without a session. */
    over: boolean;
    /** The server has said that another one has its session, and ends it. */
    moved?: boolean;
    /** A poll of a plain server, whose session another link has: its events count. */
    left?: boolean;
    /** When it is to have a successor, if it has the session then; Infinity when it has been asked for. */
    renewal: number;
    /** When an answer that is due counts as missing. */
    due: number;
    /** The same of the answer to what was published on it, and since when that is awaited. */
    taken: number;
    publishedAt: number;
    /** By when something has to come over it, where the network is said to be gone; else Infinity. */
    proof: number;
}
/**
 * When silence on a path counts as its death: an answer that is due has its own time; else the server says something at
 * least every `timeout` milliseconds, and half as much again is given it.
 */
export declare function deadlineOf(path: Path, timeout: number): number;
/** Something came over it: so many batches, or only a sign of life. An answer that is due is under way, then. */
export declare function heardOn(path: Path, batches: number, now: number): void;
