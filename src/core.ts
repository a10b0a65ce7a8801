/**
 * The client without transports: import those that you use, so that a bundle contains no others.
 * @module encke/core
 */
import { type Client, type ConnectOptions, createClient } from './client/client'
import type { Transport } from './client/link'
import { EnckeError } from './protocol/errors'

/** The options of `connect`; `transports` is required. */
export interface CoreOptions extends ConnectOptions {
  /** In order of preference. */
  transports: readonly Transport[]
}

/**
 * Returns at once and connects in the background. One client is enough for a page.
 * @param url - of the server's endpoint, `http:` or `https:` for every transport: absolute, or relative to the page
 * @throws EnckeError `bad-option`
 * @example
 * const client = connect('/encke', { transports: [websocket(), fetchStreaming(), longPolling()] })
 */
export function connect(url: string, options: CoreOptions): Client {
  // It may be left out where nothing checks types.
  const transports = options?.transports
  if (!Array.isArray(transports) || !transports.every((transport) => transport?.open))
    throw new EnckeError('bad-option', 'transports is a list of transports: [websocket(), longPolling()]')
  return createClient(url, transports, options)
}

export type { Client, ConnectOptions } from './client/client'
export type { ClientEvents, ClientState, Decision } from './client/client-events'
export type { Environment } from './client/environment'
export type { Inlet, Link, Target, Transport } from './client/link'
export type { Event } from './client/subscriptions/event'
export type { SubscribeOptions, Subscription } from './client/subscriptions/subscription'
export {
  callbackPolling,
  eventsource,
  fetchStreaming,
  iframe,
  longPolling,
  multipart,
  websocket,
  xhrStreaming,
} from './client/transports/index'
export type { ErrorCode } from './protocol/errors'
export { EnckeError, isEnckeError } from './protocol/errors'
export type { Batch, LinkKind, Message, Missed } from './protocol/message'
export type { Position } from './protocol/position'
