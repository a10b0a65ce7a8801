import type { Encoded } from '../../protocol/message.js';
import { type Position } from '../../protocol/position.js';
/** Characters after which a frame ends, and an answer that proves a poll: a slow network brings no sign of it before. */
export declare const frameCharacters = 16384;
/** Characters of the message that delivers a publication. */
export declare const lengthOf: (channel: string, data: string) => number;
/** A millisecond of the log, shared by all that was appended in it. */
export interface Moment {
    /** What their positions begin with. */
    readonly stamp: string;
    /** Milliseconds since 1970. */
    readonly at: number;
}
/**
 * Publications of one channel that were appended one after the other in one millisecond, one at least: what the log
 * keeps, and the message that delivers them (Bayeux 1.0, section 5.2; never with a clientId). It grows until it is
 * sealed, which whoever reads it does. Hot: thousands of publications are a few texts, which cost the collector of garbage
 * next to nothing, and what they have in common is said once.
 */
export declare class Run implements Encoded {
    readonly channel: string;
    readonly moment: Moment;
    private readonly first;
    data: string;
    /** None while it has one and may grow. */
    private several;
    /**
     * @param first - which one of its millisecond the first is; the others follow on it
     * @param data - JSON texts, with a comma between them
     */
    constructor(channel: string, moment: Moment, first: number, data: string);
    /** Takes one more. False, and nothing done, where that has to begin another run. */
    add(channel: string, moment: Moment, sequence: number, data: string): boolean;
    /** It grows no more. */
    seal(): void;
    get count(): number;
    /** Characters of the messages that would deliver each by itself. */
    get length(): number;
    /** Of the last of them. Made whenever it is asked for: most are never. */
    get position(): Position;
    positionOf(index: number): Position;
    /** Characters of the first so many. */
    lengthTo(count: number): number;
    get json(): string;
    /** Those beyond a position; undefined when there are none. */
    after(position: Position): Run | undefined;
    /** As many of the first as make up so many characters, and no more than `most`; one at least. */
    start(characters: number, most?: number): Run;
    /** The last of them: one, the same for all who ask. */
    get last(): Run;
    /** Each by itself. */
    get singles(): Run[];
    private slice;
}
/**
 * Goes on with the last run, or begins another.
 * @returns the one that it begins
 */
export declare function append(runs: (Run | undefined)[], channel: string, moment: Moment, sequence: number, data: string): Run | undefined;
export declare const ofOneChannel: (runs: readonly Run[]) => boolean;
/** The moments of positions that come in their order. */
export declare function createMoments(): (position: Position) => Moment;
