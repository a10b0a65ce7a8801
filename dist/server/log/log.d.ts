import type { Encoded } from '../../protocol/message.js';
import type { Position } from '../../protocol/position.js';
/** A publication in the log: made text once, however many receive it. */
export interface Entry extends Encoded {
    readonly channel: string;
    readonly position: Position;
}
/** A stretch of the log. */
export interface Page {
    readonly entries: readonly Entry[];
    /** Everything up to here has been read. */
    readonly end: Position;
    /** There is more beyond. When there is not, `end` is the tail of this node. */
    readonly more: boolean;
}
/** Whose publication it is, and the how many-th. */
export interface Source {
    publisher: string;
    number: number;
}
/** `already`: this number has been taken. `gap`: an earlier one is missing. Neither changes anything. */
export type Verdict = Position | 'already' | 'gap';
/**
 * Everything that was published, in order.
 *
 * Promises: positions rise in the order of appending; a reader who reads on from `end` misses nothing and gets nothing
 * twice; what a listener of `tail` hears is what `read` would give, in the same order; the number of a source is taken
 * in the same step as its entry is appended.
 */
export interface Log {
    /** The last position; when the log is empty, its beginning. */
    readonly tail: Position;
    /** Everything beyond this position is kept. */
    readonly floor: Position;
    /** @param data - JSON text */
    append(channel: string, data: string, source?: Source): Verdict;
    /** Takes a number without an entry: a publication that was refused for good. */
    skip(source: Source): Verdict;
    /** The last number of a publisher; 0 when it is unknown or has expired. Who is asked for is remembered anew. */
    published(publisher: string): number;
    /**
     * At most `limit` entries, fewer when they are large. Undefined when `after` is before the floor or of another epoch:
     * some of what lies beyond is gone.
     */
    read(after: Position, limit: number): Page | undefined;
    /** Calls back at each append. Returns the undo. */
    onAppend(listener: (entry: Entry) => void): () => void;
    /** Lets go of what is older than is to be kept. */
    trim(): void;
}
