import { EnckeError } from '../protocol/errors.js';
/** Whether a value can be meant, and what is. */
export interface Check {
    sound(value: unknown): boolean;
    what: string;
}
export declare const isAbove0: (value: unknown) => value is number;
export declare const above0: Check;
export declare const count: Check;
export declare const callable: Check;
export declare const table: Check;
export declare const wrong: (why: string) => EnckeError;
/**
 * What is called later: where nothing checks types, its author hears of a mistake now.
 * @throws EnckeError `bad-option`
 */
export declare function demandFunction<Wanted>(what: string, value: Wanted): Wanted;
/**
 * What is wrong with options is said when something is made of them. One that is undefined is not given.
 * @param where - stands before the names
 * @throws EnckeError `bad-option` - an option cannot be meant, or there is none of that name
 */
export declare function demandSound<Name extends string>(given: object, checks: Record<Name, Check>, where?: string): void;
/** What was given, and the default of each that is not given or undefined. */
export declare function withDefaults<Name extends string>(given: {
    [One in NoInfer<Name>]?: number | undefined;
}, defaults: Record<Name, number>): Record<Name, number>;
/**
 * Bounds, each a number above 0 or left out for its default. Infinity is no bound.
 * @param where - stands before the names
 * @throws EnckeError `bad-option`
 */
export declare function boundsOf<Name extends string>(given: {
    [One in NoInfer<Name>]?: number | undefined;
}, defaults: Record<Name, number>, where?: string): Record<Name, number>;
