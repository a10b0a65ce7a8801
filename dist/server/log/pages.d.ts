import type { Page } from './log.js';
type Reading = Promise<Page | undefined>;
/**
 * What is read from a store, for all who ask for the same.
 * @param now - milliseconds on a clock that never goes back
 */
export declare function createPages(now: () => number): {
    /** The page of this name, if it was read of late. */
    known: (name: string) => Reading | undefined;
    /** What was read for another name is the page of this one, too. */
    put: (name: string, page: Page) => void;
    /** The page of this name; `read` when it is neither here nor under way. Rejects with EnckeError `busy`, too. */
    get(name: string, read: () => Reading): Reading;
    /** Lets go of what is too old. */
    trim(): void;
};
export {};
