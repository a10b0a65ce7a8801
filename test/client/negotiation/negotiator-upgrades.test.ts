import { describe, expect, test } from 'vitest'
import { broken } from '../../support/errors'
import { mixture, setUp, won } from '../../support/race'
import { fakeTransport } from '../../support/transport'

describe('what would be better than the live one', () => {
  /** `poll` is live, and both streams have failed. */
  function low() {
    const race = won('poll', setUp(mixture()))
    race.negotiator.ended(race.link('socket'), broken)
    race.negotiator.ended(race.link('stream'), broken)
    return race
  }

  test('that was not in the race is tried a second later, by a link that only has to prove itself', () => {
    const race = low()
    race.advance(999)
    expect(race.opened).toEqual(['socket', 'stream', 'poll'])
    race.advance(1)
    expect(race.opened.slice(3)).toEqual(['other'])
    expect(race.wishes.at(-1)?.purpose).toBe('probe')
    expect(race.decisions.at(-1)).toMatchObject({ kind: 'trying', reason: 'it would be better than poll' })
  })

  test('is tried one at a time', () => {
    const race = low()
    race.advance(60_000)
    expect(race.opened.slice(3)).toEqual(['other'])
    race.negotiator.ended(race.link('other'), broken)
    race.advance(1000)
    expect(race.opened.slice(3)).toEqual(['other', 'socket'])
  })

  test('is tried again for ever, after longer and longer pauses', () => {
    const race = won(
      'poll',
      setUp([fakeTransport('socket', { kind: 'duplex' }), fakeTransport('poll', { kind: 'poll' })]),
    )
    const pauses = Array.from({ length: 9 }, () => {
      const failed = race.environment.now()
      const before = race.opened.length
      race.negotiator.ended(race.link('socket'), broken)
      for (let tries = 0; race.opened.length === before && tries < 1000; tries++) race.advance(1000)
      return (race.environment.now() - failed) / 1000
    })
    expect(pauses).toEqual([10, 20, 40, 80, 160, 320, 600, 600, 600])
    expect(race.told('live')).toEqual(['poll'])
    expect(race.ends).toEqual([])
  })

  test('and proves itself is opened for good, then takes over', () => {
    const race = low()
    race.advance(1000)
    race.negotiator.stale(race.link('other'))
    expect(race.opened.slice(3)).toEqual(['other', 'other'])
    expect(race.wishes.at(-1)?.purpose).toBe('candidate')
    race.negotiator.live(race.link('other'))
    expect(race.live).toBe('other')
  })

  test('and runs both ways takes over on the link by which it proved itself', () => {
    const race = low()
    race.advance(1000)
    race.negotiator.ended(race.link('other'), broken)
    race.advance(9000)
    expect(race.opened.at(-1)).toBe('socket')
    race.negotiator.stale(race.link('socket'))
    expect(race.joined).toEqual(['socket'])
    race.negotiator.live(race.link('socket'))
    expect(race.live).toBe('socket')
    race.advance(3_600_000)
    expect(race.opened).toHaveLength(5)
  })

  test('but proves itself and then fails has to wait again, and longer', () => {
    const race = won('poll', setUp([fakeTransport('stream'), fakeTransport('poll', { kind: 'poll' })]))
    race.negotiator.ended(race.link('stream'), broken)
    race.advance(10_000)
    race.negotiator.stale(race.link('stream'))
    race.negotiator.ended(race.link('stream'), broken)
    race.advance(19_999)
    expect(race.opened).toHaveLength(4)
    race.advance(1)
    expect(race.opened.slice(4)).toEqual(['stream'])
  })

  test('is not looked for when the best one is live', () => {
    const race = won('fast')
    race.advance(3_600_000)
    expect(race.opened).toEqual(['fast'])
  })

  test('is looked for also while polls come and go in quick succession', () => {
    const race = low()
    for (let polls = 0; polls < 10; polls++) {
      race.advance(500)
      race.negotiator.dial(true)
      race.negotiator.live(race.link('poll'))
    }
    expect(race.told('trying').slice(3)).toEqual(['other'])
  })

  test('is no longer looked for when all is stopped', () => {
    const race = low()
    race.negotiator.stop()
    race.advance(3_600_000)
    expect(race.opened).toHaveLength(3)
  })

  test('is not tried while that is lost, but a second after it is back', () => {
    const race = won('poll', setUp(mixture()))
    for (const name of ['socket', 'stream']) race.negotiator.ended(race.link(name), broken)
    const before = race.opened.length
    const opened = () => race.opened.slice(before)
    race.advance(500)
    race.negotiator.ended(race.link('poll'), broken)
    race.negotiator.dial(true)
    race.advance(60_000)
    expect(opened()).toEqual(['poll'])
    race.negotiator.live(race.link('poll'))
    race.advance(999)
    expect(opened()).toEqual(['poll'])
    race.advance(1)
    expect(opened()).toEqual(['poll', 'other'])
  })
})

describe('when the network or the user is back,', () => {
  /** `poll` is live, and `socket` has failed so often that it waits for ten minutes. */
  function waiting() {
    const transports = [fakeTransport('socket', { kind: 'duplex' }), fakeTransport('poll', { kind: 'poll' })]
    const race = won('poll', setUp(transports))
    for (let failures = 0; failures < 7; failures++) {
      race.negotiator.ended(race.link('socket'), broken)
      if (failures < 6) race.advance(10_000 * 2 ** failures)
    }
    return { race, before: race.opened.length }
  }

  test('what would be better is tried a second later, however often it has failed', () => {
    const { race, before } = waiting()
    race.advance(10_000)
    race.negotiator.refresh()
    race.advance(999)
    expect(race.opened).toHaveLength(before)
    race.advance(1)
    expect(race.opened.slice(before)).toEqual(['socket'])
    expect(race.wishes.at(-1)?.purpose).toBe('probe')
  })

  test('the pauses begin anew', () => {
    const { race, before } = waiting()
    race.negotiator.refresh()
    race.advance(1000)
    race.negotiator.ended(race.link('socket'), broken)
    race.advance(9999)
    expect(race.opened).toHaveLength(before + 1)
    race.advance(1)
    expect(race.opened).toHaveLength(before + 2)
  })

  test('what is being tried is not tried twice', () => {
    const { race, before } = waiting()
    race.negotiator.refresh()
    race.advance(1000)
    race.negotiator.refresh()
    race.advance(60_000)
    expect(race.opened).toHaveLength(before + 1)
  })

  test('a new race begins with the best again', () => {
    const race = setUp()
    race.negotiator.dial(false)
    race.negotiator.ended(race.link('fast'), broken)
    race.negotiator.refresh()
    race.negotiator.dial(false)
    expect(race.opened).toEqual(['fast', 'middle', 'fast'])
  })

  test('a race goes on as it was', () => {
    const race = setUp()
    race.negotiator.dial(false)
    race.negotiator.refresh()
    race.advance(900)
    expect(race.opened).toEqual(['fast', 'middle', 'slow'])
    expect(race.environment.timers).toBe(0)
  })

  test('nothing is opened where the best one is live, or none is yet', () => {
    for (const race of [won('fast'), setUp()]) {
      const before = race.opened.length
      race.negotiator.refresh()
      race.advance(60_000)
      expect(race.opened).toHaveLength(before)
    }
  })
})
