import { AckExtension, type CometD, type Message } from 'cometd'
import type faye from 'faye'
import type { Extension } from 'faye'
import type { Environment } from '../../src/client/environment'
import { ack, createExtensions } from '../../src/extensions/index'
import { connect, type TransportName } from '../../src/index'

/** A client, ours or another one, here or in a page, as the tests use it. What it rejects with has a message. */
export interface Peer {
  /** Resolves with the undo when the server has accepted the subscription. */
  subscribe(pattern: string, listener: (data: unknown) => void): Promise<() => void>
  publish(channel: string, data: unknown): Promise<void>
  /** By which it speaks now. */
  transport(): Promise<string | undefined>
  close(): Promise<void>
}

/** Tells what happens to it: a `state` of ours, a `connect` of the others that was answered, … */
export type Tell = (what: string, detail?: unknown) => void

export interface Wish {
  url: string
  /** The one that is wanted first; ours may need others for its handshake. */
  transports: string[]
  /** With the ack extension. */
  acks: boolean
  tell: Tell
}

export function enckePeer({ url, transports, acks, tell }: Wish, environment?: Environment): Peer {
  const client = connect(url, {
    transports: transports as TransportName[],
    ...(acks && { extensions: createExtensions(ack()) }),
    ...(environment && { environment }),
  })
  for (const event of ['state', 'missed', 'transport'] as const) {
    client.on(event, (detail: unknown) => tell(event, detail))
  }
  client.on('error', ({ code, message }) => tell('error', { code, message }))
  return {
    async subscribe(pattern, listener) {
      const subscription = client.subscribe(pattern, ({ data }) => listener(data))
      await subscription.ready
      return () => subscription.unsubscribe()
    },
    publish: (channel, data) => client.publish(channel, data),
    transport: async () => client.transport,
    close: () => client.close(),
  }
}

/** The preferred one first. It needs a poll for its handshake. */
const fayeTransports = ['websocket', 'eventsource', 'long-polling', 'cross-origin-long-polling', 'callback-polling']

export function fayePeer(
  { Client, Scheduler }: Pick<typeof faye, 'Client' | 'Scheduler'>,
  { url, transports: [transport = ''], acks, tell }: Wish,
): Peer {
  /** By itself it publishes again, by eventsource, what has not been answered within 1.2 times `retry`. */
  class Patient extends Scheduler {
    override getTimeout() {
      return this.message.data === undefined ? Math.max(super.getTimeout(), 2) : 30
    }
  }
  const client = new Client(url, { timeout: 5, retry: 0.1, scheduler: Patient })
  for (const type of fayeTransports.slice(0, fayeTransports.indexOf(transport))) client.disable(type)
  client.disable('autodisconnect')
  let type: string | undefined
  client.addExtension({
    incoming(message, callback) {
      if (message.channel === '/meta/connect') tell('connect')
      callback(message)
    },
    outgoing(message, callback) {
      type = message.connectionType ?? type
      callback(message)
    },
  })
  if (acks) client.addExtension(fayeAck())
  return {
    async subscribe(pattern, listener) {
      const subscription = client.subscribe(pattern, listener)
      await subscription
      return () => subscription.cancel()
    },
    publish: async (channel, data) => client.publish(channel, data),
    transport: async () => type,
    close: async () => client.disconnect(),
  }
}

/** It brings no such extension itself. */
function fayeAck(): Extension {
  let ack: unknown = -1
  return {
    outgoing(message, callback) {
      if (message.channel === '/meta/handshake') message.ext = { ack: true }
      if (message.channel === '/meta/connect') message.ext = { ack }
      callback(message)
    },
    incoming(message, callback) {
      if (message.channel === '/meta/connect' && message.successful) ack = message.ext?.ack
      callback(message)
    },
  }
}

/** CometD's client forgets its subscriptions with the session, and leaves it to the application to make them again. */
export function cometdPeer(Client: typeof CometD, { url, transports: [transport], acks, tell }: Wish): Peer {
  const client = new Client()
  const wanted = new Map<object, { pattern: string; listener: (message: Message) => void; handle: object }>()
  for (const type of client.getTransportTypes()) if (type !== transport) client.unregisterTransport(type)
  client.configure({ url, backoffIncrement: 100, logLevel: 'warn' })
  if (acks) client.registerExtension('ack', new AckExtension())
  client.addListener('/meta/connect', () => tell('connect'))
  client.addListener('/meta/handshake', ({ successful, reestablish }) => {
    if (!successful || !reestablish) return
    for (const one of wanted.values()) one.handle = client.subscribe(one.pattern, one.listener)
  })
  client.handshake()

  const answered = (ask: (answer: (message: Message) => void) => void) =>
    new Promise<void>((resolve, reject) =>
      ask(({ successful, error }) => (successful ? resolve() : reject(new Error(error)))),
    )
  return {
    async subscribe(pattern, hear) {
      const key = {}
      const listener = ({ data }: Message) => hear(data)
      await answered((answer) => {
        wanted.set(key, { pattern, listener, handle: client.subscribe(pattern, listener, answer) })
      }).catch((error) => {
        wanted.delete(key)
        throw error
      })
      return () => {
        client.unsubscribe((wanted.get(key) as { handle: object }).handle)
        wanted.delete(key)
      }
    },
    publish: (channel, data) => answered((answer) => client.publish(channel, data, answer)),
    transport: async () => client.getTransport()?.type,
    async close() {
      if (!client.isDisconnected()) await answered((answer) => client.disconnect(answer)).catch(() => {})
    },
  }
}
