import type { Position } from '../protocol/position.js';
import type { Event } from './event.js';
import type { Subscriber } from './subscriptions.js';
export interface SubscribeOptions {
    /**
     * Where to begin: `latest` is now, `oldest` all that the log keeps, a position what lies beyond it. Default `latest`;
     * with {@link ConnectOptions.resume}, where the page before left off. A plain Bayeux server has no history: there it is always now.
     */
    since?: 'latest' | 'oldest' | Position | undefined;
    /**
     * After a lag, or when several come at once: only the newest message of each channel. Another subscription to the same
     * pattern that wants all of them brings all of them here, too. Default false.
     */
    latest?: boolean | undefined;
    /** Ends the subscription. */
    signal?: AbortSignal | undefined;
    /** Most events that wait for an iterator. Default 1,000; at the bound it ends with `overflow`. No effect on listeners. */
    buffer?: number | undefined;
}
export interface Subscription<Data = unknown> extends AsyncIterable<Event<Data>> {
    readonly pattern: string;
    /** Resolves when the server has accepted it; rejects with `refused` and the server's reason, or `closed`. */
    readonly ready: Promise<void>;
    unsubscribe(): void;
}
/** The subscription that the user holds, and its end towards the session. */
export declare function createSubscription<Data>(pattern: string, listener: ((event: Event<Data>) => void) | undefined, { since, latest, signal, buffer }: SubscribeOptions & Pick<Subscriber, 'since'>, remove: (subscriber: Subscriber) => void): {
    subscription: Subscription<Data>;
    subscriber: Subscriber & {
        end: (error?: unknown) => void;
    };
};
