import { describe, expect, test } from 'vitest'
import { createSubscriptions, type Subscriber } from '../../../src/client/subscriptions/subscriptions'
import { EnckeError } from '../../../src/protocol/errors'
import { type Heard, place, subscriber } from '../../support/conversation'
import { accepted, take, takers } from '../../support/subscriptions'

describe('a join says', () => {
  const form = (...since: Subscriber['since'][]) => {
    const subscriptions = createSubscriptions()
    for (const one of since) subscriptions.add(subscriber('/a', one))
    return subscriptions.form(true)
  }

  test('of a pattern with several subscribers: the lowest place of all', () => {
    expect(form('latest', place(5), place(3)).own).toEqual({ '/a': place(3) })
    expect(form('latest', 'oldest', place(3)).own).toEqual({ '/a': 'oldest' })
    expect(form('latest', 'latest').own).toEqual({ '/a': 'latest' })
  })

  test('nothing but a version when there are no subscriptions', () => {
    expect(createSubscriptions().form(true)).toEqual({ version: 0, subscriptions: [] })
  })

  test('one place for those that agree, and the exceptions beside it', () => {
    const subscriptions = accepted(subscriber('/a'), subscriber('/b'))
    take(subscriptions, '/a', place(4))
    subscriptions.add(subscriber('/c'))
    expect(subscriptions.form(false)).toEqual({
      version: 3,
      subscriptions: ['/a', '/b', '/c'],
      at: place(4),
      own: { '/c': 'latest' },
    })
  })

  test('no names once the server knows this version, unless all are asked for', () => {
    const subscriptions = accepted(subscriber('/a'))
    expect(subscriptions.form(false)).toEqual({ version: 1, at: place(0) })
    expect(subscriptions.form(true)).toEqual({ version: 1, at: place(0), subscriptions: ['/a'] })
  })

  test('that the newest alone is wanted of a pattern when all who share it want no more', () => {
    const newest = (pattern: string) => ({ ...subscriber(pattern), latest: true })
    const subscriptions = createSubscriptions()
    for (const one of [newest('/a'), newest('/a'), newest('/b'), subscriber('/b')]) subscriptions.add(one)
    expect(subscriptions.form(false).latest).toEqual(['/a'])
    subscriptions.accept({ join: 1, tail: place(0) }, { version: 4 })
    expect(subscriptions.form(false)).not.toHaveProperty('latest')
    expect(subscriptions.form(true).latest).toEqual(['/a'])
  })

  test('a common place that nobody holds back who has left, or was turned down', () => {
    for (const leave of ['remove', 'refuse'] as const) {
      const early = subscriber('/a', place(3))
      const subscriptions = accepted(early, subscriber('/b', place(9)))
      expect(subscriptions.form(false)).toMatchObject({ at: place(3), own: { '/b': place(9) } })
      if (leave === 'remove') subscriptions.remove(early)
      else subscriptions.refuse('/a', new EnckeError('refused', 'no'))
      expect(subscriptions.form(false).at).toBe(place(9))
      expect(subscriptions.form(false)).not.toHaveProperty('own')
    }
  })

  test('nothing of one that leaves after it was turned down', () => {
    const one = subscriber('/a')
    const subscriptions = accepted(one)
    subscriptions.refuse('/a', new EnckeError('refused', 'no'))
    const { version } = subscriptions.form(false)
    subscriptions.remove(one)
    expect(subscriptions.form(false).version).toBe(version)
  })

  test('a pattern once however many share it, and no more when the last has left', () => {
    const [one, two] = [subscriber('/a'), subscriber('/a')]
    const subscriptions = accepted(one, two)
    subscriptions.remove(one)
    expect(subscriptions.changed).toBe(false)
    subscriptions.remove(two)
    expect(subscriptions.changed).toBe(true)
    expect(subscriptions.form(false)).toMatchObject({ subscriptions: [] })
    subscriptions.remove(two)
    expect(subscriptions.patterns).toEqual([])
  })
})

describe('the answer to a join', () => {
  test('says nothing of what was subscribed to after it had gone out', () => {
    const [one, two] = [subscriber('/a'), subscriber('/b')]
    const subscriptions = createSubscriptions()
    subscriptions.add(one)
    const { version } = subscriptions.form(true)
    subscriptions.add(two)
    expect(subscriptions.accept({ join: 1, tail: place(0) }, { version })).toBe(true)
    expect([one.answers, two.answers]).toEqual([[undefined], []])
    expect(subscriptions.changed).toBe(true)
  })

  test('that would begin beyond a place is turned down, and asked again with the place', () => {
    const subscriptions = accepted(subscriber('/a'))
    expect(subscriptions.accept({ join: 2, begin: { '/a': place(9) } }, { version: 1 })).toBe(false)
    expect(takers(subscriptions, '/a', 5)).toEqual(['/a'])
  })

  test('is turned down, too, when its join named a later place than the pattern has got meanwhile', () => {
    const subscriptions = createSubscriptions()
    subscriptions.add(subscriber('/a'))
    const first = subscriptions.form(true)
    subscriptions.add(subscriber('/a', place(9)))
    const second = subscriptions.form(true)
    expect(second.own).toEqual({ '/a': place(9) })
    expect(subscriptions.accept({ join: 1, tail: place(5) }, first)).toBe(true)
    expect(subscriptions.accept({ join: 2, tail: place(5) }, second)).toBe(false)
    expect(subscriptions.form(true).at).toBe(place(5))
  })

  test('that is turned down gives a new subscription the beginning that it was offered, so none moves it on', () => {
    const late = subscriber('/b')
    const subscriptions = accepted(subscriber('/a'))
    subscriptions.add(late)
    expect(
      subscriptions.accept({ join: 2, begin: { '/a': place(9), '/b': place(9) }, tail: place(9) }, { version: 2 }),
    ).toBe(false)
    expect(late.answers).toEqual([])
    expect(subscriptions.form(false)).toMatchObject({ subscriptions: ['/a', '/b'], own: { '/b': place(9) } })
    const another = { join: 3, begin: { '/b': place(12) }, tail: place(12) }
    expect(subscriptions.accept(another, { version: 2, at: place(0), own: { '/b': 'latest' } })).toBe(false)
    expect(subscriptions.form(true).own).toMatchObject({ '/b': place(9) })
  })

  test('is taken where a new subscription begins beyond what the others have', () => {
    const late = subscriber('/b')
    const subscriptions = accepted(subscriber('/a'))
    subscriptions.add(late)
    const named = subscriptions.form(false)
    expect(subscriptions.accept({ join: 2, tail: place(9), begin: { '/b': place(9) } }, named)).toBe(true)
    expect(late.answers).toEqual([undefined])
  })

  test('is not turned down for the sake of who has come since its join, and is named by the next one', () => {
    const subscriptions = accepted(subscriber('/a'))
    take(subscriptions, '/a', place(50))
    const { version, ...places } = subscriptions.form(false)
    subscriptions.add(subscriber('/a', place(20)))
    expect(subscriptions.accept({ join: 2, tail: place(50) }, { version, ...places })).toBe(true)
    expect(subscriptions.form(false).own).toEqual({ '/a': place(20) })
  })

  test('is not turned down where a gap has led beyond the log that its join has named', () => {
    const later = 1_800_000_000_000
    const subscriptions = accepted(subscriber('/a'))
    take(subscriptions, '/a', place(50))
    const named = subscriptions.form(false)
    expect(subscriptions.accept({ join: 2, tail: place(9, later) }, named)).toBe(true)
    subscriptions.skip({ patterns: ['/a'], from: place(50), to: place(9, later), reason: 'reset' })
    expect(subscriptions.accept({ join: 3, tail: place(9, later) }, named)).toBe(true)
  })

  test('begins nobody before the place that its join has named, though its node has not heard of that yet', () => {
    const subscriptions = accepted({ ...subscriber('/a'), latest: true })
    take(subscriptions, '/a', place(9))
    subscriptions.add(subscriber('/a'))
    expect(subscriptions.accept({ join: 2, tail: place(7) }, subscriptions.form(false))).toBe(true)
    expect(subscriptions.form(false).at).toBe(place(9))
  })

  test('leaves who waits for another log, or for all of this one, to the next join', () => {
    const others = [1_800_000_000_000, 1_900_000_000_000] as const
    const [first, second] = others.map((epoch) => subscriber('/a', place(3, epoch))) as [Heard, Heard]
    const all = subscriber('/a', 'oldest')
    const subscriptions = accepted(subscriber('/a'))
    for (const one of [second, first, all]) subscriptions.add(one)
    const waiting = () => [first, second, all].map(({ answers }) => answers.length === 0)
    for (const [index, epoch] of others.entries()) {
      const named = subscriptions.form(false)
      expect(named.own).toEqual({ '/a': place(3, epoch) })
      expect(subscriptions.accept({ join: 2 + index, tail: place(0) }, named)).toBe(true)
      expect(subscriptions.changed).toBe(true)
      subscriptions.skip({ patterns: ['/a'], from: place(3, epoch), to: place(0), reason: 'reset' })
      expect(waiting()).toEqual([false, !index, true])
    }
    const named = subscriptions.form(false)
    expect(named.own).toEqual({ '/a': 'oldest' })
    expect(subscriptions.accept({ join: 4, tail: place(0), begin: { '/a': place(0) } }, named)).toBe(true)
    expect([waiting(), subscriptions.changed]).toEqual([[false, false, false], false])
  })

  test('with a no ends every subscription to that pattern', () => {
    const [one, two, other] = [subscriber('/a'), subscriber('/a'), subscriber('/b')]
    const subscriptions = accepted(one, two, other)
    const error = new EnckeError('refused', 'no')
    expect(takers(subscriptions, '/a', 1)).toEqual(['/a', '/a'])
    subscriptions.refuse('/a', error)
    expect([one, two, other].map(({ answers }) => answers.at(-1))).toEqual([error, error, undefined])
    expect(subscriptions.patterns).toEqual(['/b'])
    expect(takers(subscriptions, '/a', 2)).toEqual([])
    expect(() => subscriptions.refuse('/nobody', error)).not.toThrow()
  })

  test('with a no concerns so many: none where all have gone meanwhile', () => {
    const error = new EnckeError('refused', 'no')
    const subscriptions = accepted(subscriber('/a'))
    subscriptions.add(subscriber('/a', 'oldest'))
    expect(['/a', '/a', '/b'].map((pattern) => subscriptions.refuse(pattern, error))).toEqual([2, 0, 0])
  })

  test('without positions is a plain yes', () => {
    const one = subscriber('/a')
    const subscriptions = createSubscriptions()
    subscriptions.add(one)
    subscriptions.confirm('/a')
    subscriptions.confirm('/a')
    expect(one.answers).toEqual([undefined])
  })
})
