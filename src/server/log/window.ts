import { epochOf, later, type Position } from '../../protocol/position'
import type { Page } from './log'
import { createNewest, indexBeyond, type Newest } from './newest'
import { append, lengthOf, type Moment, type Run } from './run'

/** How much is kept, whichever bound is reached first. `Infinity` means no bound. */
export interface Retention {
  /** Publications. Default 10,000. */
  messages?: number | undefined
  /** Characters of JSON, of one or two bytes each. Default 33,554,432. */
  characters?: number | undefined
  /** Milliseconds. Default 600,000 (ten minutes). */
  age?: number | undefined
}

export type Bounds = Record<keyof Retention, number>

export const defaultRetention: Bounds = { messages: 10_000, characters: 33_554_432, age: 600_000 }

export type Window = ReturnType<typeof createWindow>

/**
 * The newest stretch of a log, in the memory of this process.
 * @param start - where it begins
 * @param now - milliseconds since 1970
 */
export function createWindow(start: Position, { messages, characters, age }: Bounds, now: () => number) {
  /** From when somebody has first asked: few want the newest alone. */
  let newest: Newest | undefined
  let runs: (Run | undefined)[] = []
  /** What was before this index is gone; the array is cut now and then. */
  let head = 0
  /** Of the run at the head, so many are gone. */
  let headless = 0
  let count = 0
  let kept = 0
  /** The last run that is gone as a whole. */
  let gone: Run | undefined
  /** Made when it is asked for, and the same for all who ask. */
  let tail: Position | undefined = start

  const full = () => count > messages || kept > characters

  function trim(time = now()) {
    const oldest = time - age
    for (let run = runs[head]; run; run = runs[head]) {
      if (!full() && run.moment.at >= oldest) break
      kept -= run.lengthTo(headless + 1) - run.lengthTo(headless)
      count--
      if (++headless < run.count) continue
      headless = 0
      runs[head++] = undefined
      gone = run
      newest?.remove(run)
    }
    newest?.tidy()
    if (head > 1000 && head * 2 > runs.length) {
      runs = runs.slice(head)
      head = 0
    }
  }

  /** Before anybody looks: a run that grows is not cut at its other end for each message. */
  function trimIfFull() {
    if (full()) trim()
  }

  const end = () => {
    tail ??= (runs[runs.length - 1] ?? (gone as Run)).position
    return tail
  }

  const floor = () => {
    trimIfFull()
    return headless ? (runs[head] as Run).positionOf(headless - 1) : (gone?.position ?? start)
  }

  function newestRuns(): Newest {
    trimIfFull()
    newest ??= createNewest(runs.slice(head) as Run[])
    return newest
  }

  return {
    get tail() {
      return end()
    },
    get floor() {
      return floor()
    },

    /** How much is in it. */
    get size() {
      trimIfFull()
      return { messages: count, characters: kept }
    },

    /**
     * @param time - now
     * @returns the run that it begins; undefined when it goes on with the last one
     */
    append(channel: string, moment: Moment, sequence: number, data: string, time?: number): Run | undefined {
      const begun = append(runs, channel, moment, sequence, data)
      if (begun) newest?.add(begun)
      count++
      kept += lengthOf(channel, data)
      tail = undefined
      if (begun) trim(time)
      return begun
    },

    /** See `Log.newest`. */
    newest: (channel: string) => newestRuns().of(channel)?.position,

    /** See `Log.read`. */
    read(after: Position, limit: number, most = Number.POSITIVE_INFINITY, skim: Position = ''): Page | undefined {
      const lowest = floor()
      if (epochOf(after) !== epochOf(lowest) || after < lowest) return undefined
      runs[runs.length - 1]?.seal()
      const page: Run[] = []
      let [wanted, room] = [limit, most]
      function take(part: Run) {
        page.push(part)
        wanted -= part.count
        room -= part.length
      }
      let rest: Run | undefined
      for (const { last } of skim > after ? newestRuns().between(after, skim) : []) {
        if (wanted <= 0 || room <= 0) {
          rest = last
          break
        }
        take(last)
      }
      const from = later(after, skim)
      let index = indexBeyond(runs, from, head)
      rest ??= runs[index]?.after(from)
      while (rest && wanted > 0 && room > 0) {
        const part = rest.start(room, wanted)
        take(part)
        rest = part === rest ? runs[++index] : rest.after(part.position)
      }
      const last = rest ? (page[page.length - 1] as Run).position : later(end(), after)
      return { runs: page, end: last, more: rest !== undefined }
    },

    trim: () => trim(),
  }
}
