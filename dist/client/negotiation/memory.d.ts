import type { Environment } from '../environment.js';
export type Memory = ReturnType<typeof createMemory>;
/**
 * What has been proved between here and a server, in this network, in the last half hour: what works, how fast, and
 * after which silence or at which age links are cut.
 */
export declare function createMemory(url: string, { storage, network, date }: Environment): {
    /** The name of the transport that proved itself last. */
    readonly proved: string | undefined;
    /** How long a transport may be silent before another one starts beside it, in milliseconds. */
    readonly stagger: number;
    /** Most milliseconds of silence that links bear here; 0 when not known. */
    readonly silence: number;
    /** Milliseconds after which a successor is to be opened; Infinity when not known. */
    readonly age: number;
    /** @param roundTrip - milliseconds from opening to the answer */
    prove(transport: string, roundTrip: number): void;
    /** A live link was cut, so old, after so many milliseconds of silence. */
    cut(age: number, silence: number): void;
};
