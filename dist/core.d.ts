/**
 * The client without transports: import those that you use, so that a bundle contains no others.
 * @module encke/core
 */
import { type Client, type ConnectOptions } from './client/client.js';
import type { Transport } from './client/link.js';
/** The options of `connect`; `transports` is required. */
export interface CoreOptions extends ConnectOptions {
    /** In order of preference. */
    transports: readonly Transport[];
}
/**
 * Returns at once and connects in the background. One client is enough for a page.
 * @param url - of the server's endpoint, `http:` or `https:` for every transport: absolute, or relative to the page
 * @throws EnckeError `bad-option`
 * @example
 * const client = connect('/encke', { transports: [websocket(), fetchStreaming(), longPolling()] })
 */
export declare function connect(url: string, options: CoreOptions): Client;
export type { Client, ConnectOptions } from './client/client.js';
export type { ClientEvents, ClientState, Decision } from './client/client-events.js';
export type { Environment } from './client/environment.js';
export type { Inlet, Link, Target, Transport } from './client/link.js';
export type { Event } from './client/subscriptions/event.js';
export type { SubscribeOptions, Subscription } from './client/subscriptions/subscription.js';
export { callbackPolling, eventsource, fetchStreaming, iframe, longPolling, multipart, websocket, xhrStreaming, } from './client/transports/index.js';
export type { ErrorCode } from './protocol/errors.js';
export { EnckeError, isEnckeError } from './protocol/errors.js';
export type { Batch, LinkKind, Message, Missed } from './protocol/message.js';
export type { Position } from './protocol/position.js';
