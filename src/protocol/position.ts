/**
 * A place in the log: 19 characters of [0-9a-z] that sort as a string. Eight for the epoch, eight for milliseconds,
 * three for a sequence within the millisecond, each in base 36. The empty string lies before everything.
 */
export type Position = string

const digits = (value: number, width: number) => value.toString(36).padStart(width, '0')

/** The last so many characters of a position say which one it is within its millisecond. */
export const sequenceWidth = 3

/** Most positions in one millisecond; after that the next millisecond is taken. */
export const sequences = 36 ** sequenceWidth

/** @param epoch - milliseconds since 1970 at which this history of the log began */
export function formatPosition(epoch: number, milliseconds: number, sequence: number): Position {
  return digits(epoch, 8) + digits(milliseconds, 8) + digits(sequence, sequenceWidth)
}

/** The same for one epoch. Hot: what is the same for a millisecond is made once. */
export function createPositions(epoch: number) {
  let of = -1
  let stamp = ''
  return (milliseconds: number, sequence: number): Position => {
    if (milliseconds !== of) stamp = formatPosition(epoch, milliseconds, 0).slice(0, -sequenceWidth)
    of = milliseconds
    return stamp + digits(sequence, sequenceWidth)
  }
}

/** Whether `value` has the form of a position. */
export function isPosition(value: unknown): value is Position {
  return typeof value === 'string' && /^[0-9a-z]{19}$/.test(value)
}

/** The epoch of a position. Positions of different epochs must not be compared for order. */
export function epochOf(position: Position): string {
  return position.slice(0, 8)
}

/** The greater of two positions. */
export function later(a: Position, b: Position): Position {
  return a > b ? a : b
}

/** When it was made: milliseconds since 1970. */
export function millisecondsOf(position: Position): number {
  return Number.parseInt(position.slice(8, 16), 36)
}

/** Which one it is within its millisecond. */
export function sequenceOf(position: Position): number {
  return Number.parseInt(position.slice(16), 36)
}
