import type { EnckeError } from '../protocol/errors.js';
import type { Missed } from '../protocol/message.js';
import type { Decision } from './decision.js';
/**
 * `connecting`: before the first answer. `online`: what is published arrives. `offline`: the link is lost, another one is
 * sought. `closed`: for good.
 */
export type ClientState = 'connecting' | 'online' | 'offline' | 'closed';
/** What `client.on` tells of, by its name: the listener of each. */
export interface ClientEvents {
    /** It is `online`, `offline` (the link is lost, a new one is being sought) or `closed` now. */
    state(state: ClientState): void;
    /** Another transport carries the conversation, and why. */
    transport(name: string, why: string): void;
    /** Messages that can no longer be had. Nothing else is ever left out. */
    missed(gap: Missed): void;
    /** What went wrong and concerns no single call; the client goes on unless its state is `closed`. */
    error(error: EnckeError): void;
    /** Each decision about transports, with its cause. */
    decision(decision: Decision): void;
}
