import { EnckeError } from '../../protocol/errors.js';
import type { Position } from '../../protocol/position.js';
import type { Event } from './event.js';
import type { Subscriber } from './subscriptions.js';
/** The options of `subscribe`. */
export interface SubscribeOptions {
    /**
     * Where to begin: `latest` is now, `oldest` everything that the log has, a position what comes after it. Default, and for
     * an empty position, `latest`; with `resume` of `connect`, where the previous page left off. A plain Bayeux server has no
     * history: there it is always now.
     */
    since?: 'latest' | 'oldest' | Position | undefined;
    /**
     * Of what has piled up, on the way or unread in a loop, deliver only the newest message of each channel. If an overlapping
     * subscription of this client wants all, a listener gets all here, too. Default false.
     */
    latest?: boolean | undefined;
    /** Ends the subscription. */
    signal?: AbortSignal | undefined;
    /**
     * Most events that a loop may have left unread when more come in a later turn: then it ends with `overflow`. What comes in
     * one turn does not count. Default 1,000. No effect on listeners.
     */
    buffer?: number | undefined;
}
/** What `subscribe` returns. Without a listener, it can be read with `for await`. */
export interface Subscription<Data = unknown> extends AsyncIterable<Event<Data>> {
    /** As it was passed to `subscribe`. */
    readonly pattern: string;
    /**
     * Resolves when the server has accepted it; rejects with `refused`, `bad-channel` or `too-large` and the server's reason, or
     * with `closed`. The event `error` tells of a refusal, too.
     */
    readonly ready: Promise<void>;
    /**
     * Resolves when all that the log had when the server accepted it has been delivered, to a listener or into a loop: with
     * `since`, the history is there. Without, and on a plain Bayeux server, together with `ready`; rejects like that.
     */
    readonly caughtUp: Promise<void>;
    /**
     * Resolves when it has ended: with the error that has ended it, as where the server says no, at once or later, or the client is closed
     * for good; with undefined where you did. Never rejects.
     */
    readonly ended: Promise<EnckeError | undefined>;
    /** Ends it at once: nothing more comes, neither to a listener nor to a loop. */
    unsubscribe(): void;
}
/**
 * The subscription that the user holds, and its end towards the session.
 * @param later - runs something in a later turn
 */
export declare function createSubscription<Data>(pattern: string, listener: ((event: Event<Data>) => void) | undefined, { since, latest, signal, buffer }: SubscribeOptions & Pick<Subscriber, 'since'>, remove: (subscriber: Subscriber) => void, later: (run: () => void) => void): {
    subscription: Subscription<Data>;
    subscriber: Subscriber;
};
