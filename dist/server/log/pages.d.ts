import type { Page } from './log.js';
type Reading = Promise<Page | undefined>;
/**
 * What is read from a store, for all who ask for the same.
 * @param now - milliseconds on a clock that never goes back
 */
export declare function createPages(now: () => number): {
    /** The page of this name; `read` when it is neither here nor under way. Rejects with EnckeError `busy`, too. */
    get(name: string, read: () => Reading): Reading;
    /** Lets go of what is too old. */
    trim(): void;
};
export {};
