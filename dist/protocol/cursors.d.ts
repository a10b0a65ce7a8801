import { type Position } from './position.js';
export type Cursors<Reader> = ReturnType<typeof createCursors<Reader>>;
/**
 * How far each of several readers is in one ordered log. Whatever is heard in order moves all of them at once, so the
 * common place is kept once, as `base`, and a reader's own place counts only while it lies ahead of that.
 */
export declare function createCursors<Reader>(): {
    /** Everything up to here has been heard by every reader. */
    readonly base: string;
    /** Whether every reader is at the base. */
    readonly level: boolean;
    /** Sets a reader's place, also backwards: the others keep theirs, the base goes back. */
    set(reader: Reader, position: Position): void;
    delete: (reader: Reader) => boolean;
    has: (reader: Reader) => boolean;
    of: (reader: Reader) => string;
    /** Whether a message at `position` is new to this reader. */
    takes: (reader: Reader, position: Position) => boolean;
    /** All up to `position` has been heard. */
    advance(position: Position): void;
    /** Raises the base to the lowest place of any reader, and returns it. */
    settle(): Position;
};
