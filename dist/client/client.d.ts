import type { Extensions } from '../extensions/extensions.js';
import type { ClientEvents, ClientState } from './client-events.js';
import { type Environment } from './environment.js';
import type { Event } from './event.js';
import type { Transport } from './link.js';
import { type SubscribeOptions, type Subscription } from './subscription.js';
/** What `connect` may be told beside the transports. */
export interface ConnectOptions {
    /**
     * Send cookies to another origin with requests. Default false; to the page's own origin they always go. WebSockets,
     * frames and script elements send them by the rules of the browser.
     */
    credentials?: boolean | undefined;
    /**
     * Other names of the server, as origins (`https://push-1.example.com`): streams and polls go to one of them, for a browser
     * opens six connections to a host over HTTP/1.1, for all tabs together. The server has to list the page's origin.
     */
    hosts?: readonly string[] | undefined;
    /** For script elements, where the page's Content-Security-Policy asks for a nonce. */
    nonce?: string | undefined;
    /** Makes a script's address acceptable to Trusted Types: the `createScriptURL` of a policy. */
    scriptURL?: ((url: string) => unknown) | undefined;
    /** Most publications that wait for the server's word. Default 1,000; at the bound `publish` rejects: `queue-full`. */
    queueLimit?: number | undefined;
    /**
     * Go on where the page before in this tab left off, after a reload or a click on a link: its subscriptions (those that
     * this page makes again within ten seconds, without `since`) and what it had published and got no answer to. Kept in
     * `sessionStorage`, for one client of an endpoint: a second one in the same tab would take its place. Default false.
     */
    resume?: boolean | undefined;
    /** What sees every message on its way: see `encke/extensions`. */
    extensions?: Pick<Extensions, 'wrap'> | undefined;
    /** Closes the client. */
    signal?: AbortSignal | undefined;
    /** What to use instead of the browser's own, for tests. */
    environment?: Environment | undefined;
}
/** A session with the server. It moves between transports by itself, until it is closed. */
export interface Client {
    /** How it is now; {@link Client.on} tells when that changes. */
    readonly state: ClientState;
    /** The name of the transport in use; undefined before the first. */
    readonly transport: string | undefined;
    /**
     * Listens to a channel or a pattern: `/chat/*` is one segment, `/chat/**` one or more.
     * The subscription lasts until it is ended, whatever happens to links and servers. Where the server may refuse it, await
     * `ready` of what is returned, or catch it.
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
     * Publishes to a channel. Resolves when the server has it, once. Waits while offline. Rejects with EnckeError
     * `bad-channel` | `bad-data` | `too-large` | `queue-full` | `refused` | `delivery-unknown` | `closed` | `aborted`; of a
     * plain Bayeux server also `busy` | `unknown-session`.
     * @param data - anything that JSON can carry, at most 262,144 characters of it
     * @param options - `signal` withdraws it, if it has not been sent yet
     */
    publish(channel: string, data: unknown, options?: {
        signal?: AbortSignal | undefined;
    }): Promise<void>;
    /**
     * Moves the conversation to one of these transports, by name, and keeps to them; without names, back to all of them.
     * The one in use goes on until another one has proved itself. When none of them can work here, `error` tells of
     * `no-transport`, and they are tried again.
     * @throws EnckeError `bad-option` - a name that is not among the transports of this client
     */
    use(transports?: readonly string[]): void;
    /**
     * Listens to what happens: `state`, `transport`, `missed`, `error`, `decision`. Returns its own undo.
     * @example client.on('state', (state) => console.log(state))
     */
    on<Name extends keyof ClientEvents>(name: Name, listener: ClientEvents[Name]): () => void;
    /** Says goodbye and ends every subscription, for good. What waits in `publish` rejects: `closed`. */
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
