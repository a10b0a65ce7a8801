import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { millisecondsOf } from '../../../src/protocol/position'
import { createMemoryLog } from '../../../src/server/log/memory'
import { numbers } from '../../support/numbers'

/** Bytes, once what nobody needs any more is gone. */
function heap(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return process.memoryUsage().heapUsed
}

describe('the reasons of refusals', () => {
  test('are forgotten where there are too many, of those first who were not refused for longest', () => {
    const log = createMemoryLog()
    const refuse = (publisher: string) => {
      for (const number of numbers(200, 1)) log.skip({ publisher, number }, `no ${number}`)
    }
    for (const index of numbers(500)) refuse(`p${index}`)
    const again = (publisher: string, number = 7) => log.skip({ publisher, number })
    expect(again('p0')).toEqual({ refused: 'no 7' })
    log.skip({ publisher: 'p0', number: 201 }, 'no 201')
    refuse('late')
    expect(again('p0')).toEqual({ refused: 'no 7' })
    expect(again('late')).toEqual({ refused: 'no 7' })
    expect([again('p1'), again('p2')]).toEqual(['already', { refused: 'no 7' }])
    expect(log.published('p1')).toBe(200)
  })

  test('take no more memory than what is remembered of them', () => {
    const log = createMemoryLog()
    const before = heap()
    for (const number of numbers(100, 1)) {
      const text = `${number} ${'x'.repeat(1_000_000)}`
      log.skip({ publisher: 'p', number }, text)
    }
    expect(heap() - before).toBeLessThan(5_000_000)
    expect(log.skip({ publisher: 'p', number: 7 })).toEqual({ refused: `7 ${'x'.repeat(198)}` })
  })
})

test('a log that has let go of a million publications takes no more memory than one that has just begun', () => {
  let time = 1
  const log = createMemoryLog({ messages: 10 }, () => time++)
  const before = heap()
  for (const _ of numbers(1_000_000)) log.append('/a', '1')
  expect(heap() - before).toBeLessThan(2_000_000)
  expect(log.state.messages).toBe(10)
})

test('nothing that a log has let go of stays in memory, where somebody wants the newest of each channel', () => {
  let time = 1
  const log = createMemoryLog({ messages: 10 }, () => time++)
  log.newest('/a')
  const before = heap()
  for (const number of numbers(500)) log.append(`/${number % 20}`, JSON.stringify(`${number}`.repeat(50_000)))
  expect(heap() - before).toBeLessThan(5_000_000)
  expect(log.newest('/19')).toBe(log.tail)
  expect(log.newest('/9')).toBeUndefined()
})

test('a hundred thousand publishers without a session are remembered; who is silent for longest is forgotten first', () => {
  const log = createMemoryLog()
  const publish = (publisher: string) => log.append('/a', '1', { publisher, number: 1 })
  log.hold('has a session')
  for (const index of numbers(100_000)) publish(`p${index}`)
  publish('has a session')
  log.hold('listened only')
  log.release('listened only')
  expect(log.published('p0')).toBe(1)
  publish('late')
  expect(['p0', 'p1', 'p2', 'late', 'has a session'].map(log.published)).toEqual([1, 0, 1, 1, 1])
})

/** Lets so many milliseconds go by, and the turn end. */
async function pass(milliseconds: number) {
  vi.advanceTimersByTime(milliseconds)
  await Promise.resolve()
}

test('a position says when something was published', async () => {
  vi.useFakeTimers({ toFake: ['Date', 'performance'] })
  onTestFinished(() => void vi.useRealTimers())
  await pass(5000)
  const log = createMemoryLog()
  await pass(5000)
  expect(millisecondsOf(log.append('/a', '1') as string)).toBe(Date.now())
})

describe('a clock that is set', () => {
  afterEach(() => void vi.useRealTimers())
  const day = 86_400_000

  /** A log that keeps what is younger than a minute, a publication in it, and the clock set by so many milliseconds. */
  function setBy(milliseconds: number) {
    vi.useFakeTimers({ toFake: ['Date', 'performance'] })
    const log = createMemoryLog({ age: 60_000 })
    const { floor } = log
    log.append('/a', '1', { publisher: 'p', number: 1 })
    vi.setSystemTime(Date.now() + milliseconds)
    const kept = () => {
      log.trim()
      return log.floor === floor
    }
    return { log, kept }
  }

  test.each([-day, day])(
    'by %i ms takes nothing from the log, nor makes it keep anything longer',
    async (milliseconds) => {
      const { log, kept } = setBy(milliseconds)
      await pass(59_000)
      expect(kept()).toBe(true)
      expect(log.published('p')).toBe(1)
      await pass(2000)
      expect(kept()).toBe(false)
    },
  )

  test.each([-day, day])('by %i ms is no hour for who has no session', async (milliseconds) => {
    const { log, kept } = setBy(milliseconds)
    await pass(3_590_000)
    kept()
    expect(log.published('p')).toBe(1)
    await pass(3_610_000)
    kept()
    expect(log.published('p')).toBe(0)
  })
})
