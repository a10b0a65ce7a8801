import { epochOf, type Position } from '../../src/protocol/position'
import type { Modules } from './modules'
import type { Weather } from './weather'

/** What was appended, in the order in which it was. */
export interface Fact {
  position: Position
  channel: string
  /** Whose it is, and the how many-th. */
  author: string
  number: number
  /** The log has lost it since. */
  lost: boolean
}

export type Truth = ReturnType<typeof createTruth>

/** What really is in the log, as nobody who takes part can know it. */
export function createTruth(
  { matches }: Pick<Modules, 'matches'>,
  { size, plain }: Weather,
  violate: (what: string) => void,
) {
  const facts: Fact[] = []
  const places = new Map<Position, number>()
  /** Of the same data: a plain server takes more than once what is sent to it again. */
  const byData = new Map<string, number[]>()
  const epochs = new Map<string, number>()
  const last = new Map<string, number>()
  /** Where the newest of each channel stands. */
  const newest = new Map<string, number>()
  const matching = new Map<string, boolean>()
  /** What a page that is gone had said, and the next one gave up: nothing newer of that page outdates it. */
  const givenUp = new Set<string>()
  let floor: Position = ''

  /** Whether `a` comes before `b`: epochs count as they came to be, whatever the clocks said. */
  function before(a: Position, b: Position): boolean {
    const [older, newer] = [epochs.get(epochOf(a)) ?? -1, epochs.get(epochOf(b)) ?? -1]
    return older < newer || (older === newer && a < b)
  }

  const dataOf = (author: string, number: number) =>
    JSON.stringify(`${author} ${number} ${'x'.repeat((number * 7919) % Math.max(1, Math.floor(size)))}`)

  return {
    facts,
    /** From this one on, a plain server has to deliver too: all is well by then. */
    sure: Number.POSITIVE_INFINITY,
    before,
    dataOf,
    gaveUp: (author: string, number: number) => void givenUp.add(`${author} ${number}`),
    get floor() {
      return floor
    },

    matches(pattern: string, channel: string): boolean {
      const name = `${pattern} ${channel}`
      let known = matching.get(name)
      if (known === undefined) matching.set(name, (known = matches(pattern, channel)))
      return known
    },

    /** The log begins, or begins anew, here. What was in it before is not continued. */
    began(at: Position) {
      if (epochs.has(epochOf(at))) violate(`the epoch of ${at} was there before`)
      epochs.set(epochOf(at), epochs.size)
      floor = at
    },
    trimmed(to: Position) {
      if (before(floor, to)) floor = to
    },

    appended(position: Position, channel: string, data: string) {
      const [author = '', text] = (JSON.parse(data) as string).split(' ')
      const number = Number(text)
      const tail = facts[facts.length - 1]
      if (tail && !before(tail.position, position)) violate(`${position} was appended behind ${tail.position}`)
      const had = (byData.get(data) ?? []).map((place) => epochOf((facts[place] as Fact).position))
      // What the server says by itself has no order between nodes; a plain one, and a log that began anew, know no numbers.
      const unordered = author === 'server' || plain || had.some((epoch) => epoch !== epochOf(position))
      if (!unordered && !givenUp.has(`${author} ${number}`) && number <= (last.get(author) ?? 0))
        violate(`${data} was appended after ${last.get(author)}`)
      last.set(author, Math.max(number, last.get(author) ?? 0))
      places.set(position, facts.length)
      byData.set(data, [...(byData.get(data) ?? []), facts.length])
      newest.set(channel, facts.length)
      facts.push({ position, channel, author, number, lost: false })
    },

    /** The log has lost all but these. */
    kept(positions: ReadonlySet<Position>) {
      last.clear()
      for (const fact of facts) {
        fact.lost ||= !positions.has(fact.position)
        if (!fact.lost) last.set(fact.author, fact.number)
      }
    },

    place: (position: Position) => places.get(position),
    placesOf: (data: unknown) => byData.get(JSON.stringify(data)) ?? [],
    isNewest: (place: number) => newest.get((facts[place] as Fact).channel) === place,
  }
}
