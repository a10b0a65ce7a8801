export type Dialer = ReturnType<typeof createDialer>;
/** Decides when the next link is opened. Pauses grow exponentially, with full jitter; the first one is none at all. */
export declare function createDialer(random: () => number, dial: (again: boolean) => void): {
    /** When; Infinity when no link is to be opened. */
    readonly due: number;
    readonly waiting: boolean;
    /** What the server's advice asks for between two links, in milliseconds. */
    advise(milliseconds: number): void;
    /** @param onTheSame - on the transport in use; else on whichever proves itself first */
    dial: (onTheSame: boolean) => void;
    /** After a link that has ended in good order. */
    next: (at: number) => void;
    /** After a failure. */
    retry(onTheSame: boolean, at: number): void;
    /** A link was good for a while: `failures` is 0. Or something was answered at least: 1. */
    succeeded(to: 0 | 1): void;
    now: () => void;
    tick(at: number): void;
    cancel(): void;
};
