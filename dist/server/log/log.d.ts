import type { EnckeError } from '../../protocol/errors.js';
import type { Position } from '../../protocol/position.js';
import type { Run } from './run.js';
/** A stretch of the log. */
export interface Page {
    readonly runs: readonly Run[];
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
/**
 * A position: that of the new entry; also of an old one, when the last number is taken again. `already`: this number has
 * been taken before. `refused`: by a refusal, for this reason. `gap`: an earlier number is missing. Only a new entry
 * changes anything.
 */
export type Verdict = Position | 'already' | 'gap' | {
    refused: string;
};
/** How it is on this node. */
export interface LogState {
    /** Publications that are kept in memory. */
    messages: number;
    /** What they take there: UTF-16 units of JSON. */
    characters: number;
    /** Milliseconds for which it has been lost, or has taken nothing; 0 when all is well. */
    away: number;
}
/** At once from a log in this process, later from a shared one. */
export type Maybe<Value> = Value | Promise<Value>;
/**
 * Everything that was published, in order.
 *
 * Promises: positions rise in the order of appending; a reader who reads on from `end` misses nothing and gets nothing
 * twice; what a listener of `onAppend` hears is what `read` would give, in the same order; the number of a source is
 * taken in the same step as its entry is appended, however many nodes append.
 *
 * What cannot be had for now rejects with EnckeError `busy`: ask again later. When the log may have gone back (its store
 * lost something), it begins a new epoch, so that nobody takes what comes for what was lost.
 */
export interface Log {
    /** The last position that this node knows; when the log is empty, its beginning. */
    readonly tail: Position;
    /** Everything beyond this position is kept, as far as this node knows. */
    readonly floor: Position;
    /** @param data - JSON text */
    append(channel: string, data: string, source?: Source): Maybe<Verdict>;
    /**
     * Takes a number without an entry. A position when this very call has taken it: all that its publisher has in the log is
     * not beyond that. Whoever takes it again hears `reason`, the beginning of a long one.
     */
    skip(source: Source, reason?: string): Maybe<Verdict>;
    /** The last number of a publisher; 0 when it is unknown or has expired. Who is asked for is remembered anew. */
    published(publisher: string): Maybe<number>;
    /**
     * At most `limit` publications, in runs that are sealed, and none beyond those that make up so many characters. Undefined when `after` is before the
     * floor or of another epoch: some of what lies beyond is gone.
     * @param skim - up to there, what is not the newest of its channel may be left out
     */
    read(after: Position, limit: number, characters?: number, skim?: Position): Maybe<Page | undefined>;
    /** The position of the newest entry of a channel, as far as this node has it in memory. */
    newest(channel: string): Position | undefined;
    /** Calls back when a run begins, which grows until somebody seals it. Returns the undo. */
    onAppend(listener: (run: Run) => void): () => void;
    /** Calls back when what is appended next does not follow on what was heard last: read to go on. Returns the undo. */
    onBreak(listener: () => void): () => void;
    readonly state: LogState;
    /**
     * Calls back when it cannot be reached, or takes nothing: with each reason once; without one when all is well again.
     * Returns the undo.
     */
    onTrouble(listener: (reason: EnckeError | undefined) => void): () => void;
    /** What any node was told to remember under this key. */
    recall(key: string): Maybe<string | undefined>;
    /** Lets every node know, for an hour at least. Undefined forgets. */
    remember(key: string, text: string | undefined): void;
    /** A session lives: the last number of the publisher of that key stays known, and what is remembered under it. */
    hold(key: string): void;
    /** As often as it was held: from now on that is known for about an hour. */
    release(key: string): void;
    /** Somebody knows a later epoch than this node: looks again. */
    catchUp(): Maybe<void>;
    /** Lets go of what is older than is to be kept. */
    trim(): void;
    close(): Maybe<void>;
}
