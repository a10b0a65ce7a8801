import { EnckeError } from '../protocol/errors.js';
import type { Missed } from '../protocol/message.js';
import type { Decision } from './decision.js';
import type { Life } from './environment.js';
import type { Target, Transport } from './link.js';
import type { Outbox } from './outbox.js';
import type { SessionState } from './states.js';
import type { Subscriptions } from './subscriptions.js';
export interface EngineOptions {
    target: Target;
    transports: readonly Transport[];
    subscriptions: Subscriptions;
    outbox: Outbox;
    onState(state: SessionState, error?: EnckeError): void;
    onMissed(gap: Missed): void;
    onError(error: EnckeError): void;
    onDecision(decision: Decision): void;
    /**
     * The page sleeps, goes or is back; the session stays for the page that comes next. Without this it says goodbye.
     * @param key - of the session; none when it lives only as long as its links
     */
    onLife?: ((type: Life, key: string | undefined) => void) | undefined;
}
/** Runs a session: performs its effects, tells it what happened, owns the clock, the links and the negotiator. */
export declare function createEngine(options: EngineOptions): {
    readonly state: SessionState;
    open: () => undefined;
    use: (names?: readonly string[]) => void;
    /** Resolves when the goodbye has been answered, or has failed. */
    close(): Promise<void>;
    /** Something was added to the outbox or the subscriptions. What comes in one microtask leaves together. */
    stir(): void;
};
