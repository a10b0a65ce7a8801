/**
 * What was given, and the default where that is undefined. Infinity is no bound.
 * @throws EnckeError `bad-option` - something that was given is no number above 0
 */
export declare function boundsOf<Name extends string>(given: {
    [One in NoInfer<Name>]?: unknown;
}, defaults: Record<Name, number>): Record<Name, number>;
