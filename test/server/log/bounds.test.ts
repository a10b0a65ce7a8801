import { describe, expect, test } from 'vitest'
import type { Log, Page } from '../../../src/server/log/log'
import { createMemoryLog } from '../../../src/server/log/memory'
import { numbers } from '../../support/numbers'
import { singlesOf } from '../../support/publications'

const fill = (log: Log, count: number, characters = 1) => {
  for (const _ of numbers(count)) log.append('/n', `"${'x'.repeat(characters)}"`)
}

const kept = (log: Log) => singlesOf((log.read(log.floor, Number.POSITIVE_INFINITY) as Page).runs).length

describe('a log in memory', () => {
  test.each<[string, unknown]>([
    ['messages', 0],
    ['messages', '10'],
    ['characters', -1],
    ['characters', null],
    ['age', Number.NaN],
  ])('is not made with %s: %o, which it says', (name, value) => {
    expect(() => createMemoryLog({ [name]: value })).toThrowError(
      expect.objectContaining({ name: 'EnckeError', code: 'bad-option' }),
    )
  })

  test('is not made with a bound that there is not, which it names with those that there are', () => {
    expect(() => createMemoryLog({ mesages: 10 } as object)).toThrowError(
      expect.objectContaining({
        code: 'bad-option',
        message: 'there is no option mesages, only messages, characters, age',
      }),
    )
  })

  test('keeps as much as it does by default of what is undefined', () => {
    let time = 0
    const open = () => createMemoryLog({ messages: undefined, characters: undefined, age: undefined }, () => time)
    const log = open()
    fill(log, 10_100)
    expect(kept(log)).toBe(10_000)
    time += 599_000
    log.trim()
    expect(kept(log)).toBe(10_000)
    time += 2000
    log.trim()
    expect(kept(log)).toBe(0)
    const large = open()
    fill(large, 40, 1_000_000)
    expect(kept(large)).toBe(33)
  })

  test('keeps everything where nothing is a bound', () => {
    let time = 0
    const endless = Number.POSITIVE_INFINITY
    const log = createMemoryLog({ messages: endless, characters: endless, age: endless }, () => time)
    fill(log, 10_100)
    fill(log, 40, 1_000_000)
    time += 1e12
    log.trim()
    expect(kept(log)).toBe(10_140)
  })
})
