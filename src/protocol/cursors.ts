import { later, type Position } from './position'

export type Cursors<Reader> = ReturnType<typeof createCursors<Reader>>

/**
 * How far each of several readers is in one ordered log. Whatever is heard in order moves all of them at once, so the
 * common place is kept once, as `base`, and a reader's own place counts only while it lies ahead of that.
 */
export function createCursors<Reader>() {
  const own = new Map<Reader, Position>()
  let base: Position = ''
  /** No place of a reader lies beyond this. */
  let highest: Position = ''

  const of = (reader: Reader) => later(own.get(reader) ?? '', base)

  return {
    /** Everything up to here has been heard by every reader. */
    get base() {
      return base
    },

    /** Whether every reader is at the base. */
    get level() {
      return base >= highest
    },

    /** Sets a reader's place, also backwards: the others keep theirs, the base goes back. */
    set(reader: Reader, position: Position): void {
      if (position < base) {
        highest = later(highest, base)
        for (const [other, place] of own) own.set(other, later(place, base))
        base = position
      }
      own.set(reader, position)
      highest = later(highest, position)
    },

    delete: (reader: Reader) => own.delete(reader),
    has: (reader: Reader) => own.has(reader),
    of,

    /** Whether a message at `position` is new to this reader. */
    takes: (reader: Reader, position: Position) => position > of(reader),

    /** All up to `position` has been heard. */
    advance(position: Position): void {
      base = later(base, position)
    },

    /** Raises the base to the lowest place of any reader, and returns it. */
    settle(): Position {
      let lowest: Position | undefined
      for (const reader of own.keys()) {
        const position = of(reader)
        if (lowest === undefined || position < lowest) lowest = position
      }
      base = lowest ?? base
      return base
    },
  }
}
