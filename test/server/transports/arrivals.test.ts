import { describe, expect, test } from 'vitest'
import { Arrivals } from '../../../src/server/transports/arrivals'

let now = 0
const start = () => {
  now = 0
  return new Arrivals(() => now)
}

describe('the count of batches that must have come', () => {
  test('is that of all that were written, as long as none is large', () => {
    const arrivals = start()
    for (const characters of [10, 16_384, 32_768]) arrivals.add(characters)
    expect(arrivals.due).toBe(3)
  })

  test('leaves out a large one, and what is behind it, for as long as a slow network may take', () => {
    const arrivals = start()
    arrivals.add(10)
    arrivals.add(80_000)
    arrivals.add(10)
    expect(arrivals.due).toBe(1)
    now = 4999
    expect(arrivals.due).toBe(1)
    now = 5000
    expect(arrivals.due).toBe(3)
  })

  test('waits for the largest one ten seconds, and no longer because another one follows it', () => {
    const arrivals = start()
    arrivals.add(4_000_000)
    now = 9000
    arrivals.add(4_000_000)
    expect(arrivals.due).toBe(0)
    now = 10_000
    expect(arrivals.due).toBe(2)
    arrivals.add(4_000_000)
    expect(arrivals.due).toBe(2)
  })
})
