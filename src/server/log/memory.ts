import { event } from '../../protocol/message'
import { epochOf, formatPosition, later, type Position, sequences } from '../../protocol/position'
import type { Entry, Log, Source, Verdict } from './log'

/** How much of the past a log keeps; whatever is reached first. */
export interface Retention {
  /** Publications. Default 10,000. */
  messages?: number
  /** Characters of JSON. Default 33,554,432. */
  characters?: number
  /** Milliseconds. Default 600,000 (ten minutes). */
  age?: number
}

/** Most publishers whose numbers are remembered; the ones silent for longest go first. */
const publishersKept = 100_000

/**
 * Least milliseconds for which a publisher's number is remembered after it was last taken or asked for. Longer than the
 * pause between two joins of a client that is there, so that its next publication is not taken for a gap.
 */
const publisherAge = 3_600_000

/** A page ends when it has reached so many characters. */
const pageCharacters = 262_144

/**
 * A log in the memory of this process. It begins anew with the process: clients then hear `missed`.
 * @param now - milliseconds since 1970
 */
export function createMemoryLog(
  { messages = 10_000, characters = 33_554_432, age = 600_000 }: Retention = {},
  now: () => number = Date.now,
): Log {
  const epoch = now()
  const listeners = new Set<(entry: Entry) => void>()
  /** Insertion order is the order in which they were last taken or asked for. */
  const numbers = new Map<string, { number: number; at: number }>()
  let entries: (Entry & { at: number })[] = []
  /** Entries before this index are gone; the array is cut now and then. */
  let head = 0
  let kept = 0
  let last = { milliseconds: 0, sequence: 0 }
  let floor = formatPosition(epoch, 0, 0)
  let tail = floor

  function nextPosition(): Position {
    const milliseconds = Math.max(now(), last.milliseconds)
    const sequence = milliseconds === last.milliseconds ? last.sequence + 1 : 0
    last = sequence < sequences ? { milliseconds, sequence } : { milliseconds: milliseconds + 1, sequence: 0 }
    return formatPosition(epoch, last.milliseconds, last.sequence)
  }

  function trim() {
    const oldest = now() - age
    for (let entry = entries[head]; entry; entry = entries[head]) {
      if (entries.length - head <= messages && kept <= characters && entry.at >= oldest) break
      kept -= entry.json.length
      floor = entry.position
      head++
    }
    if (head > 1000 && head * 2 > entries.length) {
      entries = entries.slice(head)
      head = 0
    }
    const silent = now() - Math.max(age, publisherAge)
    for (const [publisher, { at }] of numbers) {
      if (numbers.size <= publishersKept && at >= silent) break
      numbers.delete(publisher)
    }
  }

  /** Takes the number, or says why not. */
  function take({ publisher, number }: Source): 'already' | 'gap' | undefined {
    const known = numbers.get(publisher)?.number ?? 0
    if (number <= known) return 'already'
    if (number > known + 1) return 'gap'
    remember(publisher, number)
    return undefined
  }

  function remember(publisher: string, number: number) {
    numbers.delete(publisher)
    numbers.set(publisher, { number, at: now() })
  }

  /** The index of the first entry beyond a position. */
  function beyond(position: Position): number {
    let low = head
    let high = entries.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((entries[middle] as Entry).position > position) high = middle
      else low = middle + 1
    }
    return low
  }

  return {
    get tail() {
      return tail
    },
    get floor() {
      return floor
    },

    append(channel, data, source): Verdict {
      const refused = source && take(source)
      if (refused) return refused
      tail = nextPosition()
      const { json } = event(channel, data, tail)
      const entry = { channel, position: tail, json, at: now() }
      entries.push(entry)
      kept += json.length
      trim()
      for (const listener of listeners) listener(entry)
      return tail
    },

    skip: (source) => take(source) ?? tail,
    published(publisher) {
      const { number = 0 } = numbers.get(publisher) ?? {}
      if (number) remember(publisher, number)
      return number
    },

    read(after, limit) {
      if (epochOf(after) !== epochOf(floor) || after < floor) return undefined
      const from = beyond(after)
      let to = from
      for (let characters = 0; to < entries.length && to < from + limit && characters < pageCharacters; to++) {
        characters += (entries[to] as Entry).json.length
      }
      const more = to < entries.length
      const page = entries.slice(from, to)
      return {
        entries: page,
        end: more ? (page[page.length - 1] as Entry).position : later(tail, after),
        more,
      }
    },

    onAppend(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },

    trim,
  }
}
