import type { Written } from '../protocol/message.js';
import type { Paths } from './paths.js';
import type { Plain } from './plain.js';
import type { SessionEffect } from './states.js';
export type Questions = ReturnType<typeof createQuestions>;
/**
 * Asks the server, beside the live link, how much it has written on it, and gives the link up that holds that back. Polls
 * end by themselves, and plain servers know no answer: neither is asked about.
 */
export declare function createQuestions(paths: Paths, plain: Plain, emit: (effect: SessionEffect) => void): {
    /** When `tick` is due; Infinity when there is nothing to doubt. */
    readonly due: number;
    /** The live link has been given up. */
    readonly doubted: boolean;
    /** Another link is live, or none. */
    begin(now: number): void;
    /** An answer is due on the live link. */
    expect: (now: number) => void;
    /** Something came over the live link. */
    heard(now: number): void;
    /** The server's word on how much it has written on the live link, and read from it. */
    told(now: number, word: Written): void;
    /** A request beside the link has failed: if the question was in it, it is asked again later. */
    unheard(now: number): void;
    tick(now: number): void;
};
