import { later, type Position, positionOf } from '../../protocol/position'

/** Who reads one ordered log. */
export interface Reader {
  /** How far it is by itself; none before it has begun. It counts only where it lies ahead of what all have heard. */
  place?: Position
}

/** Whether it has a place. */
export const begun = ({ place }: Reader) => place !== undefined

/**
 * How far each of several readers is. Whatever is heard in order moves all of them at once, so the common place is kept
 * once, as `base`.
 */
export function createCursors(readers: () => readonly Reader[]) {
  /** Everything up to here has been heard by every reader. */
  let base: Position = ''

  const of = ({ place = '' }: Reader) => later(place, base)

  return {
    /**
     * Sets a reader's place, also backwards: the others keep theirs, the base goes back.
     * @throws EnckeError `malformed`
     */
    set(reader: Reader, position: Position): void {
      positionOf(position)
      if (position < base) {
        for (const other of readers().filter(begun)) other.place = of(other)
        base = position
      }
      reader.place = position
    },

    of,

    /** Whether what lies at `position` is new to this reader. */
    takes: (reader: Reader, position: Position) => begun(reader) && position > of(reader),

    /**
     * All up to `position` has been heard.
     * @throws EnckeError `malformed`
     */
    advance(position: Position): void {
      base = later(base, positionOf(position))
    },

    /** Raises the base to the lowest place of any reader, and returns it. */
    settle(): Position {
      const places = readers().filter(begun).map(of)
      base = places.sort()[0] ?? base
      return base
    },
  }
}
