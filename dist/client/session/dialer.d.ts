import type { Paths } from './paths.js';
export type Dialer = ReturnType<typeof createDialer>;
/** Decides when the next link is opened. Pauses grow exponentially, with full jitter; the first one is none at all. */
export declare function createDialer(paths: Paths, random: () => number, dial: (again: boolean) => void): {
    /** When; Infinity when no link is to be opened. */
    readonly due: number;
    readonly waiting: boolean;
    /** Whether it waits to open one on the transport in use. */
    readonly again: boolean;
    /** @param onTheSame - on the transport in use; else on whichever proves itself first */
    dial: (onTheSame: boolean) => void;
    /** Whether the server wants to be asked again and again, for nothing. */
    hasty: () => boolean;
    /** It has said something. */
    heard(): void;
    /**
     * After a link that has ended in good order.
     * @param pause - milliseconds, at least
     */
    next(pause?: number): void;
    /** Whether it only waits until it asks again: it may at once. */
    readonly pausing: boolean;
    /** After a failure. */
    retry(onTheSame: boolean): void;
    succeeded: (to: 0 | 1) => void;
    /** What was online is not any more. */
    lost(): void;
    now: () => void;
    /** @param silence - milliseconds for which nothing has come of what is under way */
    afresh(silence: number): void;
    tick(): void;
    cancel(): void;
};
