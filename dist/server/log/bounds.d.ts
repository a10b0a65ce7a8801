/** Least milliseconds for which the number of a publisher without a session is remembered after it was taken or asked for. */
export declare const publisherAge = 3600000;
/** So many numbers back, the reason of a refusal is remembered: more than a client has under way at a time. */
export declare const refusalsKept = 200;
/** So many characters of a reason are remembered. */
export declare const reasonCharacters = 200;
/**
 * Whoever misspells a name hears of it.
 * @param where - stands before the names
 * @throws EnckeError `bad-option` - there is no such option
 */
export declare function demandNames(given: object, names: readonly string[], where?: string): void;
/**
 * What was given, and the default where that is undefined. Infinity is no bound.
 * @param where - stands before the names
 * @throws EnckeError `bad-option` - something that was given is no number above 0, or has another name
 */
export declare function boundsOf<Name extends string>(given: {
    [One in NoInfer<Name>]?: unknown;
}, defaults: Record<Name, number>, where?: string): Record<Name, number>;
