import { expect, test } from 'vitest'
import { follows, nextSeries, series } from '../../src/protocol/numbers'

test('a series of numbers begins one above a multiple of a billion, as every server and client has to know', () => {
  expect(series).toBe(1_000_000_000)
  expect([0, 7, series, series + 1].map(nextSeries)).toEqual([series + 1, series + 1, 2 * series + 1, 2 * series + 1])
})

test('a number follows on the one before it, and the first of a series on any that is lower', () => {
  expect(follows(1, 0) && follows(8, 7) && follows(series + 1, 7) && follows(3 * series + 1, series + 7)).toBe(true)
  for (const [number, last] of [
    [9, 7],
    [7, 7],
    [1, 1],
    [series + 1, series + 1],
    [series + 1, 2 * series],
    [series + 2, 7],
  ] as const)
    expect(follows(number, last), `${number} after ${last}`).toBe(false)
})
