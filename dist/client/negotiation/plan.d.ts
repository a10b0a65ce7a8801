import type { Target, Transport } from '../link.js';
export interface Plan {
    /** All that may be used, in order of preference. */
    usable: Transport[];
    /** Those that start at once: the first in line, and beside it what runs both ways and would be better. */
    together: Transport[];
    /** Those that follow, one by one, when these fail or stay silent. */
    rest: Transport[];
    unusable: {
        transport: Transport;
        reason: string;
    }[];
}
export interface Circumstances {
    /** Those that have let us down lately stand behind the others. */
    troubled(transport: Transport): boolean;
    /** The name of the one that proved itself here before. */
    proved?: string | undefined;
    /** Those that the server takes, when it has said so. */
    connectionTypes?: readonly string[] | undefined;
}
/**
 * What to try here and now, in which order. What runs both ways is opened before the request beside it, so its join has
 * the lower number: it can open and stay mute, and must not take the session from a request that is answered.
 */
export declare function plan(transports: readonly Transport[], target: Target, circumstances: Circumstances): Plan;
