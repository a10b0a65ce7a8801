/**
 * Nothing has another name.
 * @throws EnckeError `bad-option`
 */
export declare function demandOneOf(what: string, name: string, names: readonly string[]): void;
/**
 * What was said, where nothing checks types.
 * @param names - of all that may be said
 * @throws EnckeError `bad-option`
 */
export declare function optionsOf<Options extends object>(said: Options | null | undefined, names: string): Partial<Options>;
