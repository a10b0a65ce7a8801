import { type Message } from '../../protocol/message.js';
import type { Subscriptions } from '../subscriptions/subscriptions.js';
import type { Paths } from './paths.js';
import type { SessionEffect } from './states.js';
export type Plain = ReturnType<typeof createPlain>;
/**
 * What differs with a plain Bayeux server: subscriptions are asked for one by one (Bayeux 1.0, section 4.4), are gone
 * with the session, and nothing has a position.
 */
export declare function createPlain(paths: Paths, subscriptions: Subscriptions, emit: (effect: SessionEffect) => void): {
    /** Whether the server is one. Known when it has answered a handshake. */
    active: boolean;
    /** Handshakes in a row after which no connect has succeeded. */
    strange: number;
    /** Whether the link that had the session last was a poll. */
    polled: boolean;
    /**
     * What has to be said so that the server knows of every subscription. What a wider one covers is not asked for: some
     * servers send a copy for each. Nor are service channels: what comes there is for whoever has asked.
     */
    changes(clientId: string): Message[];
    /** Whether `message` answers one of these. */
    reply({ channel, subscription: pattern, successful, error }: Message): boolean;
    /** The server has answered a connect, it knows the session after all. Whether there is something to be asked. */
    askAgain(): boolean;
    /** The server knows nothing of this session any more: the next link begins another, and asks for all anew. */
    reset(): void;
    /** Nobody knows whether the server heard the last requests: they are made again. */
    forgetUnanswered(): void;
};
