import { EnckeError } from '../../protocol/errors.js';
export interface AvailabilityOptions {
    /** Most milliseconds for which a call waits for a store that is away; then it rejects: `busy`. */
    patience: number;
    /** Milliseconds on a clock that never goes back. */
    now(): number;
    /** Runs something after so many milliseconds. Returns the undo. */
    after(milliseconds: number, run: () => void): () => void;
    /** In [0, 1): not all nodes come back at once. */
    random(): number;
}
/** Whether a store is there, and the calls that wait for it. */
export declare function createAvailability({ patience, now, after, random }: AvailabilityOptions): {
    trouble: {
        readonly age: number;
        begin(reason: EnckeError): void;
        end(): void;
        onTrouble(listener: import("./trouble.js").TroubleListener): () => void;
    };
    taken: () => void;
    /** Whether it did not take what it was last given to keep. */
    readonly refused: boolean;
    readonly up: boolean;
    readonly closed: boolean;
    /** Why it is away. */
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
     * @param data - characters that it is given to keep, which wait here meanwhile; none for a question
     */
    ask<Value>(call: () => Promise<Value>, data?: number): Promise<Value>;
};
