import { describe, expect, test } from 'vitest'
import type { Position } from '../../src/protocol/position'
import { numbers } from '../support/numbers'
import { until } from '../support/until'
import { everyLog, paces, settled, sizeOf } from './logs'

everyLog((rig) => {
  const { clock, slack, open, fill, readAll } = rig

  describe('retention', () => {
    test.each(paces)('keeps so many publications and no more, %s', async (_, pause) => {
      const log = await open({ messages: 10 })
      const positions = await fill(log, 250, 0, pause)
      const first = positions.indexOf(log.floor) + 1
      expect(first).toBeLessThanOrEqual(240)
      expect(first).toBeGreaterThanOrEqual(240 - slack)
      expect(await readAll(log, log.floor)).toEqual(numbers(250 - first, first))
    })

    test.runIf(clock).each(paces)('keeps so many characters and no more, %s', async (_, pause) => {
      const fitting = numbers(13, 87).reduce((sum, data) => sum + sizeOf('/n', data), 0)
      for (const [characters, first] of [
        [fitting, 87],
        [fitting - 1, 88],
      ] as const) {
        const log = await open({ characters })
        await fill(log, 100, 0, pause)
        expect(await readAll(log, log.floor)).toEqual(numbers(100 - first, first))
      }
    })

    test.runIf(clock)('keeps what is younger than its age and no more', async () => {
      const log = await open({ age: 100 })
      const positions = await fill(log, 50)
      rig.time += 75
      log.trim()
      expect(await readAll(log, log.floor)).toEqual(numbers(26, 24))
      expect(log.floor).toBe(positions[23])
      rig.time += 100
      log.trim()
      expect(log.floor).toBe(log.tail)
      expect(await readAll(log, log.tail)).toEqual([])
    })

    test('lets go of what is older than its age', async () => {
      const log = await open({ age: 300 })
      const [first] = await fill(log, 5)
      const old = log.tail
      await until(() => {
        rig.time += 50
        log.trim()
        return log.floor === old
      })
      expect(await log.read(first!, 10)).toBeUndefined()
      await fill(log, 5, 5)
      expect(await readAll(log, old)).toEqual(numbers(5, 5))
    })

    test.runIf(clock)('keeps nothing of a publication larger than all that is kept, which is heard', async () => {
      const log = await open({ characters: 100 })
      const heard: Position[] = []
      log.onAppend(({ position }) => heard.push(position))
      const position = await log.append('/a', `"${'x'.repeat(200)}"`)
      expect(heard).toEqual([position])
      expect(log.floor).toBe(position)
      expect(log.tail).toBe(position)
    })

    test.each(paces)('keeps nothing from before the floor, and all that lies beyond it, %s', async (_, pause) => {
      const log = await open({ messages: 5 })
      const positions = await fill(log, 250, 0, pause)
      const floor = positions.indexOf(log.floor)
      expect(await log.read(positions[floor - 1]!, 10)).toBeUndefined()
      expect(await log.read('', 10)).toBeUndefined()
      expect(await readAll(log, log.floor)).toEqual(numbers(249 - floor, floor + 1))
    })

    test('never moves the floor or the tail back', async () => {
      const log = await open({ messages: 5, age: 50 })
      let [floor, tail] = [log.floor, log.tail]
      for (let count = 0; count < 200; count++) {
        if (count % 3) await fill(log, 1)
        else log.trim()
        rig.time += count % 20
        expect(log.floor >= floor && log.tail >= tail && log.floor <= log.tail).toBe(true)
        floor = log.floor
        tail = log.tail
      }
    })

    test('leaves the order as it is when thousands come and go', async () => {
      const log = await open({ messages: 100 })
      await fill(log, 5000)
      const kept = await readAll(log, log.floor)
      expect(kept).toEqual(numbers(kept.length, 5000 - kept.length))
      expect(kept.length).toBeGreaterThanOrEqual(100)
      expect(kept.length).toBeLessThanOrEqual(100 + slack)
    })
  })

  describe('the newest of a channel', () => {
    test('is the last one, for as long as it is kept', async () => {
      const log = await open({ messages: 10 })
      expect(log.newest('/a')).toBeUndefined()
      await log.append('/a', '1')
      const newest = await log.append('/a', '2')
      const other = await log.append('/b', '1')
      await settled(log, other)
      expect([log.newest('/a'), log.newest('/b'), log.newest('/c')]).toEqual([newest, other, undefined])
      await fill(log, 250)
      expect(log.newest('/a')).toBeUndefined()
    })

    test('can be asked for when the log has let go of others long ago', async () => {
      const log = await open({ messages: 10 })
      await fill(log, 250)
      const newest = await log.append('/a', '1')
      await settled(log, newest)
      expect([log.newest('/a'), log.newest('/b')]).toEqual([newest, undefined])
    })
  })
})
