import { describe, expect, test } from 'vitest'
import { Count } from '../../../src/server/transports/count'

let now = 0
const start = () => {
  now = 0
  return new Count(() => now)
}

describe('the count of batches that must have come', () => {
  test('is that of all that were written, as long as none is large', () => {
    const count = start()
    for (const characters of [10, 16_384, 32_768]) count.add(characters)
    expect(count.due).toBe(3)
  })

  test('leaves out a large one, and what is behind it, for as long as a slow network may take', () => {
    const count = start()
    count.add(10)
    count.add(80_000)
    count.add(10)
    expect(count.due).toBe(1)
    now = 4999
    expect(count.due).toBe(1)
    now = 5000
    expect(count.due).toBe(3)
  })

  test('waits for the largest one ten seconds, and no longer because another one follows it', () => {
    const count = start()
    count.add(4_000_000)
    now = 9000
    count.add(4_000_000)
    expect(count.due).toBe(0)
    now = 10_000
    expect(count.due).toBe(2)
    count.add(4_000_000)
    expect(count.due).toBe(2)
  })
})
