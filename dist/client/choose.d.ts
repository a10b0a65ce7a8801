import type { Transport } from './link.js';
/**
 * Those with these names, in their order; all of them, without names.
 * @throws EnckeError `bad-option`
 */
export declare function choose(all: readonly Transport[], names: readonly string[] | undefined): readonly Transport[];
