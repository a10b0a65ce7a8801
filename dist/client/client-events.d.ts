import type { EnckeError } from '../protocol/errors.js';
import type { Missed } from '../protocol/message.js';
/** One decision about transports, with its cause. */
export interface Decision<Name extends string = string> {
    /** When, in milliseconds on the environment's clock (`performance.now()`). */
    time: number;
    /**
     * `unusable`: it cannot work here. `trying`: a link is being opened. `proved`: the server's answer came over it. `live`:
     * it carries the session. `failed`: it did not deliver. `left`: another one was better, or others are wanted.
     */
    kind: 'unusable' | 'trying' | 'proved' | 'live' | 'failed' | 'left';
    /** The name of the transport. */
    transport: Name;
    /** Why, in words for people, not for programs. */
    reason: string;
    /** Milliseconds since this link was opened. */
    elapsed: number;
    /** Characters of messages that came over it. */
    received: number;
}
/**
 * `connecting`: before the first answer. `online`: connected. `offline`: the link is lost, and another one is sought.
 * `closed`: for good.
 */
export type ClientState = 'connecting' | 'online' | 'offline' | 'closed';
/** The events of `client.on`, with the listener of each. */
export interface ClientEvents<Name extends string = string> {
    /** The new state. `why`: what has ended the link, or the client; none where you closed it, or all is well. */
    state(state: ClientState, why?: EnckeError): void;
    /** Another transport carries the conversation: which, and why. */
    transport(name: Name, why: string): void;
    /** Messages can no longer be had. By an Encke server, nothing else is ever left out. */
    missed(gap: Missed): void;
    /**
     * A link was lost, a subscription refused, or something else failed. The client goes on unless its state is `closed`. Without a
     * listener it goes to `console.error`, unless it is the network that is away.
     */
    error(error: EnckeError): void;
    /** A decision about transports, with its cause. */
    decision(decision: Decision<Name>): void;
}
