import type { Extensions } from '../extensions/extensions'
import { isMeta } from '../protocol/channel'
import { EnckeError, isEnckeError } from '../protocol/errors'
import { isPosition, type Position } from '../protocol/position'
import type { ClientEvents, ClientState } from './client-events'
import { createEngine } from './engine'
import { currentEnvironment, type Environment, on } from './environment'
import { spread } from './hosts'
import type { Transport } from './link'
import { createListeners } from './listeners'
import { boundOf, choose, optionsOf } from './options'
import { createResume } from './page/resume'
import { createOutbox } from './session/outbox'
import type { Event } from './subscriptions/event'
import { createSubscription, type SubscribeOptions, type Subscription } from './subscriptions/subscription'
import { createSubscriptions, isPlace } from './subscriptions/subscriptions'
import { targetOf } from './target'
import { beacon } from './transports/beacon'

/** The options of `connect`, other than the transports. */
export interface ConnectOptions {
  /**
   * Send cookies to another origin with requests and EventSource. Default false; the page's own origin always gets them.
   * WebSockets, frames and script elements send them by the rules of the browser.
   */
  credentials?: boolean | undefined
  /**
   * Other names of the server, as origins (`https://push-1.example.com`): streams and polls use one of them, because a
   * browser opens only six HTTP/1.1 connections to a host, for all tabs together. The server has to list the page's origin.
   */
  hosts?: readonly string[] | undefined
  /** For script elements, where the page's Content-Security-Policy asks for a nonce. */
  nonce?: string | undefined
  /** Makes a script's address acceptable to Trusted Types: the `createScriptURL` of a policy. */
  scriptURL?: ((url: string) => unknown) | undefined
  /** Most publications that may wait for the server's answer. Default 1,000; beyond that `publish` rejects: `queue-full`. */
  queueLimit?: number | undefined
  /**
   * Go on where the previous page in this tab left off, after a reload or a click on a link: with its subscriptions (those
   * that this page makes again within ten seconds, without `since`) and with publications that had no answer. Kept in
   * `sessionStorage`, for one client of an endpoint: a second one in the same tab would overwrite it. Default false.
   */
  resume?: boolean | undefined
  /** They see and may change every message: see `encke/extensions`. */
  extensions?: Pick<Extensions, 'wrap'> | undefined
  /** Closes the client. */
  signal?: AbortSignal | undefined
  /** Replaces the browser's own functions, for tests. */
  environment?: Environment | undefined
}

/** A session with the server, which moves between transports, of these names, by itself until it is closed. */
export interface Client<Name extends string = string> {
  /** How it is now; {@link Client.on} tells when that changes. */
  readonly state: ClientState
  /** The name of the transport in use; undefined before the first. */
  readonly transport: string | undefined
  /**
   * Listens to a channel or a pattern: in `/chat/*` the star is one segment, in `/chat/**` one or more.
   * The subscription lasts until it is ended, whatever happens to links and servers. Its `ready` tells whether the server has accepted it.
   * @throws EnckeError `bad-channel` | `bad-option` | `closed`
   * @example client.subscribe('/chat/*', ({ channel, data }) => console.log(channel, data))
   */
  subscribe<Data = unknown>(
    pattern: string,
    listener: (event: Event<Data>) => void,
    options?: SubscribeOptions,
  ): Subscription<Data>
  /**
   * The same, to be read with `for await`.
   * @example for await (const { data } of client.subscribe('/jobs/42', { since: 'oldest' })) console.log(data)
   */
  subscribe<Data = unknown>(pattern: string, options?: SubscribeOptions): Subscription<Data>
  /**
   * Publishes to a channel. Waits while offline; resolves when the server has it, once. Rejects with EnckeError
   * `bad-channel` | `bad-data` | `too-large` | `queue-full` | `refused` | `delivery-unknown` | `closed` | `aborted`; with a
   * plain Bayeux server, also `busy` | `unknown-session`.
   * @param data - anything that JSON can carry, at most 262,144 characters of it
   * @param options - `signal` withdraws it, if it has not been sent yet
   */
  publish(channel: string, data: unknown, options?: { signal?: AbortSignal | undefined }): Promise<void>
  /**
   * Moves the conversation to one of these transports, by name, and keeps to them; without names, allows all of them again.
   * The one in use goes on until another one has proved itself. If none of them can work here, the event `error` brings
   * `no-transport`, and they are tried again.
   * @throws EnckeError `bad-option` - a name that is not among the transports of this client
   */
  use(transports?: readonly Name[]): void
  /**
   * Listens to an event: `state`, `transport`, `missed`, `error` or `decision`. Returns a function that removes the listener.
   * @throws EnckeError `bad-option` - there is no such event
   * @example client.on('state', (state) => console.log(state))
   */
  on<Event extends keyof ClientEvents>(event: Event, listener: ClientEvents<Name>[Event]): () => void
  /**
   * Says goodbye and ends every subscription, for good. What waits in `publish` rejects: `closed`, or `delivery-unknown` if
   * it was under way. Resolves when the server has answered the goodbye, after some ten seconds at most.
   */
  close(): Promise<void>
}

/** What `connect` may be told, the transports before all. */
const connectOptions = 'transports credentials hosts nonce scriptURL queueLimit resume extensions signal environment'

/** Milliseconds for which a subscription may go on where that of the page before left off. */
const resumedWithin = 10_000

/** Most characters of one publication, and of all that wait. */
const longestData = 262_144
const queueCharacters = 8 * longestData

/**
 * Returns at once and connects in the background.
 * @param url - of the server's endpoint, absolute or relative to the page: http or https, for every transport
 * @throws EnckeError `bad-option`
 */
export function createClient(
  url: string,
  transports: readonly Transport[],
  said: (ConnectOptions & { transports?: unknown }) | null | undefined,
): Client {
  const options = optionsOf(said, connectOptions)
  const environment = options.environment ?? currentEnvironment()
  const target = targetOf(url, options, environment)
  const listeners = createListeners<ClientEvents>(['state', 'transport', 'missed', 'error', 'decision'], unheard)
  /** For whoever looks at the console: an error to which nobody listens, unless it is the network that is away. */
  function unheard(error: unknown) {
    if (isEnckeError(error) && !(error.retry && engine.state === 'offline')) console.error(`${error}`)
  }

  const subscriptions = createSubscriptions()
  const outbox = createOutbox({ messages: boundOf('queueLimit', options.queueLimit), characters: queueCharacters })
  const resume = options.resume
    ? createResume(target.url, environment, subscriptions, outbox, () => (error) => {
        if (error) queueMicrotask(() => listeners.emit('error', error))
      })
    : undefined
  const { extensions } = options
  if (extensions && !extensions.wrap) throw new EnckeError('bad-option', 'extensions come from createExtensions()')
  const wrap = extensions?.wrap ?? ((transport) => transport)
  const began = environment.now()
  let ending: EnckeError | undefined

  const engine = createEngine({
    target,
    transports: spread(transports.map(wrap), target, options.hosts),
    hosts: options.hosts?.length,
    beacon: wrap(beacon),
    subscriptions,
    outbox,
    emit: listeners.emit,
    onEnd(error) {
      ending = error
      subscriptions.end(error && endedBy(error))
      unhear()
    },
    onLife: resume?.onLife,
  })

  /** Where a subscription begins that does not say. */
  function beginning(pattern: string): Position | 'latest' {
    const place = resume?.places[pattern]
    return environment.now() - began < resumedWithin && isPosition(place) ? place : 'latest'
  }

  /** What every call on a channel asks for. */
  function demand(channel: string) {
    if (engine.state === 'closed') {
      throw endedBy(ending)
    }
    if (typeof channel === 'string' && /^\/./.test(channel)) return
    throw new EnckeError('bad-channel', `a channel is like /chat, not ${channel}`)
  }

  const client: Client = {
    get state() {
      return engine.state === 'idle' ? 'connecting' : engine.state
    },
    get transport() {
      return engine.transport
    },

    subscribe<Data>(
      pattern: string,
      second?: ((event: Event<Data>) => void) | SubscribeOptions,
      third?: SubscribeOptions,
    ) {
      const listener = typeof second === 'function' ? second : undefined
      const said = (listener ? third : (second ?? third)) as SubscribeOptions | undefined
      demand(pattern)
      if (typeof third === 'function') throw new EnckeError('bad-option', 'the listener comes second')
      const subscribeOptions = optionsOf(said, 'since latest signal buffer')
      const { signal } = subscribeOptions
      const since = subscribeOptions.since || beginning(pattern)
      if (isPlace(since) && !isPosition(since)) {
        throw new EnckeError('bad-option', "since is 'latest', 'oldest' or a position")
      }
      const { subscription, subscriber } = createSubscription(
        pattern,
        listener,
        { ...subscribeOptions, since },
        (gone) => {
          subscriptions.remove(gone)
          engine.stir()
        },
        (run) => environment.setTimeout(run, 0),
      )
      if (signal?.aborted) subscriber.end()
      else {
        subscriptions.add(subscriber)
        engine.stir()
      }
      return subscription
    },

    publish: (channel, data, options) =>
      new Promise((resolve, reject) => {
        const { signal } = optionsOf(options, 'signal')
        demand(channel)
        if (channel.endsWith('*') || isMeta(channel)) {
          throw new EnckeError('bad-channel', `publish to one channel of your own, not to ${channel}`)
        }
        const publication = {
          channel,
          data: toText(data),
          settled(error?: EnckeError) {
            unhear()
            if (error) reject(error)
            else resolve()
          },
        }
        function withdraw() {
          if (outbox.withdraw(publication)) reject(new EnckeError('aborted', `publish to ${channel} was withdrawn`))
        }
        outbox.add(publication)
        if (signal?.aborted) return withdraw()
        const unhear = on(signal, 'abort', withdraw)
        engine.stir()
      }),

    use(names) {
      choose(transports, names)
      engine.use(names)
    },
    on: listeners.on,
    close: engine.close,
  }

  const unhear = on(options.signal, 'abort', engine.close)
  queueMicrotask(() => {
    if (options.signal?.aborted) engine.close()
    else if (engine.state === 'idle') {
      resume?.begin()
      engine.open()
    }
  })
  return client
}

const endedBy = (error?: EnckeError) =>
  new EnckeError('closed', `the client is closed${error ? `: ${error.message}` : ''}`, error)

function toText(data: unknown): string {
  let text: string | undefined
  let cause: unknown
  try {
    text = JSON.stringify(data)
  } catch (error) {
    cause = error
  }
  if (text === undefined) throw new EnckeError('bad-data', 'publish what JSON can carry', cause)
  if (text.length > longestData)
    throw new EnckeError('too-large', `publish at most ${longestData} characters, not ${text.length}`)
  return text
}
