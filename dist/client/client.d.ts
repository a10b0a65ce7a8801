import type { Extensions } from '../extensions/extensions.js';
import type { ClientEvents, ClientState } from './client-events.js';
import { type Environment } from './environment.js';
import type { Transport } from './link.js';
import type { Event } from './subscriptions/event.js';
import { type SubscribeOptions, type Subscription } from './subscriptions/subscription.js';
/** The options of `connect`, other than the transports. */
export interface ConnectOptions {
    /**
     * Send cookies to another origin with requests and EventSource. Default false; the page's own origin always gets them.
     * WebSockets, frames and script elements send them by the rules of the browser.
     */
    credentials?: boolean | undefined;
    /**
     * Other names of the server, as origins (`https://push-1.example.com`): streams and polls use one of them, because a
     * browser opens only six HTTP/1.1 connections to a host, for all tabs together. The server has to list the page's origin.
     */
    hosts?: readonly string[] | undefined;
    /** For script elements, where the page's Content-Security-Policy asks for a nonce. */
    nonce?: string | undefined;
    /** Makes a script's address acceptable to Trusted Types: the `createScriptURL` of a policy. */
    scriptURL?: ((url: string) => unknown) | undefined;
    /** Most publications that may wait for the server's answer. Default 1,000; beyond that `publish` rejects: `queue-full`. */
    queueLimit?: number | undefined;
    /**
     * Go on where the previous page in this tab left off, after a reload or a click on a link: with its subscriptions (those
     * that this page makes again within ten seconds, without `since`) and with publications that had no answer. Kept in
     * `sessionStorage`, for one client of an endpoint: a second one in the same tab would overwrite it. Default false.
     */
    resume?: boolean | undefined;
    /** They see and may change every message: see `encke/extensions`. */
    extensions?: Pick<Extensions, 'wrap'> | undefined;
    /** Closes the client. */
    signal?: AbortSignal | undefined;
    /** Replaces the browser's own functions, for tests. */
    environment?: Environment | undefined;
}
/** A session with the server, which moves between transports, of these names, by itself until it is closed. */
export interface Client<Name extends string = string> {
    /** How it is now; {@link Client.on} tells when that changes. */
    readonly state: ClientState;
    /** The name of the transport in use; undefined before the first. */
    readonly transport: string | undefined;
    /**
     * Listens to a channel or a pattern: in `/chat/*` the star is one segment, in `/chat/**` one or more.
     * The subscription lasts until it is ended, whatever happens to links and servers. Its `ready` tells whether the server has accepted it.
     * @throws EnckeError `bad-channel` | `bad-option` | `closed`
     * @example client.subscribe('/chat/*', ({ channel, data }) => console.log(channel, data))
     */
    subscribe<Data = unknown>(pattern: string, listener: (event: Event<Data>) => void, options?: SubscribeOptions): Subscription<Data>;
    /**
     * The same, to be read with `for await`.
     * @example for await (const { data } of client.subscribe('/jobs/42', { since: 'oldest' })) console.log(data)
     */
    subscribe<Data = unknown>(pattern: string, options?: SubscribeOptions): Subscription<Data>;
    /**
     * Publishes to a channel. Waits while offline; resolves when the server has it, once. Rejects with EnckeError
     * `bad-channel` | `bad-data` | `too-large` | `queue-full` | `refused` | `delivery-unknown` | `closed` | `aborted`; with a
     * plain Bayeux server, also `busy` | `unknown-session`.
     * @param data - anything that JSON can carry, at most 262,144 characters of it
     * @param options - `signal` withdraws it, if it has not been sent yet
     */
    publish(channel: string, data: unknown, options?: {
        signal?: AbortSignal | undefined;
    }): Promise<void>;
    /**
     * Moves the conversation to one of these transports, by name, and keeps to them; without names, allows all of them again.
     * The one in use goes on until another one has proved itself. If none of them can work here, the event `error` brings
     * `no-transport`, and they are tried again.
     * @throws EnckeError `bad-option` - a name that is not among the transports of this client
     */
    use(transports?: readonly Name[]): void;
    /**
     * Listens to an event: `state`, `transport`, `missed`, `error` or `decision`. Returns a function that removes the listener.
     * @throws EnckeError `bad-option` - there is no such event
     * @example client.on('state', (state) => console.log(state))
     */
    on<Event extends keyof ClientEvents>(event: Event, listener: ClientEvents<Name>[Event]): () => void;
    /**
     * Says goodbye and ends every subscription, for good. What waits in `publish` rejects: `closed`, or `delivery-unknown` if
     * it was under way. Resolves when the server has answered the goodbye, after some ten seconds at most.
     */
    close(): Promise<void>;
}
/**
 * Returns at once and connects in the background.
 * @param url - of the server's endpoint, absolute or relative to the page: http or https, for every transport
 * @throws EnckeError `bad-option`
 */
export declare function createClient(url: string, transports: readonly Transport[], said: (ConnectOptions & {
    transports?: unknown;
}) | null | undefined): Client;
