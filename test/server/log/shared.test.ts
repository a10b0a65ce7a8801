import { describe, expect, test } from 'vitest'
import { decode, encode } from '../../../src/protocol/batch'
import { EnckeError } from '../../../src/protocol/errors'
import type { Position } from '../../../src/protocol/position'
import { roomOfStreams, type ServerLink } from '../../../src/server/link'
import type { Page } from '../../../src/server/log/log'
import { createSessions } from '../../../src/server/sessions/sessions'
import { numbers } from '../../support/numbers'
import { dataIn } from '../../support/publications'
import { until } from '../../support/until'
import { at, epoch, fakeStore, open } from './fake-store'

const dataOf = ({ runs }: Page) => dataIn(runs)

describe('a log that mirrors a store', () => {
  test('leaves no hole when its memory moves on while it reads from the store', async () => {
    const store = fakeStore()
    store.add(10)
    const log = await open(store, 2)
    store.hold('range')
    const reading = log.read(at(0), 100)
    await until(() => store.asked.includes('range'))
    store.add(10)
    await until(() => log.tail === at(20))
    store.release('range')
    const page = (await reading)!
    expect(dataOf(page)).toEqual(numbers(10, 1))
    expect(page).toMatchObject({ end: at(10), more: true })
    expect(dataOf((await log.read(page.end, 100))!)).toEqual(numbers(8, 11))
  })

  test('begins with the newest of the store in its memory, of which nobody is told', async () => {
    const store = fakeStore()
    store.add(10)
    store.hold('next')
    const log = await open(store, 100)
    const told: unknown[] = []
    log.onAppend((run) => told.push(run))
    expect(dataOf(log.read(at(5), 100) as Page)).toEqual(numbers(5, 6))
    store.add(1)
    store.release('next')
    await until(() => log.tail === at(11))
    expect(dataIn(told as Page['runs'])).toEqual([11])
    expect(store.asked).not.toContain('range')
  })

  test('reads from the store up to where its memory begins, and on from there', async () => {
    const store = fakeStore()
    store.add(20)
    const log = await open(store, 5)
    const page = (await log.read(at(3), 100))!
    expect(dataOf(page)).toEqual(numbers(12, 4))
    expect(page).toMatchObject({ end: at(15), more: true })
    expect(dataOf((await log.read(page.end, 100))!)).toEqual(numbers(5, 16))
  })

  test('does not promise what the store let go of while it began', async () => {
    const store = fakeStore()
    store.add(10)
    store.hold('hello')
    const opening = open(store, 100)
    await until(() => store.asked.includes('hello'))
    store.cut(at(6))
    store.release('hello')
    const log = await opening
    expect(log.floor).toBe(at(6))
    expect(await log.read(at(0), 100)).toBeUndefined()
    expect(dataOf((await log.read(at(6), 100))!)).toEqual(numbers(4, 7))
  })

  test('has read what follows on the floor of which it learns so, however soon that rises again', async () => {
    const store = fakeStore()
    store.add(20)
    const log = await open(store, 5)
    store.cut(at(5))
    expect(await log.read(at(2), 100)).toBeUndefined()
    store.cut(at(8))
    expect(await log.read(at(6), 100)).toBeUndefined()
    const page = (await log.read(at(5), 100))!
    expect(dataOf(page)).toEqual(numbers(10, 6))
    expect(page).toMatchObject({ end: at(15), more: true })
  })

  test('knows the new floor when it says that what was asked for is gone', async () => {
    const store = fakeStore()
    store.add(20)
    const log = await open(store, 5)
    store.cut(at(8))
    expect(await log.read(at(3), 100)).toBeUndefined()
    expect(log.floor).toBe(at(8))
  })

  test('leads nobody past what the store let go of before it has come here', async () => {
    const store = fakeStore()
    store.add(10)
    const log = await open(store, 5)
    const sessions = createSessions({ log, now: Date.now, defer: queueMicrotask, expiry: 1000 })
    const session = sessions.create('a reader', false, undefined)
    const got: unknown[] = []
    const told: Position[] = []
    const link: ServerLink = {
      ...{ kind: 'stream', room: roomOfStreams, worn: false, hold: 0, written: 0, end() {} },
      write(batch) {
        for (const { channel, data, ext } of decode(encode(batch))) {
          if (channel === '/n') got.push(data)
          else if (ext?.encke && 'at' in ext.encke) told.push(ext.encke.at as Position)
        }
        return true
      },
    }
    const join = { join: 1, version: 1, subscriptions: ['/n'], at: at(10) }
    const reply = { channel: '/meta/connect', successful: true }
    sessions.join(session, { link, join, reply, prompt: true, published: 0, refused: {} })
    await until(() => session.phase === 'live')

    store.hold('next')
    store.add(10)
    await until(() => store.asked.includes('next'))
    store.cut(at(15))
    expect(await log.read(at(3), 100)).toBeUndefined()
    expect(log.tail, 'nobody can begin before that').toBe(at(15))
    sessions.tick()
    expect(told.at(-1)).toBe(at(10))
    store.release('next')
    await until(() => got.length >= 10)
    sessions.tick()
    expect(got).toEqual(numbers(10, 11))
    expect(told.at(-1)).toBe(at(20))
    sessions.close()
  })

  test('knows no lower floor again because of an answer that was late', async () => {
    const store = fakeStore()
    store.add(20)
    const log = await open(store, 5)
    store.hold('range')
    const reading = log.read(at(3), 100)
    await until(() => store.asked.includes('range'))
    store.cut(at(8))
    store.add(1)
    await until(() => log.floor === at(8))
    store.release('range')
    expect(dataOf((await reading)!)).toEqual(numbers(13, 4))
    expect(log.floor).toBe(at(8))
  })

  test('goes on where it was on a new connection, knows what the store has let go of, and says why it was away', async () => {
    const store = fakeStore()
    store.add(10)
    const log = await open(store, 100)
    expect(log.tail).toBe(at(10))
    const told: unknown[] = []
    log.onTrouble((reason) => told.push(reason?.message))
    log.onBreak(() => told.push('a break'))
    store.cut(at(6))
    store.hold('hello')
    store.lose()
    await until(() => store.seen.length === 2)
    expect(log.floor).toBe(at(0))
    store.release('hello')
    await until(() => log.floor === at(6))
    expect(told).toEqual(['the log cannot be reached: lost'])
    expect([store.seen, store.wanted.length]).toEqual([['', at(10)], 1])
  })

  test('begins with a thousand publications or four million characters, or what its memory is to hold', async () => {
    for (const [characters, most] of [
      [Number.POSITIVE_INFINITY, 4_194_304],
      [1_000_000, 1_000_000],
    ] as const) {
      const store = fakeStore()
      await open(store, 10_000, { characters })
      expect(store.wanted).toEqual([[1000, most]])
    }
  })

  test('is not made of a store that is not fit, which it says at once', async () => {
    const store = fakeStore()
    store.store.connect = () => Promise.reject(new EnckeError('bad-option', 'too old'))
    await expect(open(store, 5, { now: () => 0 })).rejects.toMatchObject({ code: 'bad-option', message: 'too old' })
  })

  test('does not give up a store that is not fit for now, when it once was', async () => {
    const store = fakeStore()
    const log = await open(store, 5)
    const { connect } = store.store
    const tries: number[] = []
    store.store.connect = () => {
      if (tries.push(performance.now()) === 3) store.store.connect = connect
      return Promise.reject(new EnckeError('bad-option', 'too old'))
    }
    store.lose()
    store.add(1)
    await until(() => log.tail === at(1))
    expect(tries).toHaveLength(3)
    expect(tries[2]! - tries[0]!, 'it was left alone in between').toBeGreaterThan(100)
  })

  test('asks the store once for what many read one after the other, but not for what is gone', async () => {
    const store = fakeStore()
    store.add(100)
    let time = epoch
    const log = await open(store, 2, { now: () => time })
    const asked = () => store.asked.filter((call) => call === 'range').length
    const first = await log.read(at(3), 5)
    expect(await log.read(at(3), 5)).toBe(first)
    expect(asked()).toBe(1)
    for (const number of numbers(64, 4)) await log.read(at(number), 5)
    expect(asked()).toBe(65)
    for (const number of [4, 67]) await log.read(at(number), 5)
    expect(asked(), 'the first and the last of sixty-four').toBe(65)
    expect(await log.read(at(3), 5)).not.toBe(first)
    expect(asked(), 'one that sixty-four others have followed').toBe(66)
    time += 10_000
    log.trim()
    await log.read(at(67), 5)
    expect(asked(), 'for ten seconds').toBe(66)
    time++
    log.trim()
    await log.read(at(67), 5)
    expect(asked(), 'no longer').toBe(67)
    store.cut(at(80))
    expect(await log.read(at(70), 5)).toBeUndefined()
    expect(await log.read(at(67), 5), 'as soon as the node knows').toBeUndefined()
    expect(asked()).toBe(68)
  })

  test('asks the store for two pages at a time, so that it takes what is published in between', async () => {
    const store = fakeStore()
    store.add(100)
    let time = epoch
    const log = await open(store, 2, { now: () => time })
    const asked = () => store.asked.filter((call) => call === 'range').length
    store.hold('range')
    const pages = numbers(80).map((number) => log.read(at(number), 5))
    await until(() => asked() === 2)
    time += 20_000
    log.trim()
    expect(log.read(at(70), 5), 'one that waits is not asked for twice').toBe(pages[70])
    store.release('range')
    for (const [number, page] of pages.entries()) expect(dataOf((await page)!)).toEqual(numbers(5, number + 1))
    expect(asked()).toBe(80)
  })

  test('gives everybody as much as they ask for of what it has read for others', async () => {
    const store = fakeStore()
    store.add(20)
    const log = await open(store, 2)
    expect(dataOf((await log.read(at(3), 5))!)).toEqual(numbers(5, 4))
    expect(dataOf((await log.read(at(3), 2))!)).toEqual(numbers(2, 4))
  })

  test('tells nobody anything after it was closed', async () => {
    const store = fakeStore()
    const log = await open(store, 5)
    const heard: Position[] = []
    log.onAppend(({ position }) => heard.push(position))
    store.add(1)
    await until(() => heard.length)
    store.hold('next')
    store.add(1)
    await until(() => store.asked.filter((call) => call === 'next').length === 2)
    const closing = log.close()
    store.release('next')
    await closing
    expect(heard).toEqual([at(1)])
  })

  test('gives up a connection that comes after it was closed', async () => {
    const store = fakeStore()
    const log = await open(store, 5)
    store.hold('connect')
    store.fake.connections = 0
    store.lose()
    await until(() => store.asked.filter((call) => call === 'connect').length === 2)
    let closed = false
    const closing = Promise.resolve(log.close()).then(() => {
      closed = true
    })
    await new Promise((resolve) => setImmediate(resolve))
    expect(closed).toBe(false)
    store.release('connect')
    await closing
    expect(store.fake.connections).toBe(0)
  })
})
