import { later, type Position } from '../protocol/position'

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

  /** Whether what lies at `position` is new to this pattern. */
  takes(pattern: string, position: Position): boolean {
    return position > this.of(pattern)
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
