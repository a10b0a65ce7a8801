import { describe, expect, test } from 'vitest'
import { epochOf, isPosition, millisecondsOf, type Position } from '../../src/protocol/position'
import type { Page } from '../../src/server/log/log'
import type { Run } from '../../src/server/log/run'
import { numbers } from '../support/numbers'
import { dataIn, singlesOf } from '../support/publications'
import { runSeed, seeded } from '../support/random'
import { until } from '../support/until'
import { everyLog, paces, settled, sizeOf } from './logs'

everyLog((rig) => {
  const { clock, open, fill, readAll } = rig

  describe('positions', () => {
    test.runIf(clock)('rise, also within one millisecond and when the clock goes back', async () => {
      const log = await open()
      const positions: unknown[] = []
      for (const step of [0, 0, 0, 1, 0, -1000, 0, 2000, 0]) {
        rig.time += step
        positions.push(await log.append('/a', '1'))
      }
      expect(positions.every(isPosition)).toBe(true)
      expect([...new Set(positions)].sort()).toEqual(positions)
    })

    test.runIf(clock)('rise beyond the most that one millisecond holds', async () => {
      const log = await open({ messages: 10 })
      let last = ''
      for (let count = 0; count < 36 ** 3 + 10; count++) {
        const position = log.append('/a', '1') as Position
        if (position <= last || !isPosition(position)) throw new Error(`${position} after ${last}`)
        last = position
      }
    })

    test('rise in the order of appending, however fast it is', async () => {
      const log = await open()
      const positions = await fill(log, 500)
      expect(positions.every(isPosition)).toBe(true)
      expect([...new Set(positions)].sort()).toEqual(positions)
    })

    test('are one and the same for the beginning and the end of an empty log', async () => {
      const log = await open()
      expect(log.tail).toBe(log.floor)
      expect(isPosition(log.tail)).toBe(true)
      expect(await log.read(log.floor, 10)).toEqual({ runs: [], end: log.tail, more: false })
    })

    test('end with the tail', async () => {
      const log = await open()
      for (let count = 0; count < 5; count++) {
        const { tail } = log
        const position = await log.append('/a', '1')
        expect(tail < (position as Position)).toBe(true)
        await settled(log, position)
        expect(log.tail).toBe(position)
      }
    })
  })

  describe('reading', () => {
    test('gives of a publication its channel, its position, and an event as text', async () => {
      const log = await open()
      const position = await log.append('/a', '{"x":"é\u2028😀"}')
      await settled(log, position)
      const [one] = (await log.read(log.floor, 1))!.runs
      expect(one).toMatchObject({ channel: '/a', position, count: 1 })
      expect(one).toHaveLength(one!.json.length)
      expect(JSON.parse(one!.json)).toEqual({ channel: '/a', data: { x: 'é\u2028😀' }, id: position })
    })

    test.each(paces)('from any position gives what lies beyond it, %s', async (_, pause) => {
      const log = await open()
      const positions = await fill(log, 50, 0, pause)
      expect(await readAll(log, log.floor)).toEqual(numbers(50))
      for (const [index, position] of positions.entries()) {
        expect(await readAll(log, position)).toEqual(numbers(49 - index, index + 1))
      }
    })

    test('from a place between two entries gives what lies beyond it', async () => {
      const log = await open()
      const [first] = await fill(log, 1)
      await until(() => clock || Date.now() > millisecondsOf(first!))
      const [second] = await fill(log, 1, 1)
      const between = `${first!.slice(0, -1)}z`
      expect(between > first! && between < second!).toBe(true)
      expect(await readAll(log, between)).toEqual([1])
    })

    test.each(paces)('page by page misses and repeats nothing, whatever the size of a page, %s', async (_, pause) => {
      const log = await open()
      await fill(log, 50, 0, pause)
      for (const limit of [1, 2, 3, 7, 49, 50, 51, 1000]) {
        expect(await readAll(log, log.floor, limit), `pages of ${limit}`).toEqual(numbers(50))
      }
    })

    test('of so many characters ends with the entry that makes them up', async () => {
      const log = await open()
      const data = JSON.stringify('x'.repeat(998))
      const positions = await Promise.all(numbers(50).map(() => log.append('/n', data)))
      await settled(log, positions[49])
      const sizes = [
        [1, 1],
        [3500, 4],
        [4000, 4],
        // Redis counts the data alone.
        ...(clock ? [[4 * sizeOf('/n', 'x'.repeat(998)), 4]] : []),
      ] as [number, number][]
      for (const [characters, count] of sizes) {
        const page = await log.read(log.floor, 1000, characters)
        expect(singlesOf(page!.runs), `${characters} characters`).toHaveLength(count)
        expect(page).toMatchObject({ more: true, end: positions[count - 1] })
      }
    })

    test('says that there is more only when there is', async () => {
      const log = await open()
      const positions = await fill(log, 10)
      expect(await log.read(log.floor, 10)).toMatchObject({ more: false, end: log.tail })
      expect(await log.read(log.floor, 9)).toMatchObject({ more: true, end: positions[8] })
    })

    test('from beyond the tail gives nothing, and does not go back', async () => {
      const log = await open()
      await fill(log, 3)
      const ahead = `${epochOf(log.tail)}${'z'.repeat(11)}`
      expect(await log.read(ahead, 10)).toEqual({ runs: [], end: ahead, more: false })
    })

    test('at random, while it grows and is trimmed, gives what lies beyond or says that it is gone', async () => {
      const random = seeded(runSeed('log'))
      const log = await open({ messages: 30, age: 200 })
      const all: Position[] = []
      for (let step = 0; step < (clock ? 3000 : 600); step++) {
        rig.time += Math.floor(random() * 20)
        const pause = random() < 0.5 ? 0 : 1
        if (random() < 0.5) all.push(...(await fill(log, Math.floor(random() * 5), all.length, pause)))
        else log.trim()
        const from = Math.floor(random() * (all.length + 1)) - 1
        const after = all[from]
        if (!after) continue
        const gone = after < log.floor
        const read = await readAll(log, after, 1 + Math.floor(random() * 10)).catch((error) => {
          if (error.message === 'gone') return undefined
          throw error
        })
        if (read) expect([gone, read]).toEqual([false, numbers(all.length - from - 1, from + 1)])
        else expect(after < log.floor).toBe(true)
      }
    })
  })

  describe('reading for somebody who wants only the newest of each channel, up to a place', () => {
    test('at random, while it grows and is trimmed, never leaves out what is newest or lies beyond', async () => {
      const random = seeded(runSeed('log, the newest'))
      const log = await open({ messages: 60, age: 500 })
      const all: { channel: string; position: Position }[] = []
      const pick = () => all[Math.floor(random() * all.length)]?.position ?? log.tail
      for (let step = 0; step < (clock ? 2000 : 200); step++) {
        rig.time += Math.floor(random() * 20)
        const channels = numbers(Math.floor(random() * 4)).map(() => `/${Math.floor(random() * 5)}`)
        const positions = (await Promise.all(channels.map((channel) => log.append(channel, '1')))) as Position[]
        await settled(log, positions.at(-1) ?? '')
        all.push(...channels.map((channel, index) => ({ channel, position: positions[index] as Position })))
        const [from, until] = [pick(), random() < 0.3 ? log.tail : pick()]
        const got = new Set<Position>()
        let page: Page | undefined
        for (let at = from; ; at = page.end) {
          page = await log.read(at, 1 + Math.floor(random() * 10), undefined, until)
          if (!page) break
          const some = singlesOf(page.runs).map(({ position }) => position)
          expect([...some, page.end].every((position, index) => position >= (some[index - 1] ?? at))).toBe(true)
          for (const position of some) expect([position > at, got.has(position)]).toEqual([true, false])
          for (const position of some) got.add(position)
          if (!page.more) break
        }
        if (!page) continue
        expect(page.end).toBe(log.tail)
        const wanted = all.filter(
          ({ channel, position }) => position > from && (position > until || log.newest(channel) === position),
        )
        expect(wanted.filter(({ position }) => !got.has(position))).toEqual([])
      }
    })

    test.runIf(clock)('goes through the channels, not through all that it keeps', async () => {
      const log = await open()
      for (const number of numbers(5000)) {
        rig.time++
        log.append(`/${number % 50}`, String(number))
      }
      expect(log.newest('/0')).toBeDefined()
      const page = (await log.read(log.floor, 1000, undefined, log.tail))!
      expect(dataIn(page.runs)).toEqual(numbers(50, 4950))
      expect(page).toMatchObject({ end: log.tail, more: false })
      const [first] = page.runs
      expect(dataIn(((await log.read(log.floor, 7, undefined, first!.position)) as Page).runs)).toEqual(
        numbers(7, 4950),
      )
    })
  })

  describe('listening', () => {
    test('hears each run as it is read, in order, until undone', async () => {
      const log = await open()
      const heard: Run[] = []
      const undo = log.onAppend((run) => heard.push(run))
      const also: Run[] = []
      log.onAppend((run) => also.push(run))
      const from = log.tail
      await fill(log, 10)
      undo()
      expect(heard).toEqual((await log.read(from, 100))!.runs)
      await fill(log, 5, 10)
      expect(dataIn(heard)).toEqual(numbers(10))
      expect(dataIn(also)).toEqual(numbers(15))
    })

    test('hears of a run that can be read already', async () => {
      const log = await open()
      const seen: (Position | undefined)[] = []
      log.onAppend(() => seen.push((log.read(log.floor, 100) as Page).runs.at(-1)?.position))
      expect(await fill(log, 3)).toEqual(seen)
    })
  })

  describe('a later epoch', () => {
    /** A log, filled, and one that began later. */
    async function two() {
      const old = await open()
      await fill(old, 10)
      rig.time++
      await until(() => clock || Date.now() > Number.parseInt(epochOf(old.tail), 36))
      return { old, log: await open() }
    }

    test('cannot be read with the positions of an earlier one', async () => {
      const { old, log } = await two()
      await fill(log, 10)
      expect(epochOf(log.tail)).not.toBe(epochOf(old.tail))
      for (const position of [old.floor, old.tail]) expect(await log.read(position, 10)).toBeUndefined()
      expect(await old.read(log.tail, 10)).toBeUndefined()
    })

    test('has greater positions', async () => {
      const { old, log } = await two()
      expect(log.floor > old.tail).toBe(true)
    })
  })
})
