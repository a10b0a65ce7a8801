/** Exponential backoff with full jitter. The first pause is none: most links break for reasons that are over at once. */
export declare function createBackoff(random: () => number): {
    /** Milliseconds until the next try. */
    next: () => number;
    /** A link was good for a while: `failures` is 0. Or it was proved at least, and then died young: 1. */
    reset(to: 0 | 1): void;
};
