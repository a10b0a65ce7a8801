import type { Subscriptions } from '../subscriptions/subscriptions.js';
import type { Outbox } from './outbox.js';
import { type SayingOptions } from './saying.js';
import type { LinkId, SessionEffect, SessionEvent } from './states.js';
export interface SessionOptions extends SayingOptions {
    subscriptions: Subscriptions;
    outbox: Outbox;
    /** In [0, 1). */
    random(): number;
}
export type Session = ReturnType<typeof createSession>;
/**
 * The client's end of a session: no timers, no sockets, no clock. `step` takes what happened and returns what to do.
 * Call it with `tick` when that is `due`.
 */
export declare function createSession(options: SessionOptions): {
    readonly state: import("./states.js").SessionState;
    /** Milliseconds that a request beside the link may take. */
    readonly patience: number;
    /** Whether what carries it is not in doubt, and may go on. A plain server cannot tell a link that it is stale. */
    sound: () => boolean;
    /** Whether the server is a plain one. */
    readonly plain: boolean;
    farewell: () => import("../../core.js").Batch;
    lastWords: () => import("../../core.js").Batch;
    /** Whether the server has left this link open. */
    isOpen: (link: LinkId) => boolean;
    /** When `tick` is due; Infinity when nothing is. */
    readonly due: number;
    /** The same of what nobody is late for but who has slept: a link may grow old while the page is hidden. */
    readonly deadline: number;
    /**
     * @param at - milliseconds on a clock that never goes back
     * @throws Error when it is opened twice: a mistake of the caller
     */
    step(event: SessionEvent, at: number): SessionEffect[];
};
