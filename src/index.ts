/**
 * The client with every transport.
 * @module encke
 */
import { type Client, type ConnectOptions, createClient } from './client/client'
import { allTransports } from './client/transports/index'
import { EnckeError } from './protocol/errors'

export type TransportName =
  | 'websocket'
  | 'fetch-streaming'
  | 'xhr-streaming'
  | 'eventsource'
  | 'iframe'
  | 'long-polling'
  | 'callback-polling'

export interface Options extends ConnectOptions {
  /** Which transports, in order of preference. Default: all, the fastest first. */
  transports?: readonly TransportName[]
}

/**
 * Returns at once and connects in the background.
 * @param url - of the server's endpoint: absolute, or relative to the page
 * @throws EnckeError `bad-option`
 */
export function connect(url: string, { transports, ...options }: Options = {}): Client {
  const all = allTransports()
  const chosen = transports?.map((name) => {
    const transport = all.find((candidate) => candidate.name === name)
    if (transport) return transport
    throw new EnckeError('bad-option', `no transport ${name}; there are ${all.map((one) => one.name).join(', ')}`)
  })
  return createClient(url, chosen ?? all, options)
}

export type { Client, ClientEvents, ClientState, ConnectOptions } from './client/client'
export type { Decision } from './client/decision'
export type { Environment } from './client/environment'
export type { Event, SubscribeOptions, Subscription } from './client/subscription'
export type { ErrorCode } from './protocol/errors'
export { EnckeError, isEnckeError } from './protocol/errors'
export type { Missed } from './protocol/message'
export type { Position } from './protocol/position'
