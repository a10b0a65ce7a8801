import type { Target, Transport } from './link.js';
/** One step of a plan: the transport, and how long it may be silent before the next one starts beside it. */
export interface Step {
    transport: Transport;
    /** Milliseconds. */
    after: number;
}
export interface Plan {
    steps: Step[];
    unusable: {
        transport: Transport;
        reason: string;
    }[];
}
/**
 * In which order to try what, here and now.
 * @param troubled - names of those that let us down before: they hold nobody up
 * @param connectionTypes - those that the server takes, when it has said so
 */
export declare function plan(transports: readonly Transport[], target: Target, troubled: ReadonlySet<string>, connectionTypes?: readonly string[]): Plan;
