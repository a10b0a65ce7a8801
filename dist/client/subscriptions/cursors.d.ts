import { type Position } from '../../protocol/position.js';
/** Who reads one ordered log. */
export interface Reader {
    /** How far it is by itself; none before it has begun. It counts only where it lies ahead of what all have heard. */
    place?: Position;
}
/** Whether it has a place. */
export declare const begun: ({ place }: Reader) => boolean;
/**
 * How far each of several readers is. Whatever is heard in order moves all of them at once, so the common place is kept
 * once, as `base`.
 */
export declare function createCursors(readers: () => readonly Reader[]): {
    /**
     * Sets a reader's place, also backwards: the others keep theirs, the base goes back.
     * @throws EnckeError `malformed`
     */
    set(reader: Reader, position: Position): void;
    of: ({ place }: Reader) => string;
    /** Whether what lies at `position` is new to this reader. */
    takes: (reader: Reader, position: Position) => boolean;
    /**
     * All up to `position` has been heard.
     * @throws EnckeError `malformed`
     */
    advance(position: Position): void;
    /** Raises the base to the lowest place of any reader, and returns it. */
    settle(): Position;
};
