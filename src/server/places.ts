import type { Answer, Join, Missed } from '../protocol/message'
import { epochOf, later, type Position } from '../protocol/position'
import type { Run } from './log/run'
import type { LogEnds } from './states'

/** The newest of a channel: of these, where they are older than what the node has in memory. */
export function newestOf(runs: readonly Run[], log: LogEnds): LogEnds['newest'] {
  const last = new Map(runs.map((run) => [run.channel, run]))
  return (channel) => log.newest(channel) ?? last.get(channel)?.position
}

/**
 * How far a session is in each of its patterns. Nearly always that is one place, `base`; only while a pattern lies ahead
 * of that is its own place kept.
 */
export class Places {
  /** Everything up to here has been sent. */
  base: Position = ''
  private ahead: Map<string, Position> | undefined = undefined
  /** None lies ahead of this. */
  private highest: Position = ''

  of(pattern: string): Position {
    return later(this.ahead?.get(pattern) ?? '', this.base)
  }

  /** Is where the other one is. */
  copy(other: Places) {
    this.base = other.base
    this.highest = other.highest
    this.ahead = other.ahead && new Map(other.ahead)
  }

  /** Begins anew, at the lowest of these places. */
  begin(places: ReadonlyMap<string, Position>, otherwise: Position) {
    this.base = ''
    this.ahead = undefined
    this.highest = ''
    for (const [pattern, place] of places) this.set(pattern, place)
    if (places.size) this.settle(places.keys())
    else this.base = otherwise
  }

  /** Takes over the cursors of a join. What the log no longer has is told, and skipped. */
  join(patterns: Iterable<string>, join: Join, { tail, floor }: LogEnds): Pick<Answer, 'begin' | 'missed'> {
    const begin: Record<string, Position> = {}
    /** By epoch. */
    const gone = new Map<string, Missed>()
    const places = new Map<string, Position>()
    for (const pattern of patterns) {
      const own = join.own?.[pattern] ?? join.at ?? 'latest'
      if (own === 'latest' || own === 'oldest') {
        begin[pattern] = own === 'latest' ? tail : floor
        places.set(pattern, begin[pattern])
      } else if (epochOf(own) !== epochOf(floor) || own < floor) {
        const epoch = epochOf(own)
        const reason = epoch === epochOf(floor) ? 'trimmed' : 'reset'
        const gap = gone.get(epoch) ?? { patterns: [], from: own, to: floor, reason }
        gap.patterns.push(pattern)
        if (own < gap.from) gap.from = own
        gone.set(epoch, gap)
        places.set(pattern, floor)
      } else {
        places.set(pattern, own)
      }
    }
    this.begin(places, tail)
    return { ...(Object.keys(begin).length && { begin }), ...(gone.size && { missed: [...gone.values()] }) }
  }

  set(pattern: string, position: Position) {
    if (position <= this.base) return
    this.ahead ??= new Map()
    this.ahead.set(pattern, position)
    this.highest = later(this.highest, position)
  }

  delete(pattern: string) {
    this.ahead?.delete(pattern)
  }

  /** All up to `position` has been sent. */
  advance(position: Position) {
    this.base = later(this.base, position)
    if (this.base >= this.highest) this.ahead = undefined
  }

  /** Raises the base to the lowest place of all patterns. */
  settle(patterns: Iterable<string>) {
    let lowest: Position | undefined
    for (const pattern of patterns) {
      const position = this.of(pattern)
      if (lowest === undefined || position < lowest) lowest = position
    }
    if (lowest) this.advance(lowest)
  }
}
