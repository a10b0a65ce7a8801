import { describe, expect, test } from 'vitest'
import { broken, silent } from '../../support/errors'
import { mixture, setUp, streams, won } from '../../support/race'

describe('a race', () => {
  test('begins with the best, alone', () => {
    const race = setUp()
    race.negotiator.dial(false)
    race.advance(299)
    expect(race.opened).toEqual(['fast'])
  })

  test.each([
    ['', 'first in the plan'],
    ['h2', 'first in the plan over h2'],
  ])('says what is spoken where that is known: "%s"', (protocol, reason) => {
    const race = setUp(streams(), protocol)
    race.negotiator.dial(false)
    expect(race.decisions).toMatchObject([{ kind: 'trying', reason }])
  })

  test('begins with the best request and what runs both ways, which is joined before it', () => {
    const race = setUp(mixture())
    race.negotiator.dial(false)
    race.advance(299)
    expect(race.opened).toEqual(['socket', 'stream'])
    expect(race.wishes).toMatchObject([{ purpose: 'candidate' }, { purpose: 'candidate' }])
  })

  test('starts the next beside it when it has been silent for 300 ms, and says so', () => {
    const race = setUp()
    race.negotiator.dial(false)
    race.advance(300)
    expect(race.opened).toEqual(['fast', 'middle'])
    expect(race.closed).toEqual([])
    expect(race.decisions.at(-1)).toEqual({
      time: 300,
      kind: 'trying',
      transport: 'middle',
      reason: 'nothing came for 300 ms',
      elapsed: 0,
      received: 0,
    })
  })

  test('starts none for a silence in which the page was busy, before it has heard what came meanwhile', () => {
    for (const [quiet, busy] of [
      [0, 400],
      [200, 200],
      [280, 100],
    ] as const) {
      const race = setUp()
      race.negotiator.dial(false)
      race.advance(quiet)
      race.environment.block(busy)
      race.advance(0)
      race.advance(49)
      expect(race.opened).toEqual(['fast'])
      race.environment.block(100)
      race.advance(0)
      expect(race.opened).toEqual(['fast'])
      race.advance(50)
      expect(race.opened).toEqual(['fast', 'middle'])
    }
  })

  test('gives each twice the time of the one before it', () => {
    const race = setUp()
    race.negotiator.dial(false)
    race.advance(899)
    expect(race.opened).toEqual(['fast', 'middle'])
    race.advance(1)
    expect(race.opened).toEqual(['fast', 'middle', 'slow'])
    expect(race.decisions.at(-1)?.reason).toBe('nothing came for 600 ms')
    expect(race.environment.timers).toBe(0)
  })

  test('goes by the speed that was seen here before', () => {
    const race = setUp()
    race.memory.prove('slow', 100)
    race.negotiator.dial(false)
    expect(race.opened).toEqual(['slow'])
    race.advance(200)
    expect(race.opened).toEqual(['slow', 'fast'])
  })

  test('starts a poll before other streams when a stream is silent', () => {
    const race = setUp(mixture())
    race.negotiator.dial(false)
    race.advance(300)
    expect(race.opened).toEqual(['socket', 'stream', 'poll'])
    race.advance(600)
    expect(race.opened).toEqual(['socket', 'stream', 'poll', 'other'])
  })

  test('starts another stream before a poll when a stream fails', () => {
    const race = setUp(mixture())
    race.negotiator.dial(false)
    race.negotiator.ended(race.link('stream'), broken)
    expect(race.opened).toEqual(['socket', 'stream', 'other'])
  })

  test('starts no other stream for one that was held back until its end, while a poll is under way', () => {
    const race = setUp(mixture())
    race.negotiator.dial(false)
    race.negotiator.ended(race.link('socket'), broken)
    race.advance(300)
    race.negotiator.ended(race.link('stream'))
    expect(race.opened).toEqual(['socket', 'stream', 'poll'])
    race.negotiator.live(race.link('poll'))
    expect(race.live).toBe('poll')
  })

  test('starts the next at once for one that came to its end beside what runs both ways alone', () => {
    const race = setUp(mixture())
    race.negotiator.dial(false)
    race.negotiator.ended(race.link('stream'))
    expect(race.opened).toEqual(['socket', 'stream', 'other'])
  })

  test('starts no other for one that came to its end because the socket has taken the session', () => {
    const race = setUp(mixture())
    race.negotiator.dial(false)
    race.negotiator.stale(race.link('socket'))
    race.negotiator.ended(race.link('stream'))
    expect(race.opened).toEqual(['socket', 'stream'])
    expect(race.told('failed')).toEqual([])
    race.negotiator.live(race.link('socket'))
    expect(race.live).toBe('socket')
  })

  test('goes on when that socket is silent after all', () => {
    const race = setUp(mixture())
    race.negotiator.dial(false)
    race.negotiator.stale(race.link('socket'))
    race.negotiator.ended(race.link('stream'))
    race.advance(300)
    expect(race.opened).toEqual(['socket', 'stream', 'poll'])
  })

  test('goes on after a stream that was held back until its end, when the poll is silent too', () => {
    const race = setUp(mixture())
    race.negotiator.dial(false)
    race.advance(300)
    race.negotiator.ended(race.link('stream'))
    race.advance(600)
    expect(race.opened).toEqual(['socket', 'stream', 'poll', 'other'])
  })

  test('asks those that have failed again beside one that is silent, ever more seldom: the server may be back', () => {
    const race = setUp()
    race.negotiator.dial(false)
    race.advance(300)
    for (const [index, quiet] of [1000, 1000, 1150].entries()) {
      race.negotiator.ended(race.link('middle'), broken)
      race.negotiator.ended(race.link('slow'), broken)
      race.advance(quiet - 1)
      expect(race.opened).toHaveLength(3 + 2 * index)
      race.advance(1)
      expect(race.opened.at(-1)).toBe('middle')
    }
    expect([race.closed, race.ends]).toEqual([[], []])
    race.negotiator.live(race.link('middle'))
    race.negotiator.ended(race.link('fast'), silent)
    race.advance(10_000)
    expect(race.live).toBe('middle')
  })

  test('does so too when the last that is tried is the silent one', () => {
    const race = setUp()
    race.negotiator.dial(false)
    race.negotiator.ended(race.link('fast'), broken)
    race.negotiator.ended(race.link('middle'), broken)
    race.advance(999)
    expect(race.opened).toEqual(['fast', 'middle', 'slow'])
    race.advance(1)
    expect(race.opened.at(-1)).toBe('fast')
  })

  test('starts the next at once when one fails, and gives it the full time', () => {
    const race = setUp()
    race.negotiator.dial(false)
    race.advance(250)
    race.negotiator.ended(race.link('fast'), broken)
    expect(race.opened).toEqual(['fast', 'middle'])
    expect(race.decisions.at(-1)?.reason).toBe('fast failed: broken pipe')
    race.advance(599)
    expect(race.opened).toHaveLength(2)
    race.advance(1)
    expect(race.opened).toHaveLength(3)
  })

  test('starts nothing for what runs both ways and fails: the request beside it is under way', () => {
    const race = setUp(mixture())
    race.negotiator.dial(false)
    race.negotiator.ended(race.link('socket'), broken)
    race.advance(299)
    expect(race.opened).toEqual(['socket', 'stream'])
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
    race.observed = (link) => ({ received: 1000 * link, silence: 0 })
    race.negotiator.dial(false)
    race.advance(500)
    race.negotiator.live(race.link('fast'))
    expect(race.live).toBe('fast')
    expect(race.closed).toEqual(['middle'])
    race.advance(60_000)
    expect(race.opened).toEqual(['fast', 'middle'])
    expect(race.decisions.slice(-2)).toEqual([
      {
        time: 500,
        kind: 'live',
        transport: 'fast',
        reason: 'first in the plan: the server answered over it',
        elapsed: 500,
        received: 1000,
      },
      { time: 500, kind: 'left', transport: 'middle', reason: 'fast answered first', elapsed: 200, received: 2000 },
    ])
  })

  test('leaves the better ones time to prove themselves', () => {
    const race = won('middle')
    expect(race.live).toBe('middle')
    expect(race.closed).toEqual([])
  })

  test('opens a better stream that answers later again for good, and that takes over when it has been answered', () => {
    const race = won('middle')
    race.negotiator.stale(race.link('fast'))
    expect(race.opened).toEqual(['fast', 'middle', 'fast'])
    expect(race.wishes.at(-1)?.purpose).toBe('candidate')
    expect(race.closed).toEqual(['fast'])
    expect(race.live).toBe('middle')
    race.negotiator.live(race.link('fast'))
    expect(race.live).toBe('fast')
    expect(race.told('live')).toEqual(['middle', 'fast'])
    expect(race.told('proved')).toEqual(['fast'])
  })

  test('lets a better one that runs both ways and answers later take over on the link that it has', () => {
    const race = won('stream', setUp(mixture()))
    race.negotiator.stale(race.link('socket'))
    expect(race.joined).toEqual(['socket'])
    expect(race.opened).toEqual(['socket', 'stream'])
    expect(race.closed).toEqual([])
    race.negotiator.live(race.link('socket'))
    expect(race.live).toBe('socket')
  })

  test('that was won is not troubled by a better one that fails later', () => {
    const race = won('middle')
    race.negotiator.ended(race.link('fast'), broken)
    expect(race.opened).toEqual(['fast', 'middle'])
    expect(race.ends).toEqual([])
    expect(race.told('failed')).toEqual(['fast'])
  })

  test('takes a link that ends in good order before the answer for one that failed', () => {
    const race = setUp()
    race.negotiator.dial(false)
    race.negotiator.ended(race.link('fast'))
    expect(race.decisions.map(({ reason }) => reason)).toContain('it ended before the server answered')
    expect(race.opened).toEqual(['fast', 'middle'])
  })

  test('hears no news in what becomes of a link that nobody knows', () => {
    const race = won('fast')
    const before = race.decisions.length
    race.negotiator.ended(4711, broken)
    race.negotiator.stale(4711)
    race.negotiator.live(4711)
    race.negotiator.dropped(4711)
    race.negotiator.doubt(4711, silent)
    expect(race.decisions).toHaveLength(before)
    expect(race.opened).toEqual(['fast'])
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
