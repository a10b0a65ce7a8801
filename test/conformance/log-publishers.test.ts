import { describe, expect, test } from 'vitest'
import { series } from '../../src/protocol/numbers'
import { isPosition } from '../../src/protocol/position'
import { refusalsKept } from '../../src/server/log/publishers'
import type { Run } from '../../src/server/log/run'
import { numbers } from '../support/numbers'
import { dataIn, singlesOf } from '../support/publications'
import { everyLog, settled } from './logs'

everyLog((rig) => {
  const { clock, open, fill } = rig

  describe('numbered publications', () => {
    const source = (number: number, publisher = 'p') => ({ publisher, number })

    test('are taken in order, each once', async () => {
      const log = await open()
      expect(await log.append('/a', '1', source(1))).toSatisfy(isPosition)
      expect(await log.append('/a', '2', source(2))).toSatisfy(isPosition)
      expect(await log.published('p')).toBe(2)
    })

    test('are not appended again: the last one has its position, those before it are already taken', async () => {
      const log = await open()
      await log.append('/a', '1', source(1))
      const last = await log.append('/a', '2', source(2))
      await settled(log, last)
      const heard: Run[] = []
      log.onAppend((run) => heard.push(run))
      expect(await log.append('/a', '1', source(1))).toBe('already')
      expect(await log.append('/a', '2', source(2))).toBe(last)
      expect(await log.append('/a', 'other', source(2))).toBe(last)
      expect(await log.published('p')).toBe(2)
      await fill(log, 1)
      expect(dataIn(heard)).toEqual([0])
    })

    test('have the places in the log that were told, also where one was said twice in between', async () => {
      const log = await open()
      const first = await log.append('/a', '1', source(1))
      await log.append('/a', '1', source(1))
      const second = await log.append('/a', '2', source(2))
      await settled(log, second)
      const { runs } = (await log.read(log.floor, 10))!
      expect(singlesOf(runs).map(({ position }) => position)).toEqual([first, second])
    })

    test('are not appended when an earlier one is missing: gap', async () => {
      const log = await open()
      const { tail } = log
      expect(await log.append('/a', '2', source(2))).toBe('gap')
      expect([log.tail, await log.published('p')]).toEqual([tail, 0])
      await log.append('/a', '1', source(1))
      expect(await log.append('/a', '3', source(3))).toBe('gap')
      expect(await log.append('/a', '2', source(2))).toSatisfy(isPosition)
    })

    test('begin a new series whatever is missing of the one before, which is over then', async () => {
      const log = await open()
      await log.append('/a', '1', source(1))
      expect(await log.append('/a', '2', source(series + 2))).toBe('gap')
      const first = await log.append('/a', '1', source(series + 1))
      expect(first).toSatisfy(isPosition)
      expect(await log.published('p')).toBe(series + 1)
      expect(await log.append('/a', 'late', source(2))).toBe('already')
      expect(await log.append('/a', '1', source(series + 1))).toBe(first)
      expect(await log.append('/a', '2', source(series + 2))).toSatisfy(isPosition)
      expect(await log.skip(source(3 * series + 1), 'no')).toSatisfy(isPosition)
      expect(await log.skip(source(3 * series + 1))).toEqual({ refused: 'no' })
    })

    test('can be skipped: the number is taken, and there is no entry', async () => {
      const log = await open()
      const { tail } = log
      expect(await log.skip(source(2))).toBe('gap')
      expect(await log.skip(source(1))).toSatisfy(isPosition)
      expect(await log.skip(source(1))).toBe('already')
      expect([log.tail, await log.published('p')]).toEqual([tail, 1])
      expect(await log.append('/a', '1', source(1))).toBe('already')
      const second = await log.append('/a', '2', source(2))
      await settled(log, second)
      expect(singlesOf((await log.read(tail, 10))!.runs).map(({ position }) => position)).toEqual([second])
      expect(await log.skip(source(3))).toSatisfy(isPosition)
      expect(await log.append('/a', '3', source(3))).toBe('already')
      expect(await log.append('/a', '2', source(2))).toBe('already')
    })

    test('cannot be skipped or refused when they have an entry: nothing says that the last one has been taken by that', async () => {
      const log = await open()
      expect(await log.append('/a', '1', source(1))).toSatisfy(isPosition)
      expect(await log.skip(source(1))).toBe('already')
      expect(await log.skip(source(1), 'no')).toBe('already')
      expect(await log.append('/a', '1', source(1))).toSatisfy(isPosition)
    })

    test('can be refused: whoever takes the number again hears the reason', async () => {
      const log = await open()
      expect(await log.skip(source(1), '403::no "é"')).toSatisfy(isPosition)
      expect(await log.skip(source(1), 'another')).toEqual({ refused: '403::no "é"' })
      expect(await log.skip(source(2), '')).toSatisfy(isPosition)
      expect(await log.append('/a', '3', source(3))).toSatisfy(isPosition)
      expect(await log.append('/a', '1', source(1))).toEqual({ refused: '403::no "é"' })
      expect(await log.append('/a', '2', source(2))).toEqual({ refused: '' })
      expect(await log.published('p')).toBe(3)
    })

    test('that were refused are remembered two hundred numbers back', async () => {
      const log = await open()
      await log.skip(source(1), 'first')
      await log.skip(source(2), 'second')
      for (const number of numbers(refusalsKept - 2, 3)) log.skip(source(number))
      expect(await log.skip(source(1))).toEqual({ refused: 'first' })
      await log.skip(source(refusalsKept + 1), 'last')
      expect(await log.skip(source(1))).toBe('already')
      expect(await log.skip(source(2))).toEqual({ refused: 'second' })
      expect(await log.skip(source(refusalsKept + 1))).toEqual({ refused: 'last' })
    })

    test('that were refused at length are remembered by the beginning of the reason', async () => {
      const log = await open()
      await log.skip(source(1), 'no '.repeat(100_000))
      const { refused } = (await log.skip(source(1))) as { refused: string }
      expect(refused).toBe('no '.repeat(100).slice(0, 200))
    })

    test('are counted for each publisher alone, whatever its name', async () => {
      const log = await open()
      for (const publisher of ['p', 'q', '__proto__', 'constructor', '', '{a}', 'é \r\n*', ':']) {
        expect(await log.published(publisher)).toBe(0)
        expect(await log.append('/a', '1', source(1, publisher))).toSatisfy(isPosition)
        expect(await log.published(publisher)).toBe(1)
      }
      expect(await log.published('nobody')).toBe(0)
    })

    test.runIf(clock)('are known for an hour after they were last asked for, however short the log', async () => {
      const log = await open({ age: 100 })
      await log.append('/a', '1', source(1))
      for (let count = 0; count < 3; count++) {
        rig.time += 3_500_000
        log.trim()
        expect(await log.published('p')).toBe(1)
      }
      expect(await log.append('/a', '2', source(2))).toSatisfy(isPosition)
      rig.time += 3_700_000
      log.trim()
      expect(await log.published('p')).toBe(0)
      expect(await log.append('/a', '3', source(3))).toBe('gap')
    })

    test.runIf(clock)('are known as long as somebody holds their publisher, and for an hour after that', async () => {
      const log = await open()
      const later = async (milliseconds: number) => {
        rig.time += milliseconds
        log.trim()
      }
      for (const _ of numbers(2)) log.hold('p')
      await log.append('/a', '1', source(1))
      await later(7_200_000)
      log.release('p')
      await later(7_200_000)
      expect(await log.append('/a', '2', source(2))).toSatisfy(isPosition)
      log.release('p')
      await later(3_500_000)
      expect(await log.append('/a', '3', source(3))).toSatisfy(isPosition)
      await later(3_700_000)
      expect(await log.append('/a', '4', source(4))).toBe('gap')
    })

    test.runIf(clock)('are known for as long as the log keeps things, after the last one', async () => {
      const log = await open({ age: 7_200_000 })
      await log.append('/a', '1', source(1))
      rig.time += 7_000_000
      const last = await log.append('/a', '2', source(2))
      rig.time += 7_000_000
      log.trim()
      expect(await log.append('/a', '2', source(2))).toBe(last)
    })
  })
})
