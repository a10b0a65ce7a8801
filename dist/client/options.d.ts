import type { Transport } from './link.js';
/**
 * Which of them it is: nothing has another name.
 * @throws EnckeError `bad-option`
 */
export declare function demandOneOf(what: string, name: string, names: readonly string[]): number;
/**
 * What was said, where nothing checks types.
 * @param names - of all that may be said
 * @throws EnckeError `bad-option`
 */
export declare function optionsOf<Options extends object>(said: Options | null | undefined, names: string): Partial<Options>;
/**
 * How many there may be.
 * @throws EnckeError `bad-option`
 */
export declare function boundOf(name: string, value?: unknown): number;
/**
 * Transports with these names, in their order; all of them, without names.
 * @throws EnckeError `bad-option`
 */
export declare function choose(all: readonly Transport[], names: readonly string[] | undefined): readonly Transport[];
