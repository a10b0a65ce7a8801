import { describe, expect, test } from 'vitest'
import { createSubscriptions } from '../../../src/client/subscriptions/subscriptions'
import type { Missed } from '../../../src/protocol/message'
import { type Heard, place, subscriber } from '../../support/conversation'
import { accepted, take, takers } from '../../support/subscriptions'

describe('an event concerns', () => {
  test('each subscriber that has not had it, of several events at once, too', () => {
    const [early, late] = [subscriber('/a'), subscriber('/a', place(2))]
    const subscriptions = accepted(early, late)
    const events = [1, 2, 3].map((n) => ({ channel: '/a', data: n, position: place(n) }))
    subscriptions.take(events, (some, to) => {
      for (const event of some) for (const one of to) one.deliver(event)
    })
    const heard = ({ events }: Heard) => events.map(({ position }) => position)
    expect(heard(early)).toEqual([1, 2, 3].map((n) => place(n)))
    expect(heard(late)).toEqual([place(3)])
    expect(take(subscriptions, '/a', place(3))).toEqual([])
    expect(take(subscriptions, '/a', place(4))).toEqual([early, late])
  })

  test('every pattern that matches its channel', () => {
    const subscriptions = accepted(
      ...['/a/b', '/a/*', '/a/**', '/**', '/*', '/a', '/b/**'].map((one) => subscriber(one)),
    )
    expect(takers(subscriptions, '/a/b', 1).sort()).toEqual(['/**', '/a/*', '/a/**', '/a/b'])
    expect(takers(subscriptions, '/a', 2).sort()).toEqual(['/*', '/**', '/a'])
    expect(takers(subscriptions, '/c/d/e', 3)).toEqual(['/**'])
  })

  test('everyone who shares a pattern', () => {
    expect(takers(accepted(subscriber('/a'), subscriber('/a')), '/a', 1)).toEqual(['/a', '/a'])
  })

  test('nobody who has had it already', () => {
    const subscriptions = accepted(subscriber('/a'))
    expect(takers(subscriptions, '/a', 5)).toEqual(['/a'])
    expect(takers(subscriptions, '/a', 5)).toEqual([])
    expect(takers(subscriptions, '/a', 4)).toEqual([])
  })

  test('nobody whose subscription the server has not accepted yet', () => {
    const subscriptions = accepted(subscriber('/a'))
    expect(takers(subscriptions, '/a', 1)).toEqual(['/a'])
    subscriptions.add(subscriber('/b'))
    subscriptions.add(subscriber('/*'))
    expect(takers(subscriptions, '/b', 2)).toEqual([])
    expect(takers(subscriptions, '/a', 3)).toEqual(['/a'])
  })

  test('nobody who has left, and those who come later', () => {
    const [one, two] = [subscriber('/a'), subscriber('/a')]
    const subscriptions = accepted(one)
    takers(subscriptions, '/a', 1)
    subscriptions.add(two)
    subscriptions.remove(one)
    expect(take(subscriptions, '/a', place(2))).toEqual([two])
    subscriptions.remove(two)
    expect(take(subscriptions, '/a', place(3))).toEqual([])
  })

  test('the same after more channels than are remembered', () => {
    const subscriptions = accepted(subscriber('/a/*'))
    for (let n = 1; n <= 2500; n++) expect(takers(subscriptions, `/a/${n}`, n)).toEqual(['/a/*'])
    expect(takers(subscriptions, '/a/1', 9999)).toEqual(['/a/*'])
  })
})

describe('a subscription begins', () => {
  test('with latest at the end of the log when the server took it', () => {
    const subscriptions = createSubscriptions()
    const one = subscriber('/a')
    subscriptions.add(one)
    subscriptions.accept({ join: 1, tail: place(7) }, { version: 1 })
    expect(one.answers).toEqual([undefined])
    expect(takers(subscriptions, '/a', 7)).toEqual([])
    expect(takers(subscriptions, '/a', 8)).toEqual(['/a'])
  })

  test('with oldest where the server says that its log begins', () => {
    const subscriptions = createSubscriptions()
    subscriptions.add(subscriber('/a', 'oldest'))
    subscriptions.accept({ join: 1, tail: place(7), begin: { '/a': place(2) } }, { version: 1 })
    expect(takers(subscriptions, '/a', 2)).toEqual([])
    expect(takers(subscriptions, '/a', 3)).toEqual(['/a'])
  })

  test('with a position after it, whatever the end of the log is', () => {
    const subscriptions = createSubscriptions()
    subscriptions.add(subscriber('/a', place(3)))
    subscriptions.accept({ join: 1, tail: place(7) }, { version: 1 })
    expect(takers(subscriptions, '/a', 4)).toEqual(['/a'])
  })

  test('where the first one to its pattern is, and is ready at once', () => {
    const subscriptions = accepted(subscriber('/a'))
    take(subscriptions, '/a', place(5))
    const late = subscriber('/a')
    subscriptions.add(late)
    expect(late.answers).toEqual([undefined])
    expect(take(subscriptions, '/a', place(5))).toEqual([])
    expect(subscriptions.changed).toBe(false)
    subscriptions.add(subscriber('/b'))
    expect(take(subscriptions, '/a', place(6)).at(-1)).toBe(late)
  })

  test('now, beside one that has not got all of its history yet', () => {
    const [first, late] = [subscriber('/a', 'oldest'), subscriber('/a')]
    const subscriptions = createSubscriptions()
    subscriptions.add(first)
    subscriptions.accept({ join: 1, tail: place(7), begin: { '/a': place(2) } }, { version: 1 })
    subscriptions.add(late)
    expect([first.hasAll, late.hasAll]).toEqual([false, true])
    expect(take(subscriptions, '/a', place(7))).toEqual([first])
    expect(take(subscriptions, '/a', place(8))).toEqual([first, late])
  })

  test('at once where it wants the newest alone, and others want the same, or more', () => {
    const newest = () => ({ ...subscriber('/a'), latest: true })
    for (const first of [newest(), subscriber('/a')]) {
      const subscriptions = accepted(first)
      const late = newest()
      subscriptions.add(late)
      expect(late.answers).toEqual([undefined])
      expect(subscriptions.changed).toBe(false)
    }
  })

  test('at the word of the server where it wants every message, and the newest alone was wanted', () => {
    const [newest, every, another] = [{ ...subscriber('/a'), latest: true }, subscriber('/a'), subscriber('/a')]
    const subscriptions = accepted(newest)
    subscriptions.add(every)
    subscriptions.add(another)
    expect(take(subscriptions, '/a', place(7))).toEqual([newest])
    subscriptions.accept({ join: 2, tail: place(7) }, { version: 3, at: place(7) })
    expect(take(subscriptions, '/a', place(8))).toEqual([newest, every, another])
  })

  test('with history though another one is beyond that, which hears nothing twice', () => {
    const first = subscriber('/a')
    const subscriptions = accepted(first)
    take(subscriptions, '/a', place(5))
    const late = subscriber('/a', 'oldest')
    subscriptions.add(late)
    expect(subscriptions.form(false).own).toEqual({ '/a': 'oldest' })
    subscriptions.accept({ join: 2, tail: place(5), begin: { '/a': place(1) } }, { version: 2 })
    expect(take(subscriptions, '/a', place(2))).toEqual([late])
    expect(take(subscriptions, '/a', place(5))).toEqual([late])
    expect(take(subscriptions, '/a', place(6))).toEqual([first, late])
  })
})

describe('a subscription has all that was there', () => {
  function joined(one = subscriber('/a', 'oldest')) {
    const subscriptions = createSubscriptions()
    subscriptions.add(one)
    subscriptions.accept({ join: 1, tail: place(7), begin: { '/a': place(2) } }, { version: 1 })
    return { subscriptions, one }
  }

  test('as soon as it is accepted where it begins now, or the log is empty', () => {
    expect(joined(subscriber('/a')).one.hasAll).toBe(true)
    expect(joined(subscriber('/a', place(7))).one.hasAll).toBe(true)
  })

  test('when the last message of the log has come', () => {
    const { subscriptions, one } = joined()
    expect(one.hasAll).toBe(false)
    take(subscriptions, '/a', place(6))
    expect(one.hasAll).toBe(false)
    take(subscriptions, '/a', place(7))
    expect(one.hasAll).toBe(true)
    take(subscriptions, '/a', place(8))
  })

  test('when the server says that it has sent all, of other channels too', () => {
    const { subscriptions, one } = joined()
    subscriptions.advance(place(6))
    expect(one.hasAll).toBe(false)
    subscriptions.advance(place(7))
    expect(one.hasAll).toBe(true)
  })

  test('when what comes next is newer than that, whoever takes it', () => {
    const { subscriptions, one } = joined()
    take(subscriptions, '/b', place(8))
    expect(one.hasAll).toBe(true)
  })

  test('of the log that is there when its client is back', () => {
    const anew = 1_900_000_000_000
    const { subscriptions, one } = joined()
    const { version, ...places } = subscriptions.form(true)
    subscriptions.accept({ join: 2, tail: place(5, anew) }, { version, ...places })
    subscriptions.skip({ patterns: ['/a'], from: place(2), to: place(1, anew), reason: 'reset' })
    expect(one.hasAll).toBe(false)
    subscriptions.advance(place(5, anew))
    expect(one.hasAll).toBe(true)
  })

  test('never, once it is ended', () => {
    const { subscriptions, one } = joined()
    subscriptions.remove(one)
    subscriptions.advance(place(9))
    expect(one.hasAll).toBe(false)
  })
})

describe('a gap', () => {
  test('sets the named patterns anew, also to an earlier epoch, and no others', () => {
    const earlier = 1_600_000_000_000
    const subscriptions = accepted(subscriber('/a'), subscriber('/b'))
    take(subscriptions, '/a', place(50))
    expect(
      subscriptions.skip({ patterns: ['/a', '/nobody'], from: place(50), to: place(10, earlier), reason: 'reset' }),
    ).toBe(true)
    expect(take(subscriptions, '/a', place(11, earlier)).map(({ pattern }) => pattern)).toEqual(['/a'])
    expect(takers(subscriptions, '/b', 12)).toEqual([])
    expect(takers(subscriptions, '/b', 51)).toEqual(['/b'])
  })

  test('is asked for although a newcomer begins with the oldest, when the log began anew on a clock set back', () => {
    const earlier = 1_600_000_000_000
    const subscriptions = accepted(subscriber('/a'))
    take(subscriptions, '/a', place(50))
    subscriptions.add(subscriber('/a', 'oldest'))
    const { version, ...places } = subscriptions.form(true)
    expect(places.own).toEqual({ '/a': 'oldest' })
    const answer = { join: 2, tail: place(9, earlier), begin: { '/a': place(0, earlier) } }
    expect(subscriptions.accept(answer, { version, ...places })).toBe(false)
    expect(subscriptions.form(true)).toMatchObject({ at: place(50) })
  })

  test('is no beginning for who waits for one', () => {
    const [one, late] = [subscriber('/a'), subscriber('/a', 'oldest')]
    const subscriptions = accepted(one)
    subscriptions.add(late)
    subscriptions.skip({ patterns: ['/a'], from: place(0), to: place(10), reason: 'trimmed' })
    expect(take(subscriptions, '/a', place(11))).toEqual([one])
    expect(subscriptions.form(false).own).toEqual({ '/a': 'oldest' })
  })

  test('takes nobody back who is beyond it already', () => {
    const subscriptions = accepted(subscriber('/a'))
    take(subscriptions, '/a', place(50))
    expect(subscriptions.skip({ patterns: ['/a'], from: place(5), to: place(10), reason: 'trimmed' })).toBe(false)
    expect(takers(subscriptions, '/a', 50)).toEqual([])
    expect(takers(subscriptions, '/a', 51)).toEqual(['/a'])
  })

  test('between two epochs that we have left takes nobody back', () => {
    const [first, second] = [1_600_000_000_000, 1_600_000_001_000]
    const subscriptions = accepted(subscriber('/a'))
    take(subscriptions, '/a', place(50))
    const gap: Missed = { patterns: ['/a'], from: place(80, first), to: place(90, second), reason: 'reset' }
    expect(subscriptions.skip(gap)).toBe(false)
    expect(takers(subscriptions, '/a', 50)).toEqual([])
    expect(takers(subscriptions, '/a', 51)).toEqual(['/a'])
  })
})

describe('how far a pattern is, for the page that comes next,', () => {
  const later = 1_900_000_000_000

  test('says who has been heard, not who waits for all of it or for another log', () => {
    const subscriptions = accepted(subscriber('/a'))
    take(subscriptions, '/a', place(50))
    subscriptions.add(subscriber('/a', 'oldest'))
    subscriptions.add(subscriber('/a', place(3, later)))
    expect(subscriptions.places).toEqual({ '/a': place(50) })
  })

  test('says the lower place of two in one log', () => {
    const subscriptions = accepted(subscriber('/a'))
    take(subscriptions, '/a', place(50))
    subscriptions.add(subscriber('/a', place(20)))
    expect(subscriptions.places).toEqual({ '/a': place(20) })
  })

  test('says what it waits for as long as nobody has been heard', () => {
    const subscriptions = createSubscriptions()
    for (const since of ['oldest', place(20), 'latest'] as const) subscriptions.add(subscriber('/a', since))
    subscriptions.add(subscriber('/b', 'oldest'))
    expect(subscriptions.places).toEqual({ '/a': place(20) })
  })
})

test('a channel of a million segments is as good as any other that nobody has subscribed to', () => {
  const subscriptions = accepted(subscriber('/**'))
  const channel = '/a'.repeat(1_000_000)
  expect(subscriptions.route(channel)).toEqual([])
  const [exact] = [subscriber(channel)]
  subscriptions.add(exact as Heard)
  expect(subscriptions.route(channel)).toEqual([exact])
})
