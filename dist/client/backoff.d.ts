/** Exponential backoff with full jitter. The first pause is none: most links break for reasons that are over at once. */
export declare function createBackoff(random: () => number): {
    /** Milliseconds until the next try. */
    next: () => number;
    reset(): void;
};
