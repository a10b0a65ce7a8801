/**
 * A place in the log: 19 characters of [0-9a-z] that sort as a string. Eight for the epoch, eight for milliseconds,
 * three for a sequence within the millisecond, each in base 36. The empty string lies before everything.
 */
export type Position = string;
/** The last so many characters of a position say which one it is within its millisecond. */
export declare const sequenceWidth = 3;
/** Most positions in one millisecond; after that the next millisecond is taken. */
export declare const sequences: number;
/** @param epoch - milliseconds since 1970 at which this history of the log began */
export declare function formatPosition(epoch: number, milliseconds: number, sequence: number): Position;
/** What all positions of one millisecond begin with. */
export declare const stampOf: (position: Position) => string;
/** What a position ends with. Hot: made once. */
export declare function suffix(sequence: number): string;
/** Whether `value` has the form of a position. */
export declare function isPosition(value: unknown): value is Position;
/** @throws EnckeError `malformed` - what the server has sent is no position */
export declare function positionOf(value: unknown): Position;
/** The epoch of a position. Positions of different epochs must not be compared for order. */
export declare function epochOf(position: Position): string;
/** The greater of two positions. */
export declare function later(a: Position, b: Position): Position;
/** When it was made: milliseconds since 1970. */
export declare function millisecondsOf(position: Position): number;
/** Which one it is within its millisecond. */
export declare function sequenceOf(position: Position): number;
