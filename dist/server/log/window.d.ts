import { type Position } from '../../protocol/position.js';
import type { Page } from './log.js';
import { type Moment, type Run } from './run.js';
/** How much of the past is kept; whatever is reached first. */
export interface Retention {
    /** Publications. Default 10,000. */
    messages?: number;
    /** Characters of JSON. Default 33,554,432. */
    characters?: number;
    /** Milliseconds. Default 600,000 (ten minutes). */
    age?: number;
}
export declare const defaultRetention: Required<Retention>;
export type Window = ReturnType<typeof createWindow>;
/**
 * The newest stretch of a log, in the memory of this process.
 * @param start - where it begins
 * @param now - milliseconds since 1970
 */
export declare function createWindow(start: Position, { messages, characters, age }: Required<Retention>, now: () => number): {
    readonly tail: string;
    readonly floor: string;
    /**
     * @param time - now
     * @returns the run that it begins; undefined when it goes on with the last one
     */
    append(channel: string, moment: Moment, sequence: number, data: string, time?: number): Run | undefined;
    /** See `Log.newest`. */
    newest(channel: string): string | undefined;
    /** See `Log.read`. */
    read(after: Position, limit: number, most?: number): Page | undefined;
    trim: () => void;
};
