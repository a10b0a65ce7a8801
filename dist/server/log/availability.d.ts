export interface AvailabilityOptions {
    /** Most milliseconds for which a call waits for a store that is away; then it rejects: `busy`. */
    patience: number;
    /** Milliseconds since 1970. */
    now(): number;
    /** Runs something after so many milliseconds. Returns the undo. */
    after(milliseconds: number, run: () => void): () => void;
}
/** Whether a store is there, and the calls that wait for it. */
export declare function createAvailability({ patience, now, after }: AvailabilityOptions): {
    readonly up: boolean;
    readonly closed: boolean;
    /** Why it was lost the last time. */
    readonly cause: unknown;
    /** It is there: what waits goes on. */
    found(): void;
    lose(error: unknown): void;
    /** For good: what waits rejects. */
    close(): void;
    pause: () => Promise<void>;
    /** Until it is there for the first time. */
    present: () => Promise<void>;
    /**
     * Asks the store, and asks again for as long as patience lasts.
     * @param data - characters that are kept for it meanwhile
     */
    ask<Value>(call: () => Promise<Value>, data?: number): Promise<Value>;
};
