import { type AvailabilityOptions } from './availability.js';
import type { Log } from './log.js';
import type { Store } from './store.js';
import { type Bounds } from './window.js';
export interface SharedLogOptions extends AvailabilityOptions {
    /** What this node keeps in memory, the newest; older pages are read from the store. */
    mirror: Bounds;
    /** Milliseconds between two trimmings of the store. */
    trimEvery: number;
    /** Milliseconds since 1970: how old entries are. */
    date(): number;
}
/**
 * A log that many nodes share: the store has it, and each node mirrors its newest stretch. What is appended comes to the
 * listeners of every node, this one too, by way of the store.
 * @throws EnckeError `busy` - the store cannot be reached within `patience`; `bad-option` - it is not fit
 */
export declare function createSharedLog(store: Store, options: SharedLogOptions): Promise<Log>;
