import { beforeEach, describe, expect, test } from 'vitest'
import { epochOf, isPosition, later, type Position } from '../../src/protocol/position'
import type { Entry, Log } from '../../src/server/log/log'
import { createMemoryLog, type Retention } from '../../src/server/log/memory'
import { runSeed, seeded } from '../support/random'

/** Every log there is: how to make one with a clock of ours. */
const implementations: { name: string; create(retention: Retention, now: () => number): Log }[] = [
  { name: 'memory', create: createMemoryLog },
]

const dataOf = ({ json }: Entry) => JSON.parse(json).data as number

describe.each(implementations)('the log: $name', ({ create }) => {
  let time: number
  beforeEach(() => {
    time = Date.UTC(2026, 0, 1)
  })
  const open = (retention: Retention = {}) => create(retention, () => time)

  /** Appends these numbers, one a millisecond. */
  function fill(log: Log, count: number, from = 0): Position[] {
    return Array.from({ length: count }, (_, index) => {
      time++
      return log.append('/n', String(from + index))
    })
  }

  /** Reads on from `after` to the end, so many at a time. */
  function readAll(log: Log, after: Position, limit = 7): number[] {
    const all: number[] = []
    for (let at = after; ; ) {
      const page = log.read(at, limit)
      if (!page) throw new Error('gone')
      expect(page.entries.length).toBeLessThanOrEqual(limit)
      all.push(...page.entries.map(dataOf))
      at = page.end
      if (!page.more) {
        expect(at).toBe(later(log.tail, after))
        return all
      }
    }
  }

  const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + index)

  describe('order', () => {
    test('positions rise, also within one millisecond and when the clock goes back', () => {
      const log = open()
      const positions: Position[] = []
      for (const step of [0, 0, 0, 1, 0, -1000, 0, 2000, 0]) {
        time += step
        positions.push(log.append('/a', '1'))
      }
      expect(positions.every(isPosition)).toBe(true)
      expect([...new Set(positions)].sort()).toEqual(positions)
    })

    test('positions rise beyond the most that one millisecond holds', () => {
      const log = open({ messages: 10 })
      let last = ''
      for (let count = 0; count < 36 ** 3 + 10; count++) {
        const position = log.append('/a', '1')
        if (position <= last || !isPosition(position)) throw new Error(`${position} after ${last}`)
        last = position
      }
    })

    test('an empty log begins and ends at the same place', () => {
      const log = open()
      expect(log.tail).toBe(log.floor)
      expect(isPosition(log.tail)).toBe(true)
      expect(log.read(log.floor, 10)).toEqual({ entries: [], end: log.tail, more: false })
    })

    test('the tail is the last position', () => {
      const log = open()
      for (let count = 0; count < 5; count++) expect(log.tail < (log.append('/a', '1') as string)).toBe(true)
      expect(log.append('/a', '1')).toBe(log.tail)
    })
  })

  describe('reading', () => {
    test('an entry is its channel, its position, and an event as text', () => {
      const log = open()
      const position = log.append('/a', '{"x":"é"}')
      const [entry] = log.read(log.floor, 1)!.entries
      expect(entry).toMatchObject({ channel: '/a', position })
      expect(JSON.parse(entry!.json)).toEqual({ channel: '/a', data: { x: 'é' }, id: position })
    })

    test('from any position gives what lies beyond it', () => {
      const log = open()
      const positions = fill(log, 50)
      expect(readAll(log, log.floor)).toEqual(numbers(0, 50))
      for (const [index, position] of positions.entries()) {
        expect(readAll(log, position)).toEqual(numbers(index + 1, 50))
      }
    })

    test('from a place between two entries gives what lies beyond it', () => {
      const log = open()
      const [first, second] = fill(log, 2) as [Position, Position]
      const between = `${first.slice(0, -1)}z`
      expect(between > first && between < second).toBe(true)
      expect(readAll(log, between)).toEqual([1])
    })

    test('page by page misses nothing and repeats nothing, whatever the size of a page', () => {
      const log = open()
      fill(log, 50)
      for (const limit of [1, 2, 3, 7, 49, 50, 51, 1000]) {
        expect(readAll(log, log.floor, limit), `pages of ${limit}`).toEqual(numbers(0, 50))
      }
    })

    test('says that there is more only when there is', () => {
      const log = open()
      const positions = fill(log, 10)
      expect(log.read(log.floor, 10)).toMatchObject({ more: false, end: log.tail })
      expect(log.read(log.floor, 9)).toMatchObject({ more: true, end: positions[8] })
    })

    test('from beyond the tail gives nothing, and does not go back', () => {
      const log = open()
      fill(log, 3)
      const ahead = `${epochOf(log.tail)}${'z'.repeat(11)}`
      expect(log.read(ahead, 10)).toEqual({ entries: [], end: ahead, more: false })
    })

    test('at random, while it grows and is trimmed, gives what lies beyond or says that it is gone', () => {
      const random = seeded(runSeed('log'))
      const log = open({ messages: 30, age: 200 })
      const all: Position[] = []
      for (let step = 0; step < 3000; step++) {
        time += Math.floor(random() * 20)
        if (random() < 0.5) all.push(...fill(log, Math.floor(random() * 5), all.length))
        else log.trim()
        const from = Math.floor(random() * (all.length + 1)) - 1
        const after = all[from]
        if (!after) continue
        if (after < log.floor) expect(log.read(after, 5)).toBeUndefined()
        else expect(readAll(log, after, 1 + Math.floor(random() * 10))).toEqual(numbers(from + 1, all.length))
      }
    })
  })

  describe('retention', () => {
    test('keeps so many publications and no more', () => {
      const log = open({ messages: 10 })
      const positions = fill(log, 25)
      expect(log.floor).toBe(positions[14])
      expect(readAll(log, log.floor)).toEqual(numbers(15, 25))
    })

    test('keeps so many characters and no more', () => {
      const log = open({ characters: 1000 })
      for (let count = 0; count < 100; count++) log.append('/n', String(count))
      const { entries } = log.read(log.floor, 1000)!
      const kept = entries.reduce((sum, { json }) => sum + json.length, 0)
      expect(kept).toBeLessThanOrEqual(1000)
      expect(kept).toBeGreaterThan(900)
    })

    test('keeps what is younger than its age and no more', () => {
      const log = open({ age: 100 })
      const positions = fill(log, 50)
      time += 75
      log.trim()
      expect(readAll(log, log.floor)).toEqual(numbers(24, 50))
      expect(log.floor).toBe(positions[23])
      time += 100
      log.trim()
      expect(log.floor).toBe(log.tail)
      expect(readAll(log, log.tail)).toEqual([])
    })

    test('a publication larger than all that is kept is heard, and is gone', () => {
      const log = open({ characters: 100 })
      const heard: Position[] = []
      log.onAppend(({ position }) => heard.push(position))
      const position = log.append('/a', `"${'x'.repeat(200)}"`)
      expect(heard).toEqual([position])
      expect(log.floor).toBe(position)
      expect(log.tail).toBe(position)
    })

    test('what is before the floor is gone, the floor itself is not', () => {
      const log = open({ messages: 5 })
      const positions = fill(log, 20)
      const floor = positions.indexOf(log.floor)
      expect(log.read(positions[floor - 1]!, 10)).toBeUndefined()
      expect(log.read('', 10)).toBeUndefined()
      expect(log.read(log.floor, 10)!.entries.map(dataOf)).toEqual(numbers(floor + 1, 20))
    })

    test('the floor and the tail never go back', () => {
      const log = open({ messages: 5, age: 50 })
      let [floor, tail] = [log.floor, log.tail]
      for (let count = 0; count < 200; count++) {
        if (count % 3) fill(log, 1)
        else log.trim()
        time += count % 20
        expect(log.floor >= floor && log.tail >= tail && log.floor <= log.tail).toBe(true)
        floor = log.floor
        tail = log.tail
      }
    })

    test('thousands that come and go leave the order as it is', () => {
      const log = open({ messages: 100 })
      fill(log, 5000)
      expect(readAll(log, log.floor)).toEqual(numbers(4900, 5000))
    })
  })

  describe('listening', () => {
    test('hears each entry as it is read, in order, until undone', () => {
      const log = open()
      const heard: Entry[] = []
      const undo = log.onAppend((entry) => heard.push(entry))
      const also: number[] = []
      log.onAppend((entry) => also.push(dataOf(entry)))
      const from = log.tail
      fill(log, 10)
      undo()
      expect(heard.map(({ json }) => json)).toEqual(log.read(from, 100)!.entries.map(({ json }) => json))
      fill(log, 5, 10)
      expect(heard).toHaveLength(10)
      expect(also).toEqual(numbers(0, 15))
    })

    test('who hears an entry can read it already', () => {
      const log = open()
      const seen: (Position | undefined)[] = []
      log.onAppend(() => seen.push(log.read(log.floor, 100)!.entries.slice(-1)[0]?.position))
      expect(fill(log, 3)).toEqual(seen)
    })
  })

  describe('numbered publications', () => {
    const source = (number: number, publisher = 'p') => ({ publisher, number })

    test('are taken in order, each once', () => {
      const log = open()
      expect(isPosition(log.append('/a', '1', source(1)))).toBe(true)
      expect(isPosition(log.append('/a', '2', source(2)))).toBe(true)
      expect(log.published('p')).toBe(2)
    })

    test('are not appended again: already', () => {
      const log = open()
      log.append('/a', '1', source(1))
      log.append('/a', '2', source(2))
      const { tail } = log
      const heard: unknown[] = []
      log.onAppend((entry) => heard.push(entry))
      expect(log.append('/a', '1', source(1))).toBe('already')
      expect(log.append('/a', '2', source(2))).toBe('already')
      expect([log.tail, log.published('p'), heard.length]).toEqual([tail, 2, 0])
    })

    test('are not appended when an earlier one is missing: gap', () => {
      const log = open()
      const { tail } = log
      expect(log.append('/a', '2', source(2))).toBe('gap')
      expect([log.tail, log.published('p')]).toEqual([tail, 0])
      log.append('/a', '1', source(1))
      expect(log.append('/a', '3', source(3))).toBe('gap')
      expect(isPosition(log.append('/a', '2', source(2)))).toBe(true)
    })

    test('can be skipped: the number is taken, and there is no entry', () => {
      const log = open()
      const { tail } = log
      expect(log.skip(source(2))).toBe('gap')
      expect(isPosition(log.skip(source(1)))).toBe(true)
      expect(log.skip(source(1))).toBe('already')
      expect([log.tail, log.published('p')]).toEqual([tail, 1])
      expect(log.append('/a', '1', source(1))).toBe('already')
      expect(isPosition(log.append('/a', '2', source(2)))).toBe(true)
    })

    test('are counted for each publisher alone, whatever its name', () => {
      const log = open()
      for (const publisher of ['p', 'q', '__proto__', 'constructor', '']) {
        expect(log.published(publisher)).toBe(0)
        expect(isPosition(log.append('/a', '1', source(1, publisher)))).toBe(true)
        expect(log.published(publisher)).toBe(1)
      }
      expect(log.published('nobody')).toBe(0)
    })

    test('are known for an hour after they were last asked for, however short the log', () => {
      const log = open({ age: 100 })
      log.append('/a', '1', source(1))
      for (let count = 0; count < 3; count++) {
        time += 3_500_000
        log.trim()
        expect(log.published('p')).toBe(1)
      }
      expect(isPosition(log.append('/a', '2', source(2)))).toBe(true)
      time += 3_700_000
      log.trim()
      expect(log.published('p')).toBe(0)
      expect(log.append('/a', '3', source(3))).toBe('gap')
    })

    test('are known for as long as the log keeps things, after the last one', () => {
      const log = open({ age: 100 })
      log.append('/a', '1', source(1))
      time += 90
      log.append('/a', '2', source(2))
      time += 90
      log.trim()
      expect(log.published('p')).toBe(2)
      expect(log.append('/a', '2', source(2))).toBe('already')
    })
  })

  describe('epochs', () => {
    test('a log that begins anew cannot be read with the positions of the old one', () => {
      const old = open()
      fill(old, 10)
      time++
      const log = open()
      fill(log, 10)
      expect(epochOf(log.tail)).not.toBe(epochOf(old.tail))
      for (const position of [old.floor, old.tail]) expect(log.read(position, 10)).toBeUndefined()
      expect(old.read(log.tail, 10)).toBeUndefined()
    })

    test('positions of a later epoch are greater', () => {
      const old = open()
      fill(old, 10)
      time++
      expect(open().floor > old.tail).toBe(true)
    })
  })
})
