import type { Event } from '../../src/client/subscriptions/event'
import type { Subscriber } from '../../src/client/subscriptions/subscriptions'
import type { Missed } from '../../src/protocol/message'
import type { Position } from '../../src/protocol/position'
import type { Truth } from './truth'

export type Reader = ReturnType<typeof createReader>

/**
 * One subscription to a plain server: gets nothing twice, and in the end all that comes. What a link had when it died is
 * lost, and what comes by one may come before what was slow on the one before.
 */
export function createPlainReader(
  name: string,
  { pattern }: Pick<Subscriber, 'pattern'>,
  truth: Truth,
  violate: (what: string) => void,
): Reader {
  const got = new Set<number>()
  return {
    pattern,
    dropped: false,
    begun: true,
    begin() {},
    caughtUp() {},
    missed() {},
    leave() {
      this.dropped = true
    },

    deliver({ channel, data, position }: Event) {
      if (position) violate(`${name}: ${pattern} got the position ${position} of a server that has none`)
      const place = truth.placesOf(data).find((place) => !got.has(place) && truth.facts[place]?.channel === channel)
      if (place === undefined || !truth.matches(pattern, channel))
        return violate(`${name}: ${pattern} got ${data} of ${channel} once more, or by mistake`)
      got.add(place)
    },

    get owed(): string | undefined {
      if (this.dropped) return undefined
      const place = truth.facts.findIndex(
        ({ channel, lost }, index) =>
          index >= truth.sure && !got.has(index) && !lost && truth.matches(pattern, channel),
      )
      return place < 0 ? undefined : `${pattern} waits for ${truth.facts[place]?.position}`
    },
  }
}

/**
 * One subscription: gets what matches beyond its start, once and in order, but for what it was told it has missed.
 * @param latest - what is not the newest of its channel need not come
 */
export function createReader(
  name: string,
  { pattern, latest }: Pick<Subscriber, 'pattern' | 'latest'>,
  truth: Truth,
  violate: (what: string) => void,
) {
  const gaps: Missed[] = []
  /** The next fact that may be due; unknown before the server has answered. */
  let next: number | undefined
  /** Where the last one that was delivered stands. */
  let last = -1
  let start: Position | undefined
  let hasAll = false
  const say = (what: string) => violate(`${name}: ${pattern} since ${start ?? '?'} ${what}`)

  const excused = (position: Position) =>
    gaps.some(({ from, to }) => truth.before(from, position) && !truth.before(to, position))

  /** The first that is due from here on, before `end`. */
  function due(end: number): Position | undefined {
    for (; (next as number) < end; (next as number)++) {
      const { channel, position, lost } = truth.facts[next as number] as (typeof truth.facts)[number]
      const wanted = truth.matches(pattern, channel) && (!latest || truth.isNewest(next as number))
      if (wanted && !lost && !excused(position)) return position
    }
    return undefined
  }

  return {
    pattern,
    dropped: false,

    begin(position: Position) {
      const { facts } = truth
      const newest = facts[facts.length - 1]?.position ?? position
      if (truth.before(newest, position) && truth.before(truth.floor, position))
        say(`begins at ${position}, beyond the tail`)
      if (start !== undefined) return
      start = position
      next = facts.length
      while (next > 0 && truth.before(position, (facts[next - 1] as (typeof facts)[number]).position)) next--
      last = next - 1
    },

    /** All that was there when it was answered has come. */
    caughtUp() {
      if (hasAll || start === undefined) say(hasAll ? 'has caught up twice' : 'has caught up before it was answered')
      hasAll = true
    },

    missed(gap: Missed) {
      gaps.push(gap)
    },

    /** Whether the server has answered it. */
    get begun() {
      return next !== undefined
    },

    /** Another one goes on from here, on the page that follows. */
    leave(position: Position | undefined) {
      this.dropped = true
      if (position === undefined) return say('left no place')
      const beyond = truth.facts.findIndex((fact) => truth.before(position, fact.position))
      const skipped = due(beyond < 0 ? truth.facts.length : beyond)
      if (skipped) say(`is followed at ${position}, and has not got ${skipped}`)
    },

    deliver({ position }: Event) {
      const place = truth.place(position)
      if (place === undefined) return say(`got ${position}, which nobody has published`)
      if (next === undefined) return say(`got ${position} before it was answered`)
      if (!truth.matches(pattern, (truth.facts[place] as (typeof truth.facts)[number]).channel))
        return say(`got ${position} of another channel`)
      if (place <= last) return say(`got ${position} once more, or too late`)
      const skipped = due(place)
      if (skipped) say(`got ${position} before ${skipped}`)
      last = place
      next = Math.max(next, place + 1)
    },

    /** What it waits for. */
    get owed(): string | undefined {
      if (this.dropped) return undefined
      if (next === undefined) return `${pattern} was never answered`
      if (!hasAll) return `${pattern} since ${start} has not caught up`
      const position = due(truth.facts.length)
      return position && `${pattern} since ${start} waits for ${position}`
    },
  }
}
