import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { series } from '../../src/protocol/numbers'
import { epochOf, isPosition, later, millisecondsOf, type Position } from '../../src/protocol/position'
import type { Log, Page } from '../../src/server/log/log'
import { createMemoryLog, refusalsKept } from '../../src/server/log/memory'
import { createRedisLog } from '../../src/server/log/redis'
import type { Run } from '../../src/server/log/run'
import type { Retention } from '../../src/server/log/window'
import { dataIn, singlesOf } from '../support/publications'
import { runSeed, seeded } from '../support/random'
import { haveRedis, startRedis, type TestRedis } from '../support/redis'
import { until } from '../support/until'

interface Implementation {
  name: string
  skip?: boolean
  /** Its clock can be moved. */
  clock: boolean
  /** So many more than it should it may keep for a while. */
  slack: number
  create(retention: Retention, now: () => number): Log | Promise<Log>
}

const skip = !haveRedis()
let redis: TestRedis | undefined
beforeAll(async () => {
  if (!skip) redis = await startRedis()
})
afterAll(() => redis?.close())
let logs = 0

/** Every log there is. */
const implementations: Implementation[] = [
  { name: 'memory', clock: true, slack: 0, create: createMemoryLog },
  {
    name: 'redis',
    skip,
    clock: false,
    slack: 100,
    // A mirror that is smaller than the log: what is older is read from Redis.
    create: (retention) =>
      createRedisLog({
        connection: { url: redis!.url },
        prefix: `log ${logs++}`,
        retention,
        mirror: { ...retention, messages: 25 },
      }),
  },
]

/** Publications of one millisecond are one run. */
const paces = [
  ['all at once', 0],
  ['one after the other', 1],
] as const

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index)

/** Until this node has what was appended: from a shared log it comes by way of the store. */
const settled = (log: Log, position: unknown) => until(() => log.tail >= (position as Position), 'the log has it')

for (const { name, skip, ...one } of implementations) describe.skipIf(skip)(`the log: ${name}`, () => suite(one))

function suite({ clock, slack, create }: Pick<Implementation, 'clock' | 'slack' | 'create'>) {
  let time: number
  beforeEach(() => {
    time = Date.UTC(2026, 0, 1)
  })
  async function open(retention: Retention = {}): Promise<Log> {
    const log = await create(retention, () => time)
    onTestFinished(() => log.close())
    return log
  }

  /** Appends these numbers, where the clock is ours so many milliseconds apart. */
  async function fill(log: Log, count: number, from = 0, pause = 1): Promise<Position[]> {
    const positions = await Promise.all(
      numbers(from, from + count).map((number) => {
        time += pause
        return log.append('/n', String(number))
      }),
    )
    await settled(log, positions.at(-1) ?? '')
    return positions as Position[]
  }

  /** Reads on from `after` to the end, so many at a time. */
  async function readAll(log: Log, after: Position, limit = 7): Promise<number[]> {
    const all: number[] = []
    for (let at = after; ; ) {
      const page = await log.read(at, limit)
      if (!page) throw new Error('gone')
      const data = dataIn(page.runs) as number[]
      expect(data.length).toBeLessThanOrEqual(limit)
      all.push(...data)
      at = page.end
      if (!page.more) {
        expect(at).toBe(later(log.tail, after))
        return all
      }
    }
  }

  describe('order', () => {
    test.runIf(clock)('positions rise, also within one millisecond and when the clock goes back', async () => {
      const log = await open()
      const positions: unknown[] = []
      for (const step of [0, 0, 0, 1, 0, -1000, 0, 2000, 0]) {
        time += step
        positions.push(await log.append('/a', '1'))
      }
      expect(positions.every(isPosition)).toBe(true)
      expect([...new Set(positions)].sort()).toEqual(positions)
    })

    test.runIf(clock)('positions rise beyond the most that one millisecond holds', async () => {
      const log = await open({ messages: 10 })
      let last = ''
      for (let count = 0; count < 36 ** 3 + 10; count++) {
        const position = log.append('/a', '1') as Position
        if (position <= last || !isPosition(position)) throw new Error(`${position} after ${last}`)
        last = position
      }
    })

    test('positions rise in the order of appending, however fast it is', async () => {
      const log = await open()
      const positions = await fill(log, 500)
      expect(positions.every(isPosition)).toBe(true)
      expect([...new Set(positions)].sort()).toEqual(positions)
    })

    test('an empty log begins and ends at the same place', async () => {
      const log = await open()
      expect(log.tail).toBe(log.floor)
      expect(isPosition(log.tail)).toBe(true)
      expect(await log.read(log.floor, 10)).toEqual({ runs: [], end: log.tail, more: false })
    })

    test('the tail is the last position', async () => {
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
    test('a publication is its channel, its position, and an event as text', async () => {
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
      expect(await readAll(log, log.floor)).toEqual(numbers(0, 50))
      for (const [index, position] of positions.entries()) {
        expect(await readAll(log, position)).toEqual(numbers(index + 1, 50))
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
        expect(await readAll(log, log.floor, limit), `pages of ${limit}`).toEqual(numbers(0, 50))
      }
    })

    test('of so many characters ends with the entry that makes them up', async () => {
      const log = await open()
      const data = JSON.stringify('x'.repeat(998))
      const positions = await Promise.all(numbers(0, 50).map(() => log.append('/n', data)))
      await settled(log, positions[49])
      for (const [characters, count] of [
        [1, 1],
        [3500, 4],
      ] as const) {
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
        time += Math.floor(random() * 20)
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
        if (read) expect([gone, read]).toEqual([false, numbers(from + 1, all.length)])
        else expect(after < log.floor).toBe(true)
      }
    })
  })

  describe('retention', () => {
    test.each(paces)('keeps so many publications and no more, %s', async (_, pause) => {
      const log = await open({ messages: 10 })
      const positions = await fill(log, 250, 0, pause)
      const first = positions.indexOf(log.floor) + 1
      expect(first).toBeLessThanOrEqual(240)
      expect(first).toBeGreaterThanOrEqual(240 - slack)
      expect(await readAll(log, log.floor)).toEqual(numbers(first, 250))
    })

    test.runIf(clock).each(paces)('keeps so many characters and no more, %s', async (_, pause) => {
      const log = await open({ characters: 1000 })
      await fill(log, 100, 0, pause)
      const { runs } = (await log.read(log.floor, 1000))!
      const kept = runs.reduce((sum, { length }) => sum + length, 0)
      expect(kept).toBeLessThanOrEqual(1000)
      expect(kept).toBeGreaterThan(900)
    })

    test.runIf(clock)('keeps what is younger than its age and no more', async () => {
      const log = await open({ age: 100 })
      const positions = await fill(log, 50)
      time += 75
      log.trim()
      expect(await readAll(log, log.floor)).toEqual(numbers(24, 50))
      expect(log.floor).toBe(positions[23])
      time += 100
      log.trim()
      expect(log.floor).toBe(log.tail)
      expect(await readAll(log, log.tail)).toEqual([])
    })

    test('lets go of what is older than its age', async () => {
      const log = await open({ age: 300 })
      const [first] = await fill(log, 5)
      const old = log.tail
      await until(() => {
        time += 50
        log.trim()
        return log.floor === old
      })
      expect(await log.read(first!, 10)).toBeUndefined()
      await fill(log, 5, 5)
      expect(await readAll(log, old)).toEqual(numbers(5, 10))
    })

    test.runIf(clock)('a publication larger than all that is kept is heard, and is gone', async () => {
      const log = await open({ characters: 100 })
      const heard: Position[] = []
      log.onAppend(({ position }) => heard.push(position))
      const position = await log.append('/a', `"${'x'.repeat(200)}"`)
      expect(heard).toEqual([position])
      expect(log.floor).toBe(position)
      expect(log.tail).toBe(position)
    })

    test.each(paces)('what is before the floor is gone, the floor itself is not, %s', async (_, pause) => {
      const log = await open({ messages: 5 })
      const positions = await fill(log, 250, 0, pause)
      const floor = positions.indexOf(log.floor)
      expect(await log.read(positions[floor - 1]!, 10)).toBeUndefined()
      expect(await log.read('', 10)).toBeUndefined()
      expect(await readAll(log, log.floor)).toEqual(numbers(floor + 1, 250))
    })

    test('the floor and the tail never go back', async () => {
      const log = await open({ messages: 5, age: 50 })
      let [floor, tail] = [log.floor, log.tail]
      for (let count = 0; count < 200; count++) {
        if (count % 3) await fill(log, 1)
        else log.trim()
        time += count % 20
        expect(log.floor >= floor && log.tail >= tail && log.floor <= log.tail).toBe(true)
        floor = log.floor
        tail = log.tail
      }
    })

    test('thousands that come and go leave the order as it is', async () => {
      const log = await open({ messages: 100 })
      await fill(log, 5000)
      const kept = await readAll(log, log.floor)
      expect(kept).toEqual(numbers(5000 - kept.length, 5000))
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
      expect(dataIn(heard)).toEqual(numbers(0, 10))
      expect(dataIn(also)).toEqual(numbers(0, 15))
    })

    test('who hears a run can read it already', async () => {
      const log = await open()
      const seen: (Position | undefined)[] = []
      log.onAppend(() => seen.push((log.read(log.floor, 100) as Page).runs.at(-1)?.position))
      expect(await fill(log, 3)).toEqual(seen)
    })
  })

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
      for (const number of numbers(3, refusalsKept + 1)) log.skip(source(number))
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
        time += 3_500_000
        log.trim()
        expect(await log.published('p')).toBe(1)
      }
      expect(await log.append('/a', '2', source(2))).toSatisfy(isPosition)
      time += 3_700_000
      log.trim()
      expect(await log.published('p')).toBe(0)
      expect(await log.append('/a', '3', source(3))).toBe('gap')
    })

    test.runIf(clock)('are known as long as somebody holds their publisher, and for an hour after that', async () => {
      const log = await open()
      const later = async (milliseconds: number) => {
        time += milliseconds
        log.trim()
      }
      for (const _ of numbers(0, 2)) log.hold('p')
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
      time += 7_000_000
      const last = await log.append('/a', '2', source(2))
      time += 7_000_000
      log.trim()
      expect(await log.append('/a', '2', source(2))).toBe(last)
    })
  })

  describe('epochs', () => {
    /** A log, filled, and one that began later. */
    async function two() {
      const old = await open()
      await fill(old, 10)
      time++
      await until(() => clock || Date.now() > Number.parseInt(epochOf(old.tail), 36))
      return { old, log: await open() }
    }

    test('a log that begins anew cannot be read with the positions of the old one', async () => {
      const { old, log } = await two()
      await fill(log, 10)
      expect(epochOf(log.tail)).not.toBe(epochOf(old.tail))
      for (const position of [old.floor, old.tail]) expect(await log.read(position, 10)).toBeUndefined()
      expect(await old.read(log.tail, 10)).toBeUndefined()
    })

    test('positions of a later epoch are greater', async () => {
      const { old, log } = await two()
      expect(log.floor > old.tail).toBe(true)
    })
  })
}
