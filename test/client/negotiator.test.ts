import { describe, expect, test } from 'vitest'
import { EnckeError } from '../../src/protocol/errors'
import { setUp, won } from '../support/race'
import { fakeTransport } from '../support/transport'

const broken = new EnckeError('network', 'broken pipe')

describe('a race', () => {
  test('begins with the best, alone', () => {
    const race = setUp()
    race.negotiator.dial(false)
    race.advance(999)
    expect(race.opened).toEqual(['fast'])
  })

  test('starts the next beside it when it has been silent for its stagger, and says so', () => {
    const race = setUp()
    race.negotiator.dial(false)
    race.advance(1000)
    expect(race.opened).toEqual(['fast', 'middle'])
    expect(race.closed).toEqual([])
    expect(race.decisions.at(-1)).toEqual({
      time: 1000,
      kind: 'trying',
      transport: 'middle',
      reason: 'fast has not answered for 1000 ms',
      elapsed: 0,
    })
    race.advance(1000)
    expect(race.opened).toEqual(['fast', 'middle', 'slow'])
    expect(race.environment.timers).toBe(0)
  })

  test('starts the next at once when one fails, and gives it its full stagger', () => {
    const race = setUp()
    race.negotiator.dial(false)
    race.advance(900)
    race.negotiator.ended(race.link('fast'), broken)
    expect(race.opened).toEqual(['fast', 'middle'])
    expect(race.decisions.at(-1)?.reason).toBe('fast failed: broken pipe')
    race.advance(999)
    expect(race.opened).toHaveLength(2)
    race.advance(1)
    expect(race.opened).toHaveLength(3)
  })

  test('is not won by being open: nothing counts before the answer of the server', () => {
    const race = setUp()
    race.negotiator.dial(false)
    race.advance(10_000)
    expect(race.live).toBeUndefined()
    expect(race.told('live')).toEqual([])
    expect(race.closed).toEqual([])
  })

  test('is won by the first answer: the worse ones are closed, no further one starts', () => {
    const race = setUp()
    race.negotiator.dial(false)
    race.advance(1500)
    race.negotiator.live(race.link('fast'))
    expect(race.live).toBe('fast')
    expect(race.closed).toEqual(['middle'])
    race.advance(60_000)
    expect(race.opened).toEqual(['fast', 'middle'])
    expect(race.decisions.slice(-2)).toMatchObject([
      { kind: 'live', transport: 'fast', elapsed: 1500 },
      { kind: 'left', transport: 'middle', reason: 'fast answered first', elapsed: 500 },
    ])
  })

  test('leaves the better ones time to prove themselves', () => {
    const race = won('middle')
    expect(race.live).toBe('middle')
    expect(race.closed).toEqual([])
  })

  test('a better one that answers later is opened again for good, and takes over when that has been answered', () => {
    const race = won('middle')
    race.negotiator.stale(race.link('fast'))
    expect(race.opened).toEqual(['fast', 'middle', 'fast'])
    expect(race.live).toBe('middle')
    race.negotiator.live(race.link('fast'))
    expect(race.live).toBe('fast')
    expect(race.closed).toEqual(['middle'])
    expect(race.told('live')).toEqual(['middle', 'fast'])
  })

  test('a worse one that answers later changes nothing', () => {
    const race = won('fast')
    race.negotiator.stale(race.link('middle') || 99)
    expect(race.opened).toEqual(['fast'])
    expect(race.live).toBe('fast')
  })

  test('a better one that fails after it was lost troubles nobody but itself', () => {
    const race = won('middle')
    race.negotiator.ended(race.link('fast'), broken)
    expect(race.opened).toEqual(['fast', 'middle'])
    expect(race.ends).toEqual([])
    expect(race.told('failed')).toEqual(['fast'])
  })

  test('a link that ends in good order before the answer has failed too', () => {
    const race = setUp()
    race.negotiator.dial(false)
    race.negotiator.ended(race.link('fast'))
    expect(race.decisions.map(({ reason }) => reason)).toContain('it ended before the server answered')
    expect(race.opened).toEqual(['fast', 'middle'])
  })

  test('the failure of one that nobody knows is no news', () => {
    const race = won('fast')
    const before = race.decisions.length
    race.negotiator.ended(4711, broken)
    race.negotiator.stale(4711)
    race.negotiator.live(4711)
    race.negotiator.dropped(4711)
    expect(race.decisions).toHaveLength(before)
  })
})

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
    expect(race.opened).toHaveLength(4)
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

describe('those that let us down', () => {
  test('hold nobody up the next time', () => {
    const race = setUp()
    race.negotiator.dial(false)
    race.negotiator.ended(race.link('fast'), broken)
    race.negotiator.live(race.link('middle'))
    race.negotiator.ended(race.link('middle'), broken)
    race.negotiator.dial(false)
    expect(race.opened.slice(2)).toEqual(['fast'])
    race.advance(0)
    expect(race.opened.slice(2)).toEqual(['fast', 'middle', 'slow'])
  })

  test('are trusted again once they have delivered', () => {
    const race = won('fast')
    race.negotiator.ended(race.link('fast'), broken)
    won('fast', race)
    race.negotiator.ended(race.link('fast'))
    race.negotiator.dial(false)
    race.advance(999)
    expect(race.opened).toEqual(['fast', 'fast', 'fast'])
  })

  test('a link that ends in good order has let nobody down', () => {
    const race = won('fast')
    race.negotiator.ended(race.link('fast'))
    expect(race.told('failed')).toEqual([])
    race.negotiator.dial(false)
    race.advance(999)
    expect(race.opened).toEqual(['fast', 'fast'])
  })
})

describe('dialling again', () => {
  test('opens the transport in use and no other, and is no news when it works', () => {
    const race = won('middle')
    const before = race.decisions.length
    race.negotiator.dial(true)
    race.negotiator.live(race.link('middle'))
    race.advance(60_000)
    expect(race.opened).toEqual(['fast', 'middle', 'middle'])
    expect(race.decisions).toHaveLength(before)
  })

  test('is a race when nothing is in use yet', () => {
    const race = setUp()
    race.negotiator.dial(true)
    race.advance(1000)
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

describe('a server that takes only some', () => {
  test('ends the race; from then on only those are tried, and the others are named', () => {
    const race = setUp()
    race.negotiator.dial(false)
    race.advance(1000)
    race.negotiator.restrict(race.link('fast'), ['slow'])
    expect(race.closed).toEqual(['middle'])
    expect(race.live).toBeUndefined()
    race.negotiator.dial(true)
    expect(race.opened).toEqual(['fast', 'middle', 'slow'])
    race.negotiator.ended(race.link('slow'), broken)
    expect(race.ends[0]?.error.message).toContain('fast: the server has it not; middle: the server has it not')
  })

  test('goes on over the transport on which it said so, when it takes that', () => {
    const race = setUp()
    race.negotiator.dial(false)
    race.negotiator.restrict(race.link('fast'), ['fast', 'slow'])
    expect(race.live).toBe('fast')
    race.negotiator.dial(true)
    expect(race.opened).toEqual(['fast', 'fast'])
  })

  test('that takes none of ours ends it for good', () => {
    const race = setUp()
    race.negotiator.dial(false)
    race.negotiator.restrict(race.link('fast'), ['carrier-pigeon'])
    race.negotiator.dial(true)
    expect(race.ends).toMatchObject([{ forGood: true, error: { message: expect.stringContaining('has it not') } }])
  })
})

test('when all is stopped, no further transport starts', () => {
  const race = setUp()
  race.negotiator.dial(false)
  race.negotiator.stop()
  race.advance(60_000)
  expect(race.opened).toEqual(['fast'])
  expect(race.environment.timers).toBe(0)
})
