import { type Position } from '../../protocol/position.js';
import type { Page } from './log.js';
import { type Moment, type Run } from './run.js';
/** How much is kept, whichever bound is reached first. `Infinity` means no bound. */
export interface Retention {
    /** Publications. Default 10,000. */
    messages?: number | undefined;
    /** Characters of JSON, of one or two bytes each. Default 33,554,432. */
    characters?: number | undefined;
    /** Milliseconds. Default 600,000 (ten minutes). */
    age?: number | undefined;
}
export type Bounds = Record<keyof Retention, number>;
export declare const defaultRetention: Bounds;
export type Window = ReturnType<typeof createWindow>;
/**
 * The newest stretch of a log, in the memory of this process.
 * @param start - where it begins
 * @param now - milliseconds since 1970
 */
export declare function createWindow(start: Position, { messages, characters, age }: Bounds, now: () => number): {
    readonly tail: string;
    readonly floor: string;
    /** How much is in it. */
    readonly size: {
        messages: number;
        characters: number;
    };
    /**
     * @param time - now
     * @returns the run that it begins; undefined when it goes on with the last one
     */
    append(channel: string, moment: Moment, sequence: number, data: string, time?: number): Run | undefined;
    /** See `Log.newest`. */
    newest: (channel: string) => string | undefined;
    /** See `Log.read`. */
    read(after: Position, limit: number, most?: number, skim?: Position): Page | undefined;
    trim: () => void;
};
