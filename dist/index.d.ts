/**
 * The client with every transport.
 * @module encke
 */
import { type Client as AnyClient, type ConnectOptions } from './client/client.js';
/** The names of the transports, in order of preference. */
export type TransportName = 'websocket' | 'fetch-streaming' | 'xhr-streaming' | 'eventsource' | 'iframe' | 'long-polling' | 'callback-polling';
/** The options of `connect`. */
export interface Options extends ConnectOptions {
    /** Which transports, in order of preference. Default: all of them. */
    transports?: readonly TransportName[] | undefined;
}
/** A session with the server, which moves between transports by itself until it is closed. */
export interface Client extends AnyClient<TransportName> {
}
/**
 * Returns at once and connects in the background. One client is enough for a page.
 * @param url - of the server's endpoint, `http:` or `https:` for every transport: absolute, or relative to the page
 * @throws EnckeError `bad-option`
 * @example
 * const client = connect('/encke')
 * client.subscribe('/chat/*', ({ channel, data }) => console.log(channel, data))
 * await client.publish('/chat/lobby', { text: 'hi' })
 */
export declare function connect(url: string, options?: Options): Client;
export type { ConnectOptions } from './client/client.js';
export type { ClientEvents, ClientState, Decision } from './client/client-events.js';
export type { Environment } from './client/environment.js';
export type { Event } from './client/subscriptions/event.js';
export type { SubscribeOptions, Subscription } from './client/subscriptions/subscription.js';
export type { ErrorCode } from './protocol/errors.js';
export { EnckeError, isEnckeError } from './protocol/errors.js';
export type { Missed } from './protocol/message.js';
export type { Position } from './protocol/position.js';
