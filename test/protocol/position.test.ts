import { expect, test } from 'vitest'
import {
  epochOf,
  formatPosition,
  isPosition,
  later,
  millisecondsOf,
  sequenceOf,
  sequences,
} from '../../src/protocol/position'
import { runSeed, seeded } from '../support/random'

const now = Date.UTC(2026, 0, 1)

test('positions sort as text in the order of epoch, milliseconds, sequence', () => {
  const random = seeded(runSeed('positions'))
  const below = (most: number) => Math.floor(random() * most)
  const triples = Array.from({ length: 2000 }, () => [now + below(3), now + below(1e9), below(sequences)] as const)
  const byNumber = [...triples].sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2])
  const byText = triples.map((triple) => formatPosition(...triple)).sort()
  expect(byText).toEqual(byNumber.map((triple) => formatPosition(...triple)))
})

test('positions are 19 characters from the first to the last that can be', () => {
  const last = 36 ** 8 - 1
  for (const position of [
    formatPosition(0, 0, 0),
    formatPosition(now, now, 7),
    formatPosition(last, last, sequences - 1),
  ]) {
    expect(position).toHaveLength(19)
    expect(isPosition(position)).toBe(true)
  }
})

test('the empty text lies before every position and is none', () => {
  expect('' < formatPosition(0, 0, 0)).toBe(true)
  expect(isPosition('')).toBe(false)
})

test.each(['A'.repeat(19), 'a'.repeat(18), 'a'.repeat(20), `${'a'.repeat(18)}\n`, 'latest', 7, null, ['a'.repeat(19)]])(
  '%j is no position',
  (value) => expect(isPosition(value)).toBe(false),
)

test('the epoch is the first part', () => {
  expect(epochOf(formatPosition(now, now + 5, 3))).toBe(epochOf(formatPosition(now, 0, 0)))
  expect(epochOf(formatPosition(now, 0, 0))).not.toBe(epochOf(formatPosition(now + 1, 0, 0)))
})

test('a position says when it was made, and which one of its millisecond it is', () => {
  expect(sequences).toBe(46_656)
  for (const [milliseconds, sequence] of [
    [now, 0],
    [now + 123_456_789, 12_345],
    [36 ** 8 - 1, 46_655],
  ] as const) {
    const position = formatPosition(now, milliseconds, sequence)
    expect([millisecondsOf(position), sequenceOf(position)]).toEqual([milliseconds, sequence])
  }
})

test('the later of two is the greater', () => {
  const [a, b] = [formatPosition(now, now, 0), formatPosition(now, now, 1)]
  expect(later(a, b)).toBe(b)
  expect(later(b, a)).toBe(b)
  expect(later('', a)).toBe(a)
})
