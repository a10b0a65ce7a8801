import { EnckeError } from './errors'

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

/** What all positions of one millisecond begin with. */
export const stampOf = (position: Position): string => position.slice(0, -sequenceWidth)

const suffixes: string[] = []

/** What a position ends with. Hot: made once. */
export function suffix(sequence: number): string {
  suffixes[sequence] ??= digits(sequence, sequenceWidth)
  return suffixes[sequence]
}

/** Whether `value` has the form of a position. */
export function isPosition(value: unknown): value is Position {
  return typeof value === 'string' && /^[0-9a-z]{19}$/.test(value)
}

/** @throws EnckeError `malformed` - what the server has sent is no position */
export function positionOf(value: unknown): Position {
  if (isPosition(value)) return value
  throw new EnckeError('malformed', `no position: ${value}`)
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
