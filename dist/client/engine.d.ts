import { EnckeError } from '../protocol/errors.js';
import type { ClientEvents } from './client-events.js';
import type { Transport } from './link.js';
import type { Listeners } from './listeners.js';
import { type LifeOptions } from './page/life.js';
import type { Outbox } from './session/outbox.js';
import type { Subscriptions } from './subscriptions/subscriptions.js';
export interface EngineOptions extends LifeOptions {
    transports: readonly Transport[];
    /** How many names of the server links are opened at. Default 1. */
    hosts?: number | undefined;
    subscriptions: Subscriptions;
    outbox: Outbox;
    /** Tells whoever listens to the client. */
    emit: Listeners<ClientEvents>['emit'];
    /** The session is over. */
    onEnd(error?: EnckeError): void;
}
/** Runs a session: performs its effects, tells it what happened, owns the clock, the links and the negotiator. */
export declare function createEngine(options: EngineOptions): {
    readonly state: import("./session/states.js").SessionState;
    readonly transport: string | undefined;
    open: () => undefined;
    use: (names?: readonly string[]) => void;
    /** Resolves when the goodbye has been answered, or has failed. */
    close(): Promise<void>;
    /**
     * Something was added to the outbox or the subscriptions. What comes in one microtask leaves together. A page that goes
     * may still publish, in listeners that are told of it after us.
     */
    stir(): void;
};
