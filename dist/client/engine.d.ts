import type { EnckeError } from '../protocol/errors';
import type { Missed } from '../protocol/message';
import type { Target, Transport } from './link';
import { type Decision } from './negotiator';
import type { Outbox } from './outbox';
import type { SessionState } from './states';
import type { Subscriptions } from './subscriptions';
export interface EngineOptions {
    target: Target;
    transports: readonly Transport[];
    subscriptions: Subscriptions;
    outbox: Outbox;
    onState(state: SessionState, error?: EnckeError): void;
    onMissed(gap: Missed): void;
    onError(error: EnckeError): void;
    onDecision(decision: Decision): void;
}
/** Runs a session: performs its effects, tells it what happened, owns the clock, the links and the negotiator. */
export declare function createEngine(options: EngineOptions): {
    readonly state: SessionState;
    open: () => void;
    /** Resolves when the goodbye has been answered, or has failed. */
    close(): Promise<void>;
    /** Something was added to the outbox or the subscriptions. What comes in one microtask leaves together. */
    stir(): void;
};
