import { describe, expect, test } from 'vitest'
import { EnckeError } from '../../../src/protocol/errors'
import { broken, silent } from '../../support/errors'
import { mixture, setUp, streams, won } from '../../support/race'

describe('a live link that holds back what it should carry', () => {
  const doubted = (race = won('stream', setUp(mixture()))) => {
    race.negotiator.dropped(race.link('socket'))
    race.negotiator.doubt(race.link('stream'), silent)
    return race
  }

  test('has failed, and why, while it goes on until another one is live', () => {
    const race = doubted()
    expect(race.decisions.find(({ kind }) => kind === 'failed')).toMatchObject({
      transport: 'stream',
      reason: 'nothing came for 10000 ms',
    })
    expect(race.live).toBe('stream')
    expect(race.closed).toEqual([])
  })

  test('starts a new race, in which every stream stands behind the others: they may be held back too', () => {
    const race = doubted()
    expect(race.opened.slice(2)).toEqual(['socket', 'poll'])
    race.advance(900)
    expect(race.opened.slice(2)).toEqual(['socket', 'poll', 'stream', 'other'])
    race.negotiator.live(race.link('poll'))
    expect(race.live).toBe('poll')
  })

  test('is tried with padding in that race, where it is a stream', () => {
    const race = doubted()
    race.advance(300)
    expect(race.opened.at(-1)).toBe('stream')
    expect(race.wishes.at(-1)).toMatchObject({ purpose: 'candidate', pad: 2048 })
  })

  test('and polls in the end is tried again with padding a second later, and takes over when that helps', () => {
    const race = doubted()
    race.negotiator.ended(race.link('socket'), broken)
    race.negotiator.live(race.link('poll'))
    race.advance(1000)
    expect(race.opened.slice(4)).toEqual(['stream'])
    expect(race.wishes.at(-1)).toMatchObject({ purpose: 'probe', pad: 2048 })
    race.negotiator.stale(race.link('stream'))
    expect(race.wishes.at(-1)).toMatchObject({ purpose: 'candidate', pad: 2048 })
    race.negotiator.live(race.link('stream'))
    expect(race.live).toBe('stream')
  })

  test('is given up without ado when its successor is live: the session drops it', () => {
    const race = doubted()
    race.negotiator.live(race.link('socket'))
    expect(race.closed).toEqual(['poll'])
    const before = race.decisions.length
    race.negotiator.ended(race.link('stream'), broken)
    expect(race.decisions).toHaveLength(before)
  })

  test('keeps the session when nothing else works', () => {
    const race = doubted()
    for (const name of ['socket', 'poll', 'stream', 'other']) race.negotiator.ended(race.link(name), broken)
    expect(race.ends).toMatchObject([{ forGood: false }])
    expect(race.live).toBe('stream')
  })
})

test.each([
  ['ended', (race: ReturnType<typeof setUp>) => race.negotiator.ended(race.link('stream'), broken)],
  ['held back', (race: ReturnType<typeof setUp>) => race.negotiator.doubt(race.link('stream'), broken)],
])('a link that has %s has failed, and is not told to be left for the one that takes over', (_, fail) => {
  const race = won('stream', setUp(mixture()))
  fail(race)
  won('poll', race)
  expect(race.told('failed')).toContain('stream')
  expect(race.told('left')).not.toContain('stream')
})

describe('dialling again', () => {
  test('opens the transport in use and no other, and is no news when it works', () => {
    const race = won('fast')
    const before = race.decisions.length
    race.negotiator.dial(true)
    expect(race.wishes.at(-1)?.purpose).toBe('successor')
    race.negotiator.live(race.link('fast'))
    race.advance(60_000)
    expect(race.opened).toEqual(['fast', 'fast'])
    expect(race.decisions).toHaveLength(before)
  })

  test('is a race when nothing is in use yet', () => {
    const race = setUp()
    race.negotiator.dial(true)
    race.advance(300)
    expect(race.opened).toEqual(['fast', 'middle'])
  })

  test('that fails is told, and left to the session', () => {
    const race = won('fast')
    race.negotiator.dial(true)
    race.negotiator.ended(race.link('fast'), broken)
    expect(race.told('failed')).toEqual(['fast'])
    expect(race.opened).toEqual(['fast', 'fast'])
    expect(race.ends).toEqual([])
  })
})

test('what is opened before a winner has proved itself follows it on the same transport, and is kept in view', () => {
  const transports = streams()
  const race = setUp(transports)
  race.negotiator.dial(false)
  race.negotiator.dial(true, transports[0])
  expect(race.opened).toEqual(['fast', 'fast'])
  expect(race.wishes.map(({ purpose }) => purpose)).toEqual(['candidate', 'successor'])
  race.negotiator.live(1)
  race.negotiator.ended(2, broken)
  expect(race.told('failed')).toEqual(['fast'])
})

describe('where links are cut', () => {
  /** `name` is live in a network that has cut it twice like this. */
  function cutTwice(name: string, age: number, silence: number, race = setUp(mixture())) {
    race.observed = () => ({ received: 0, silence })
    for (const _ of [1, 2]) {
      won(name, race)
      race.advance(age)
      race.negotiator.ended(race.link(name), broken)
    }
    return won(name, race)
  }

  test('at an age, each link is to have a successor before that', () => {
    const race = cutTwice('stream', 60_000, 0)
    expect(race.wishes.at(-1)?.age).toBe(48_000)
    race.negotiator.dial(true)
    expect(race.wishes.at(-1)).toMatchObject({ purpose: 'successor', age: 48_000 })
  })

  test('at an age, that is forgotten when half an hour has shown no other cut', () => {
    const race = cutTwice('stream', 3000, 0)
    let links = 0
    for (let age = 2400; age < Number.POSITIVE_INFINITY; links++) {
      race.advance(age)
      race.negotiator.dial(true)
      race.negotiator.live(race.link('stream'))
      age = race.wishes.at(-1)?.age as number
    }
    expect(links).toBeGreaterThan(500)
    expect(race.environment.now()).toBeLessThan(31 * 60_000)
    expect(race.environment.timers).toBe(0)
  })

  test('after a silence, a socket has a successor in half an hour, which is not asked to break any', () => {
    const race = cutTwice('socket', 60_000, 20_000)
    expect(race.wishes.at(-1)?.silence).toBe(10_000)
    expect(race.wishes.at(-1)?.age).toBe(30 * 60_000)
    race.advance(30 * 60_000)
    race.negotiator.dial(true)
    expect(race.wishes.at(-1)?.silence).toBe(0)
    expect(race.wishes.at(-1)?.age).toBe(Number.POSITIVE_INFINITY)
  })

  test('after a silence, the next ones ask the server to break it before that', () => {
    const race = cutTwice('stream', 60_000, 20_000)
    expect(race.wishes.at(-1)?.silence).toBe(10_000)
    expect(race.wishes[0]?.silence).toBe(0)
  })

  test('without a word, so that only the silence was too long, half of it is borne at most', () => {
    const race = setUp(mixture())
    race.observed = () => ({ received: 0, silence: 38_500 })
    for (let times = 0; times < 2; times++) {
      won('stream', race)
      race.advance(60_000)
      race.negotiator.ended(race.link('stream'), silent)
    }
    won('stream', race)
    expect(race.wishes.at(-1)?.silence).toBe(9625)
  })

  test('before they have the session, nothing is learned', () => {
    const race = setUp(mixture())
    race.observed = () => ({ received: 0, silence: 20_000 })
    for (const _ of [1, 2]) {
      race.negotiator.dial(false)
      race.advance(60_000)
      race.negotiator.ended(race.link('stream'), broken)
    }
    expect(race.memory).toMatchObject({ age: Number.POSITIVE_INFINITY, silence: 0 })
  })

  test('by their own end, or by the server, nothing is learned', () => {
    const race = setUp(mixture())
    race.observed = () => ({ received: 0, silence: 20_000 })
    for (const error of [undefined, undefined, new EnckeError('malformed', 'a page'), undefined]) {
      won('stream', race)
      race.advance(60_000)
      race.negotiator.ended(race.link('stream'), error)
    }
    expect(race.memory).toMatchObject({ age: Number.POSITIVE_INFINITY, silence: 0 })
  })
})
