import { describe, expect, test } from 'vitest'
import { EnckeError } from '../../../src/protocol/errors'
import { broken, silent } from '../../support/errors'
import { mixture, setUp, won } from '../../support/race'
import { fakeTransport } from '../../support/transport'

describe('a race that nobody wins', () => {
  test('ends when the last has failed, with the cause of each, and may be run again', () => {
    const race = setUp()
    race.negotiator.dial(false)
    race.advance(2000)
    for (const name of ['middle', 'slow', 'fast']) {
      expect(race.ends).toEqual([])
      race.negotiator.ended(race.link(name), new EnckeError('network', `${name} is broken`))
    }
    expect(race.ends).toHaveLength(1)
    expect(race.ends[0]).toMatchObject({ forGood: false, error: { code: 'no-transport', retry: true } })
    for (const name of ['fast', 'middle', 'slow']) {
      expect(race.ends[0]?.error.message).toContain(`${name}: ${name} is broken`)
    }
    race.negotiator.dial(false)
    expect(race.opened.slice(3)).toEqual(['fast'])
  })

  test('is not over while what runs both ways may still answer', () => {
    const race = setUp(mixture())
    race.negotiator.dial(false)
    for (const name of ['stream', 'other', 'poll']) race.negotiator.ended(race.link(name), broken)
    expect(race.ends).toEqual([])
    race.negotiator.ended(race.link('socket'), broken)
    expect(race.ends).toMatchObject([{ forGood: false }])
  })

  test('tries what let us down before, when all that runs both ways is left', () => {
    const race = setUp([fakeTransport('one', { kind: 'duplex' }), fakeTransport('two', { kind: 'duplex' })])
    for (const _ of [1, 2]) {
      won('one', race)
      race.negotiator.ended(race.link('one'), broken)
    }
    race.negotiator.dial(false)
    expect(race.opened.at(-1)).toBe('two')
    race.negotiator.ended(race.link('two'), broken)
    expect(race.opened.at(-1)).toBe('one')
    expect(race.ends).toEqual([])
  })

  test('ends for good when none can work here, with the reason of each', () => {
    const race = setUp([fakeTransport('one', { unusable: 'no frames' }), fakeTransport('two', { unusable: 'no XHR' })])
    race.negotiator.dial(false)
    expect(race.opened).toEqual([])
    expect(race.ends).toMatchObject([
      { forGood: true, error: { message: 'no transport works here: one: no frames; two: no XHR' } },
    ])
    expect(race.told('unusable')).toEqual(['one', 'two'])
  })

  test('keeps the causes of those that could not even be tried', () => {
    const race = setUp([fakeTransport('one', { unusable: 'no frames' }), fakeTransport('two')])
    race.negotiator.dial(false)
    race.negotiator.ended(1, broken)
    expect(race.ends[0]?.error.message).toBe('no transport works here: one: no frames; two: broken pipe')
    expect(race.ends[0]?.forGood).toBe(false)
  })

  test('because its streams were silent is run again with padding', () => {
    const race = setUp([fakeTransport('one'), fakeTransport('two')])
    race.negotiator.dial(false)
    race.negotiator.ended(race.link('one'), silent)
    race.negotiator.ended(race.link('two'), silent)
    expect(race.ends).toHaveLength(1)
    race.negotiator.dial(false)
    expect(race.wishes.at(-1)).toMatchObject({ purpose: 'candidate', pad: 2048 })
  })

  test('is forgiven: the pauses of each begin anew', () => {
    const race = setUp([fakeTransport('socket', { kind: 'duplex' }), fakeTransport('poll', { kind: 'poll' })])
    for (let races = 0; races < 3; races++) {
      race.negotiator.dial(false)
      for (const name of ['poll', 'socket']) race.negotiator.ended(race.link(name), broken)
    }
    expect(race.ends).toHaveLength(3)
    won('poll', race)
    race.negotiator.ended(race.link('socket'), broken)
    const before = race.opened.length
    race.advance(9999)
    expect(race.opened).toHaveLength(before)
    race.advance(1)
    expect(race.opened.slice(before)).toEqual(['socket'])
  })

  test('keeps no causes of the race before', () => {
    const race = setUp([fakeTransport('one')])
    for (const message of ['first', 'second']) {
      race.negotiator.dial(false)
      race.negotiator.ended(race.opened.length, new EnckeError('network', message))
    }
    expect(race.ends.map(({ error }) => error.message.split(': ').at(-1))).toEqual(['first', 'second'])
  })

  test('ends for good when there are no transports at all', () => {
    const race = setUp([])
    race.negotiator.dial(false)
    expect(race.ends).toMatchObject([{ forGood: true, error: { message: expect.stringContaining('list') } }])
  })
})

describe('transports', () => {
  test('that let us down hold nobody up the next time', () => {
    const race = setUp()
    race.negotiator.dial(false)
    race.advance(300)
    race.negotiator.ended(race.link('fast'), broken)
    race.negotiator.live(race.link('middle'))
    race.negotiator.ended(race.link('middle'), broken)
    race.negotiator.dial(false)
    expect(race.opened.slice(3)).toEqual(['middle'])
    race.advance(900)
    expect(race.opened.slice(3)).toEqual(['middle', 'slow', 'fast'])
  })

  test('that failed before anything passed are tried a second later: it may have been the server', () => {
    const race = setUp()
    race.negotiator.dial(false)
    race.negotiator.ended(race.link('fast'), broken)
    race.negotiator.live(race.link('middle'))
    race.advance(1000)
    expect(race.opened.slice(2)).toEqual(['fast'])
    race.negotiator.ended(race.link('fast'), broken)
    race.advance(9999)
    expect(race.opened.slice(2)).toEqual(['fast'])
    race.advance(1)
    expect(race.opened.slice(2)).toEqual(['fast', 'fast'])
  })

  test('that break have let nobody down: it may have been the server', () => {
    const race = won('fast')
    race.negotiator.ended(race.link('fast'), broken)
    expect(race.told('failed')).toEqual(['fast'])
    race.negotiator.dial(false)
    expect(race.opened).toEqual(['fast', 'fast'])
  })

  test('that break within five seconds of another break stand behind the others, those that held do not', () => {
    for (const [held, next] of [
      [4999, 'middle'],
      [5000, 'fast'],
    ] as const) {
      const race = won('fast')
      race.negotiator.ended(race.link('fast'), broken)
      won('fast', race)
      race.advance(held)
      race.negotiator.ended(race.link('fast'), broken)
      race.negotiator.dial(false)
      expect(race.opened.at(-1)).toBe(next)
    }
  })

  test('that end in good order have let nobody down', () => {
    const race = won('fast')
    race.negotiator.ended(race.link('fast'))
    expect(race.told('failed')).toEqual([])
    race.negotiator.dial(false)
    expect(race.opened).toEqual(['fast', 'fast'])
  })

  test('that are dropped have let nobody down', () => {
    const race = won('fast')
    race.negotiator.dropped(race.link('fast'))
    race.negotiator.ended(race.link('fast'), broken)
    expect(race.told('failed')).toEqual([])
  })

  test('that are silent are tried again with padding, and more of it', () => {
    const race = won('poll', setUp([fakeTransport('stream'), fakeTransport('poll', { kind: 'poll' })]))
    const pads = [0, 1, 2, 3].map(() => {
      const { pad } = race.wishes[race.link('stream') - 1] as { pad: number }
      race.negotiator.ended(race.link('stream'), silent)
      race.advance(10_000)
      return pad
    })
    expect(pads).toEqual([0, 2048, 32_768, 0])
  })
})
