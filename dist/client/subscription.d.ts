import type { Position } from '../protocol/position.js';
import type { Event } from './event.js';
import type { Subscriber } from './subscriptions.js';
/** What `subscribe` may be told. */
export interface SubscribeOptions {
    /**
     * Where to begin: `latest` is now, `oldest` all that the log keeps, a position what lies beyond it. Default, and for an
     * empty one, `latest`; with `resume` of `connect`, where the page before left off. A plain Bayeux server has no history:
     * there it is always now.
     */
    since?: 'latest' | 'oldest' | Position | undefined;
    /**
     * After a lag, when several come at once, or of what a loop has left unread: only the newest message of each channel.
     * Another subscription of the client that overlaps and wants all of them brings all of them to a listener here, too.
     * Default false.
     */
    latest?: boolean | undefined;
    /** Ends the subscription. */
    signal?: AbortSignal | undefined;
    /**
     * Most events that an iterator may have left unread, a turn or more after they came, when others come: then it ends with
     * `overflow`. What comes in one turn is no matter. Default 1,000. No effect on listeners.
     */
    buffer?: number | undefined;
}
/** What `subscribe` returns: the way to end it, and, where it has no listener, what `for await` reads. */
export interface Subscription<Data = unknown> extends AsyncIterable<Event<Data>> {
    /** As it was asked for. */
    readonly pattern: string;
    /**
     * Resolves when the server has accepted it; rejects with `refused`, `bad-channel` or `too-large` and the server's reason, or
     * `closed`. Where there is a listener, nothing else tells of a refusal.
     */
    readonly ready: Promise<void>;
    /** Nothing comes any more, neither to a listener nor to a loop. */
    unsubscribe(): void;
}
/**
 * The subscription that the user holds, and its end towards the session.
 * @param later - runs something in a later turn
 */
export declare function createSubscription<Data>(pattern: string, listener: ((event: Event<Data>) => void) | undefined, { since, latest, signal, buffer }: SubscribeOptions & Pick<Subscriber, 'since'>, remove: (subscriber: Subscriber) => void, later: (run: () => void) => void): {
    subscription: Subscription<Data>;
    subscriber: Subscriber & {
        end: (error?: unknown) => void;
    };
};
