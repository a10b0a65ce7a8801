import type { EnckeError } from '../../protocol/errors.js';
/** See `Log.onTrouble`. */
export type TroubleListener = (reason: EnckeError | undefined) => void;
/**
 * What is told of a store that is lost, or takes nothing: each reason once, however often it is met, and in the end that
 * all is well again.
 * @param now - milliseconds on a clock that never goes back
 */
export declare function createTrouble(now: () => number): {
    /** For so many milliseconds; 0 when all is well. */
    readonly age: number;
    begin(reason: EnckeError): void;
    end(): void;
    /** Returns the undo. */
    onTrouble(listener: TroubleListener): () => void;
};
