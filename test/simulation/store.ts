import { EnckeError } from '../../src/protocol/errors'
import { epochOf, formatPosition, millisecondsOf, type Position, sequenceOf } from '../../src/protocol/position'
import type { Source, Verdict } from '../../src/server/log/log'
import type { Newest, Range, Stored } from '../../src/server/log/store'
import type { Modules } from './modules'
import type { Truth } from './truth'

/** Numbers back for which the reason of a refusal is remembered. */
const refusalsKept = 200

/** So many publications more than are to be kept there may be. */
const surplus = 10

interface Publisher {
  number: number
  position: Position | undefined
  refusals: Map<number, string>
}

/** What a restart may take back. */
interface State {
  epoch: string
  /** The process that had it, and whether that had every write on disk before it answered. */
  run: number
  durable: boolean
  floor: Position
  last: Position
  entries: readonly Stored[]
  publishers: ReadonlyMap<string, Publisher>
  sessions: ReadonlyMap<string, string>
}

/** The part of a position that is a stream id: it goes on from epoch to epoch. */
const idOf = (position: Position) => position.slice(8)

const numberOf = (epoch: string) => Number.parseInt(epoch || '0', 36)

export type Data = ReturnType<typeof createData>

/**
 * The data of a store that nodes share, as the scripts for Redis change it: each call is one atomic step.
 * @param wall - milliseconds since 1970, on a clock that may be set
 */
export function createData(
  { follows }: Modules,
  truth: Truth,
  keeps: number,
  durable: boolean,
  wall: () => number,
  random: () => number,
) {
  let run = 0
  /** Somebody has said hello to this process: only then it knows the scripts. */
  let greeted = -1
  let state: State = {
    epoch: '',
    run: -1,
    durable: false,
    floor: formatPosition(0, 0, 0),
    last: formatPosition(0, 0, 0),
    entries: [],
    publishers: new Map(),
    sessions: new Map(),
  }
  let saved = state
  const inEpoch = (position: Position) => state.epoch + idOf(position)

  function scripted() {
    if (greeted !== run) throw new EnckeError('busy', 'NOSCRIPT')
  }

  function inSameEpoch(position: Position) {
    if (epochOf(position) !== state.epoch) throw new EnckeError('busy', 'the log has begun anew')
  }

  function nextPosition(): Position {
    const last = millisecondsOf(state.last)
    const milliseconds = Math.max(wall(), last)
    return formatPosition(numberOf(state.epoch), milliseconds, milliseconds > last ? 0 : sequenceOf(state.last) + 1)
  }

  function beyond(after: Position, limit: number): Range {
    const entries = state.entries.filter(({ position }) => idOf(position) > idOf(after)).slice(0, limit)
    return { entries, floor: state.floor }
  }

  function cut(count: number) {
    const last = state.entries[count - 1]
    if (!last) return
    const floor = idOf(last.position) > idOf(state.floor) ? inEpoch(last.position) : state.floor
    state = { ...state, entries: state.entries.slice(count), floor }
    truth.trimmed(floor)
  }

  function take(
    known: Position,
    { publisher, number }: Source,
    entry: { channel: string; data: string } | undefined,
    reason?: string,
  ): Verdict {
    scripted()
    inSameEpoch(known)
    const before = state.publishers.get(publisher) ?? { number: 0, position: undefined, refusals: new Map() }
    if (number <= before.number) {
      const refused = before.refusals.get(number)
      if (refused !== undefined) return { refused }
      return entry && number === before.number && before.position ? inEpoch(before.position) : 'already'
    }
    if (!follows(number, before.number)) return 'gap'
    const refusals = new Map([...before.refusals].filter(([old]) => entry || old > number - refusalsKept))
    if (reason !== undefined) refusals.set(number, reason)
    const position = entry && nextPosition()
    state = {
      ...state,
      publishers: new Map(state.publishers).set(publisher, { number, position, refusals }),
      ...(position && { last: position, entries: [...state.entries, { ...entry, position }] }),
    }
    if (!entry || !position) return known
    truth.appended(position, entry.channel, entry.data)
    if (state.entries.length > keeps + surplus) cut(surplus)
    return position
  }

  return {
    /** @returns the floor */
    hello(seen: Position): Position {
      const restarted = state.run !== run && !(state.durable && durable)
      const shorter = seen !== '' && epochOf(seen) === state.epoch && idOf(state.last) < idOf(seen)
      if (!state.epoch || restarted || shorter) {
        const old = Math.max(numberOf(state.epoch), numberOf(epochOf(seen)))
        const epoch = epochOf(formatPosition(Math.max(wall(), old + 1 + Math.floor(random() * 1000)), 0, 0))
        const last = epoch + idOf(state.last)
        state = { ...state, epoch, last, floor: last }
        truth.began(last)
      }
      state = { ...state, run, durable }
      return state.floor
    },
    /** The scripts are loaded. */
    greet() {
      greeted = run
    },

    append: (known: Position, channel: string, data: string, source: Source) => take(known, source, { channel, data }),
    skip: (known: Position, source: Source, reason: string | undefined) => take(known, source, undefined, reason),
    published: (publisher: string) => state.publishers.get(publisher)?.number ?? 0,

    range(after: Position, limit: number, characters: number): Range {
      scripted()
      inSameEpoch(after)
      const { entries, floor } = beyond(after, limit)
      let read = 0
      const last = entries.findIndex(({ data }) => {
        read += data.length
        return read >= characters
      })
      return { entries: last < 0 ? entries : entries.slice(0, last + 1), floor }
    },
    newest(limit: number, characters: number): Newest {
      const { entries, floor } = beyond(state.floor, Number.POSITIVE_INFINITY)
      const found: Stored[] = []
      let read = 0
      for (const entry of entries.reverse()) {
        read += entry.data.length
        if (found.length + 1 === limit || read >= characters) return { entries: found, floor, after: entry.position }
        found.unshift(entry)
      }
      return { entries: found, floor, after: floor }
    },
    next: beyond,
    trim() {
      scripted()
      if (state.entries.length > keeps) cut(state.entries.length - keeps)
    },

    recall: (key: string) => state.sessions.get(key),
    remember(key: string, text: string | undefined) {
      const sessions = new Map(state.sessions)
      if (text === undefined) sessions.delete(key)
      else sessions.set(key, text)
      state = { ...state, sessions }
    },

    save() {
      saved = state
    },
    /** Begins anew with what it has on disk. */
    restart() {
      run++
      if (durable) return
      state = saved
      truth.kept(new Set(state.entries.map(({ position }) => position)))
    },
  }
}
