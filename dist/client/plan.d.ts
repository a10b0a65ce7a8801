import type { Target, Transport } from './link';
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
 */
export declare function plan(transports: readonly Transport[], target: Target, troubled: ReadonlySet<string>): Plan;
