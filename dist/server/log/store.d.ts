import type { Position } from '../../protocol/position.js';
import type { Source, Verdict } from './log.js';
/** A publication as the store has it. */
export interface Stored {
    position: Position;
    channel: string;
    /** JSON text. */
    data: string;
}
/** A stretch of the store's log, oldest first. */
export interface Range {
    entries: Stored[];
    /** Of the store at that moment, or later: what lies before it is gone, or belongs to an earlier epoch. */
    floor: Position;
}
/** The newest stretch of it. */
export interface Newest extends Range {
    /** Everything beyond this is in it. */
    after: Position;
}
/**
 * What the nodes of a shared log have in common. Every call is one atomic step, and may be repeated: the second time it
 * changes nothing and says the same.
 *
 * Calls reject while there is no connection. When one fails, the connection is given up, and all calls on it reject in
 * the order in which they were made; with EnckeError `delivery-unknown` where the store may have done it nevertheless. A
 * store that takes no writes for now may keep it.
 */
export interface Store {
    /** Connects anew. `lost` is called when that connection is gone, before the calls that wait on it reject. */
    connect(lost: (error: unknown) => void): Promise<void>;
    /** Gives the connection up. */
    disconnect(reason: unknown): void;
    /**
     * To be asked on each new connection before anything else. A store that may have lost something begins a new epoch.
     * @param seen - the last position that this node knows; empty for none
     * @returns the floor
     */
    hello(seen: Position): Promise<Position>;
    /**
     * Fails when the store is not in the epoch of `known`.
     * @param remembered - milliseconds for which the number is to be known; undefined for a publisher that comes again
     */
    append(known: Position, channel: string, data: string, source: Source, remembered?: number): Promise<Verdict>;
    /**
     * Fails when the store is not in the epoch of `known`.
     * @param call - its name: repeated under another one, it says `already`
     */
    skip(known: Position, source: Source, call: string, reason: string | undefined): Promise<Verdict>;
    published(publisher: string): Promise<number>;
    /**
     * At most `limit` entries beyond `after`, and none beyond those that make up so many characters. Fails when the store is
     * not in its epoch.
     */
    range(after: Position, limit: number, characters: number): Promise<Range>;
    /**
     * The newest beyond the floor, of whatever epoch; at most `limit`, and none before those that make up so many
     * characters.
     */
    newest(limit: number, characters: number): Promise<Newest>;
    /** Waits for what comes beyond `after`, for some seconds at most; brings no more than a page. */
    next(after: Position): Promise<Range>;
    /** Lets go of what is older than is to be kept. */
    trim(): Promise<void>;
    recall(key: string): Promise<string | undefined>;
    remember(key: string, text: string | undefined): Promise<void>;
    /** The number of a publisher, and what is remembered under its key, is to be known for as long again. */
    renew(key: string): Promise<void>;
    /** Writes something that means nothing: fails where it would take no publication. */
    probe(): Promise<void>;
    close(): void;
}
