import { describe, expect, test } from 'vitest'
import { EnckeError } from '../../../src/protocol/errors'
import { formatPosition } from '../../../src/protocol/position'
import type { Source } from '../../../src/server/log/log'
import type { Run } from '../../../src/server/log/run'
import { numbers } from '../../support/numbers'
import { dataIn } from '../../support/publications'
import { until } from '../../support/until'
import { at, epoch, fakeStore, open } from './fake-store'

const failure = (asked: unknown) =>
  Promise.resolve(asked).then(
    () => 'none',
    ({ code }: EnckeError) => code,
  )

/** A store that fails with these, one after the other, before it takes a publication. */
function storeThatFails(...codes: ('busy' | 'delivery-unknown')[]) {
  const store = fakeStore()
  const taken: { source: Source; remembered: number | undefined }[] = []
  store.store.append = async (_known, _channel, _data, source, remembered) => {
    taken.push({ source, remembered })
    const code = codes.shift()
    if (code) throw new EnckeError(code, 'no')
    return at(1)
  }
  return { ...store, taken }
}

describe('a publication', () => {
  test('of the server itself has a name of its own, the same at each try, which is known for ten times patience', async () => {
    const store = storeThatFails('busy')
    const log = await open(store, 5)
    expect(await log.append('/a', '1')).toBe(at(1))
    const [first, second] = store.taken
    expect(first).toEqual({ source: { publisher: expect.stringMatching(/^.{22}$/), number: 1 }, remembered: 50_000 })
    expect(second).toEqual(first)
    await log.append('/a', '2')
    expect(store.taken[2]!.source.publisher).not.toBe(first!.source.publisher)
  })

  test('of a client keeps its name and number, which are known for as long as those of any client', async () => {
    const store = storeThatFails()
    const log = await open(store, 5)
    const source = { publisher: 'p', number: 7 }
    await log.append('/a', '1', source)
    expect(store.taken).toEqual([{ source, remembered: undefined }])
  })

  test('that may have been taken says so, where nobody can ask again', async () => {
    const many = Array<'busy'>(100).fill('busy')
    const ask = async (codes: ('busy' | 'delivery-unknown')[], source?: Source) => {
      const log = await open(storeThatFails(...codes), 5, { patience: 150 })
      return failure(log.append('/a', '1', source))
    }
    expect(await ask(many)).toBe('busy')
    expect(await ask(['delivery-unknown', ...many])).toBe('delivery-unknown')
    expect(await ask(['delivery-unknown', ...many], { publisher: 'p', number: 1 })).toBe('busy')
  })
})

test('publications of more than 32 Mi characters do not wait for the store', async () => {
  const store = fakeStore()
  const waiting: (() => void)[] = []
  store.store.append = () => new Promise((resolve) => waiting.push(() => resolve(at(1))))
  const log = await open(store, 5)
  const data = 'x'.repeat(20_000_000)
  const first = log.append('/a', data)
  expect(await failure(log.append('/a', data))).toBe('busy')
  for (const answer of waiting) answer()
  expect(await first).toBe(at(1))
})

describe('a page that the store was asked for', () => {
  test('is asked for again where it could not be had, however often', async () => {
    const store = fakeStore()
    store.add(20)
    const log = await open(store, 5, { patience: 150 })
    const { range } = store.store
    store.store.range = () => Promise.reject(new EnckeError('busy', 'no'))
    for (const n of numbers(3, 3)) expect(await failure(log.read(at(n), 5))).toBe('busy')
    store.store.range = range
    for (const n of numbers(3, 3)) expect(await log.read(at(n), 5)).toMatchObject({ more: true, end: at(n + 5) })
  })

  test('has to be asked for later where a thousand others wait', async () => {
    const store = fakeStore()
    store.add(1100)
    const log = await open(store, 5)
    store.store.range = () => new Promise(() => {})
    for (const n of numbers(1000, 1)) log.read(at(n), 5)
    expect(await failure(log.read(at(1001), 5))).toBe('busy')
  })

  test('is not asked for any more where the log has begun anew meanwhile', async () => {
    const store = fakeStore()
    store.add(20)
    const log = await open(store, 5)
    store.hold('connect')
    store.lose()
    const page = log.read(at(3), 5)
    store.cut(formatPosition(epoch + 1, epoch, 0))
    store.release('connect')
    expect(await page).toBeUndefined()
    expect(store.asked).not.toContain('range')
  })

  test('is gone where the store has begun anew, which nobody here knows yet', async () => {
    const store = fakeStore()
    store.add(20)
    const log = await open(store, 5)
    store.store.range = async () => ({ entries: [], floor: formatPosition(epoch + 1, epoch, 0) })
    expect(await log.read(at(3), 5)).toBeUndefined()
    expect([log.floor, log.tail]).toEqual([at(0), at(20)])
  })
})

describe('a node', () => {
  const count = (store: ReturnType<typeof fakeStore>, call: string) => store.asked.filter((one) => one === call).length

  test('that is told of a later epoch looks once, whoever tells it, and stays where there is none', async () => {
    const store = fakeStore()
    const log = await open(store, 5)
    await Promise.all([log.catchUp(), log.catchUp()])
    expect([store.seen.length, count(store, 'connect')]).toEqual([2, 1])
    await log.catchUp()
    expect([store.seen.length, count(store, 'connect')]).toEqual([3, 1])
  })

  test('that is told of a later epoch while it looks, and sees what was before, looks once more', async () => {
    const store = fakeStore()
    const log = await open(store, 5)
    store.hold('hello')
    const first = log.catchUp()
    await until(() => count(store, 'hello') === 2)
    const later = formatPosition(epoch + 1, epoch, 0)
    store.cut(later)
    const others = [log.catchUp(), log.catchUp()]
    store.release('hello')
    await first
    await Promise.all(others)
    expect(log.tail).toBe(later)
  })

  test('that finds a later epoch meets it on a new connection, and says that there is a break', async () => {
    const store = fakeStore()
    const log = await open(store, 5)
    let breaks = 0
    const undo = log.onBreak(() => breaks++)
    const later = formatPosition(epoch + 1, epoch, 0)
    store.cut(later)
    await log.catchUp()
    expect([log.floor, log.tail, breaks, count(store, 'connect')]).toEqual([later, later, 1, 2])
    undo()
    store.cut(formatPosition(epoch + 2, epoch, 0))
    await log.catchUp()
    expect([breaks, count(store, 'connect')]).toEqual([1, 3])
  })

  test('that is behind what the store has let go of begins anew where that begins', async () => {
    const store = fakeStore()
    const log = await open(store, 100)
    let breaks = 0
    log.onBreak(() => breaks++)
    const told: Run[] = []
    log.onAppend((run) => told.push(run))
    store.hold('next')
    store.add(5)
    await until(() => store.asked.includes('next'))
    store.cut(at(9))
    store.add(10)
    store.release('next')
    await until(() => log.tail === at(15))
    expect([breaks, log.floor]).toEqual([1, at(9)])
    expect(dataIn(told), 'what lies behind the hole is read, and not told').toEqual(numbers(5, 1))
  })

  test('that meets an epoch which sorts lower, of a clock that was set back, forgets where the one before began', async () => {
    const store = fakeStore()
    const log = await open(store, 5)
    const lower = formatPosition(epoch - 1, epoch, 0)
    store.store.hello = async () => lower
    store.store.newest = async () => ({ entries: [], floor: lower, after: lower })
    store.lose()
    await until(() => log.tail === lower)
    expect(log.floor).toBe(lower)
  })

  test('that meets one epoch and reads another tries once more', async () => {
    const store = fakeStore()
    const { newest } = store.store
    store.store.newest = async () => {
      store.store.newest = newest
      return { entries: [], floor: formatPosition(epoch + 1, epoch, 0), after: formatPosition(epoch + 1, epoch, 0) }
    }
    const log = await open(store, 5)
    expect([log.tail, count(store, 'connect')]).toEqual([at(0), 2])
  })

  test('whose store cannot be reached is none', async () => {
    const store = fakeStore()
    store.store.hello = () => Promise.reject(new EnckeError('network', 'no'))
    expect(await failure(open(store, 5, { patience: 150 }))).toBe('busy')
  })

  test('trims the store every so often, and renews sessions there, but not while it is away', async () => {
    const store = fakeStore()
    let time = epoch
    const log = await open(store, 5, { now: () => time })
    log.hold('me')
    const trims = (milliseconds: number) => {
      const before = [count(store, 'trim'), count(store, 'renew me')] as const
      time += milliseconds
      log.trim()
      return [count(store, 'trim') - before[0], count(store, 'renew me') - before[1]]
    }
    expect([trims(999), trims(1), trims(999), trims(1)].map(([trimmed]) => trimmed)).toEqual([0, 1, 0, 1])
    store.hold('connect')
    store.lose()
    await until(() => count(store, 'connect') === 2)
    expect([trims(600_000), trims(600_000)]).toEqual([
      [0, 0],
      [0, 0],
    ])
    store.release('connect')
  })

  test('whose store took nothing looks every so often whether it does, and not otherwise', async () => {
    const store = fakeStore()
    let time = epoch
    const log = await open(store, 5, { now: () => time, patience: 150 })
    const told: unknown[] = []
    log.onTrouble((reason) => told.push(reason?.message))
    const pass = (milliseconds: number) => {
      time += milliseconds
      log.trim()
      return count(store, 'probe')
    }
    expect(pass(1000)).toBe(0)
    store.store.append = () => Promise.reject(new EnckeError('busy', 'full'))
    const failed = failure(log.append('/a', '1'))
    await until(() => told.length)
    time += 150
    expect(await failed).toBe('busy')
    const { probe } = store.store
    store.store.probe = () => probe().then(() => Promise.reject(new EnckeError('busy', 'full')))
    expect([pass(850), pass(999), pass(1)]).toEqual([1, 1, 2])
    await new Promise((resolve) => setImmediate(resolve))
    expect(log.state.away).toBeGreaterThan(0)
    store.store.probe = probe
    expect(pass(1000)).toBe(3)
    await until(() => log.state.away === 0)
    expect(told).toEqual(['the log takes nothing: full', undefined])
    expect(pass(1000)).toBe(3)
  })

  test('keeps nothing in memory that is older than its mirror is to be', async () => {
    const store = fakeStore()
    store.add(10)
    let time = epoch + 10
    const log = await open(store, 100, { age: 1000, now: () => time })
    expect(log.state).toMatchObject({ messages: 10, away: 0 })
    time += 995
    log.trim()
    expect(log.state.messages).toBe(6)
  })
})
