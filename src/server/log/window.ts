import { epochOf, later, type Position } from '../../protocol/position'
import type { Entry } from './entry'
import type { Page } from './log'

/** How much of the past is kept; whatever is reached first. */
export interface Retention {
  /** Publications. Default 10,000. */
  messages?: number
  /** Characters of JSON. Default 33,554,432. */
  characters?: number
  /** Milliseconds. Default 600,000 (ten minutes). */
  age?: number
}

export const defaultRetention: Required<Retention> = { messages: 10_000, characters: 33_554_432, age: 600_000 }

export type Window = ReturnType<typeof createWindow>

/**
 * The newest stretch of a log, in the memory of this process.
 * @param start - where it begins
 * @param now - milliseconds since 1970
 */
export function createWindow(start: Position, { messages, characters, age }: Required<Retention>, now: () => number) {
  /** By channel, from when somebody has first asked: few want the newest alone. */
  let newest: Map<string, Entry> | undefined
  let entries: Entry[] = []
  /** Entries before this index are gone; the array is cut now and then. */
  let head = 0
  let kept = 0
  /** The last that is gone. */
  let gone: Entry | undefined
  /** Made when it is asked for, and the same for all who ask. */
  let tail: Position | undefined = start

  function trim(time = now()) {
    const oldest = time - age
    for (let entry = entries[head]; entry; entry = entries[head]) {
      if (entries.length - head <= messages && kept <= characters && entry.moment.at >= oldest) break
      kept -= entry.length
      gone = entry
      if (newest?.get(entry.channel) === entry) newest.delete(entry.channel)
      head++
    }
    if (head > 1000 && head * 2 > entries.length) {
      entries = entries.slice(head)
      head = 0
    }
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
      tail ??= (entries[entries.length - 1] ?? (gone as Entry)).position
      return tail
    },
    get floor() {
      return gone?.position ?? start
    },

    /** @param time - now */
    push(entry: Entry, time?: number) {
      entries.push(entry)
      newest?.set(entry.channel, entry)
      kept += entry.length
      tail = undefined
      trim(time)
    },

    /** See `Log.newest`. */
    newest(channel: string) {
      newest ??= new Map(entries.slice(head).map((entry) => [entry.channel, entry]))
      return newest.get(channel)?.position
    },

    /** See `Log.read`. */
    read(after: Position, limit: number, most = Number.POSITIVE_INFINITY): Page | undefined {
      if (epochOf(after) !== epochOf(this.floor) || after < this.floor) return undefined
      const from = beyond(after)
      let to = from
      for (let read = 0; to < entries.length && to < from + limit && read < most; to++) {
        read += (entries[to] as Entry).length
      }
      const more = to < entries.length
      const page = entries.slice(from, to)
      return {
        entries: page,
        end: more ? (page[page.length - 1] as Entry).position : later(this.tail, after),
        more,
      }
    },

    trim: () => trim(),
  }
}
