/**
 * Counts the batches that are written where a client hears of one only when it is complete. A large one counts when it must
 * have come, and so do those behind it: until then a client that has heard nothing has nothing to complain of.
 */
export declare class Arrivals {
    private readonly now;
    private all;
    private before;
    private dueAt;
    constructor(now: () => number);
    add(characters: number): void;
    /** Those that must have come. */
    get due(): number;
}
