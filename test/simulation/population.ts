import type { Unanswered } from '../../src/client/session/outbox'
import type { Subscriber } from '../../src/client/subscriptions/subscriptions'
import type { EnckeError } from '../../src/protocol/errors'
import type { Missed } from '../../src/protocol/message'
import type { Position } from '../../src/protocol/position'
import type { Modules } from './modules'
import { createPlainReader, createReader, type Reader } from './reader'
import type { Truth } from './truth'

export const channels = ['/a/1', '/a/2', '/b/1', '/c']
const patterns = ['/a/*', '/a/1', '/b/**', '/**', '/c']

/** Gaps of one client in one night, at most. */
const mostGaps = 200

export interface PopulationOptions {
  name: string
  modules: Modules
  truth: Truth
  /** The server is a plain Bayeux one. */
  plain: boolean
  /** Nothing may be missed, and no publication may fail. */
  lossless: boolean
  random: () => number
  count: (what: string) => void
  violate: (what: string) => void
}

export type Population = ReturnType<typeof createPopulation>

/** All that uses one client: who subscribes, who publishes, and whether each of them gets what was promised. */
export function createPopulation({ name, modules, truth, plain, lossless, random, count, violate }: PopulationOptions) {
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item
  const newOutbox = () => modules.createOutbox({ messages: 1e6, characters: 1e9 })
  let subscriptions = modules.createSubscriptions()
  let outbox = newOutbox()
  const readers = new Map<Subscriber, Reader>()
  const active = () => [...readers].filter(([, { dropped }]) => !dropped)
  let gaps = 0
  /** What became of each publication; undefined as long as nobody knows. */
  const published: (EnckeError | 'taken' | undefined)[] = []
  /** Which page has it. */
  const holders: (typeof outbox)[] = []
  /** Said by beacons, which have no answer. */
  const lastWords = new Set<number>()

  function place(): Position | 'latest' {
    return truth.facts.length ? pick(truth.facts).position : 'latest'
  }

  function listen({ pattern, since, latest }: Pick<Subscriber, 'pattern' | 'since' | 'latest'>) {
    const subscriber: Subscriber = {
      ...{ pattern, since, latest },
      deliver(event) {
        reader.deliver(event)
        count('messages')
      },
      settled() {
        const isPlace = since !== 'latest' && since !== 'oldest'
        reader.begin(isPlace ? since : subscriptions.cursors.of(subscriber))
      },
      caughtUp: () => reader.caughtUp(),
      end: (error) => violate(`${name}: ${pattern} was refused: ${error}`),
    }
    const reader = (plain ? createPlainReader : createReader)(name, subscriber, truth, violate)
    readers.set(subscriber, reader)
    subscriptions.add(subscriber)
  }

  function subscribe() {
    listen({ pattern: pick(patterns), since: pick(['latest', 'latest', 'oldest', place()]), latest: random() < 0.3 })
    return true
  }

  function unsubscribe() {
    const some = active()
    if (!some.length) return false
    const [subscriber, reader] = pick(some)
    reader.dropped = true
    subscriptions.remove(subscriber)
    return true
  }

  function publish() {
    const number = published.push(undefined)
    const data = truth.dataOf(name, number)
    outbox.add({ channel: pick(channels), data, settled: settles(number) })
    return true
  }

  /** The page of this outbox has said, by what outlives it, what has no answer; another page may go on. */
  function saysLast(holder: typeof outbox) {
    for (const [index, one] of holders.entries()) if (one === holder && !published[index]) lastWords.add(index + 1)
  }

  /**
   * What becomes of a publication.
   * @param holder - of the page that has it
   * @param inherited - by the page before this one: the server forgets that one when it has been away for long
   */
  function settles(number: number, holder = outbox, inherited = false) {
    holders[number - 1] = holder
    return (error?: EnckeError) => {
      // Another page has it by now.
      if (holders[number - 1] !== holder) return
      if (published[number - 1]) violate(`${name}: publication ${number} was settled twice`)
      published[number - 1] = error ?? 'taken'
      const known = lossless && !inherited && !lastWords.has(number)
      const unknown = [...(known ? [] : ['delivery-unknown']), ...(plain ? ['unknown-session'] : [])]
      const expected = ['closed', ...unknown]
      if (error && !expected.includes(error.code))
        violate(`${name}: publication ${number} failed: ${error.code} ${error.message}`)
      if (error && inherited) truth.gaveUp(name, number)
      if (error) count('publications of unknown fate')
      else if (!truth.facts.some((fact) => fact.author === name && fact.number === number))
        violate(`${name}: publication ${number} is said to be taken, and is not in the log`)
    }
  }

  return {
    get subscriptions() {
      return subscriptions
    },
    get outbox() {
      return outbox
    },
    saysLast,

    /** Another page loads, with the same users. */
    turn() {
      const before = { subscriptions, outbox, listening: active() }
      subscriptions = modules.createSubscriptions()
      outbox = newOutbox()
      return {
        /** @param places - that the page before has left */
        goOn(places: Record<string, Position>) {
          for (const [{ pattern, since, latest }, reader] of before.listening) {
            const { begun } = reader
            if (begun) reader.leave(places[pattern])
            else reader.dropped = true
            listen({ pattern, since: (begun && places[pattern]) || since, latest })
          }
        },
        /** The page before comes back in its stead. */
        back() {
          for (const [, reader] of active()) reader.dropped = true
          for (const [, reader] of before.listening) reader.dropped = false
          subscriptions = before.subscriptions
          outbox = before.outbox
        },
      }
    },

    /** The page that is back has still what nobody has taken. */
    keep() {
      for (const number of published.keys()) if (!published[number]) holders[number] = outbox
    },

    /**
     * What becomes of a publication that another page has left.
     * @param holder - of the page that goes on with it, which may be on its way out itself
     */
    inherits(publication: Unanswered, holder: typeof outbox) {
      const number = Number((JSON.parse(publication.data) as string).split(' ')[1])
      // The page before, of a plain server, has given it up when it was left.
      published[number - 1] = undefined
      return settles(number, holder, true)
    },

    /**
     * What its users do, the frequent more often.
     * @param changed - tells the client
     */
    acts: (changed: () => void) =>
      [subscribe, unsubscribe, publish, publish, publish, publish].map((act) => () => act() && changed()),

    missed(gap: Missed) {
      count('gaps')
      if (++gaps > mostGaps) violate(`${name} is told again and again that it has missed something`)
      if (lossless) violate(`${name} missed ${JSON.stringify(gap)}`)
      if (truth.before(truth.floor, gap.to)) violate(`${name}: ${JSON.stringify(gap)} says gone what is there`)
      for (const [, reader] of active()) if (gap.patterns.includes(reader.pattern)) reader.missed(gap)
    },

    /** What is still to come. */
    get owed(): string[] {
      const unknown = published.filter((fate) => !fate).length
      const waiting = [...readers.values()].flatMap(({ owed }) => owed ?? [])
      return [...(unknown ? [`${unknown} publications were never settled`] : []), ...waiting]
    },
  }
}
