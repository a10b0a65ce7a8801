/**
 * How many there may be.
 * @throws EnckeError `bad-option`
 */
export declare function boundOf(name: string, value?: unknown): number;
