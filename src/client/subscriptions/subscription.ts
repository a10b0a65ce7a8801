import { EnckeError } from '../../protocol/errors'
import type { Position } from '../../protocol/position'
import { on } from '../environment'
import { report } from '../listeners'
import { boundOf } from '../options'
import type { Event } from './event'
import type { Subscriber } from './subscriptions'

/** The options of `subscribe`. */
export interface SubscribeOptions {
  /**
   * Where to begin: `latest` is now, `oldest` everything that the log has, a position what comes after it. Default, and for
   * an empty position, `latest`; with `resume` of `connect`, where the previous page left off. A plain Bayeux server has no
   * history: there it is always now.
   */
  since?: 'latest' | 'oldest' | Position | undefined
  /**
   * Of what has piled up, on the way or unread in a loop, deliver only the newest message of each channel. If an overlapping
   * subscription of this client wants all, a listener gets all here, too. Default false.
   */
  latest?: boolean | undefined
  /** Ends the subscription. */
  signal?: AbortSignal | undefined
  /**
   * Most events that a loop may have left unread when more come in a later turn: then it ends with `overflow`. What comes in
   * one turn does not count. Default 1,000. No effect on listeners.
   */
  buffer?: number | undefined
}

/** What `subscribe` returns. Without a listener, it can be read with `for await`. */
export interface Subscription<Data = unknown> extends AsyncIterable<Event<Data>> {
  /** As it was passed to `subscribe`. */
  readonly pattern: string
  /**
   * Resolves when the server has accepted it; rejects with `refused`, `bad-channel` or `too-large` and the server's reason, or
   * with `closed`. The event `error` tells of a refusal, too.
   */
  readonly ready: Promise<void>
  /**
   * Resolves when all that the log had when the server accepted it has been delivered, to a listener or into a loop: with
   * `since`, the history is there. Without, and on a plain Bayeux server, together with `ready`; rejects like that.
   */
  readonly caughtUp: Promise<void>
  /**
   * Resolves when it has ended: with the error that has ended it, as where the server says no, at once or later, or the client is closed
   * for good; with undefined where you did. Never rejects.
   */
  readonly ended: Promise<EnckeError | undefined>
  /** Ends it at once: nothing more comes, neither to a listener nor to a loop. */
  unsubscribe(): void
}

const done = { value: undefined, done: true } as const

/** A promise that may reject without anybody listening, and how to settle it. */
function awaited() {
  let resolve!: () => void
  let reject!: (error: EnckeError) => void
  const promise = new Promise<void>((yes, no) => {
    resolve = yes
    reject = no
  })
  promise.catch(() => {})
  return { promise, resolve, reject }
}

/**
 * The subscription that the user holds, and its end towards the session.
 * @param later - runs something in a later turn
 */
export function createSubscription<Data>(
  pattern: string,
  listener: ((event: Event<Data>) => void) | undefined,
  { since, latest, signal, buffer }: SubscribeOptions & Pick<Subscriber, 'since'>,
  remove: (subscriber: Subscriber) => void,
  later: (run: () => void) => void,
) {
  const most = boundOf('buffer', buffer)
  let waiting: Event<Data>[] = []
  /** Where only the newest of each channel is wanted, that of those that wait: the others are passed over. */
  const newest = new Map<string, Event<Data>>()
  const isNewest = (event: Event<Data>) => !latest || newest.get(event.channel) === event
  const unread = () => (latest ? newest.size : waiting.length)
  /** How far it was read. */
  let place: Position | undefined
  /** Whoever reads without a pause has had the time to. */
  let due = false
  const sleepers = new Set<() => void>()
  let over = false
  let failure: EnckeError | undefined
  let tell: (failure?: EnckeError) => void
  const ready = awaited()
  const caughtUp = awaited()
  const ended = new Promise<EnckeError | undefined>((yes) => {
    tell = yes
  })

  function end(error?: EnckeError) {
    if (over) return
    over = true
    failure = error
    if (!error) waiting.length = 0
    unhear()
    remove(subscriber)
    for (const { reject } of [ready, caughtUp]) {
      reject(error ?? new EnckeError('closed', `the subscription to ${pattern} has ended`))
    }
    tell(error)
    wake()
  }

  const unsubscribe = () => end()

  /** Lets every iterator look again. */
  function wake() {
    for (const run of sleepers) run()
    sleepers.clear()
  }

  /** Nothing in the client is `async`: the machinery for that is 3 % of the bundle in ES5. */
  const next = (): Promise<IteratorResult<Event<Data>, undefined>> =>
    new Promise((resolve, reject) => {
      let event = waiting.shift()
      while (event && !isNewest(event)) event = waiting.shift()
      if (event) {
        newest.delete(event.channel)
        place = event.position
        resolve({ value: event, done: false })
      } else if (failure) reject(failure)
      else if (over) resolve(done)
      else resolve(new Promise<void>((run) => sleepers.add(run)).then(next))
    })

  const subscriber: Subscriber = {
    pattern,
    since,
    latest,
    /** Hot, once for each event. */
    deliver(event) {
      if (over) return
      if (listener) {
        try {
          return listener(event as Event<Data>)
        } catch (error) {
          return report(error)
        }
      }
      newest.delete(event.channel)
      if (due && unread() > most) {
        end(new EnckeError('overflow', `${unread()} events of ${pattern} wait; read faster or raise buffer`))
      } else {
        waiting.push(event as Event<Data>)
        if (latest) newest.set(event.channel, event as Event<Data>)
        // Now and then, not for each event.
        if (waiting.length > 2 * unread()) waiting = waiting.filter(isNewest)
        if (unread() === most + 1) {
          due = false
          later(() => {
            due = true
          })
        }
        wake()
      }
    },
    settled(start) {
      place = start
      ready.resolve()
    },
    caughtUp: caughtUp.resolve,
    get unread() {
      return waiting.length ? place : undefined
    },
    end,
  }

  const subscription: Subscription<Data> = {
    pattern,
    ready: ready.promise,
    caughtUp: caughtUp.promise,
    ended,
    unsubscribe,
    [Symbol.asyncIterator]() {
      if (listener) throw new EnckeError('bad-option', `the subscription to ${pattern} has a listener already`)
      return {
        next,
        return() {
          end()
          return Promise.resolve(done)
        },
      }
    },
  }

  const unhear = on(signal, 'abort', unsubscribe)
  return { subscription, subscriber }
}
