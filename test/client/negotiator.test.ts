import { describe, expect, test } from 'vitest'
import { EnckeError } from '../../src/protocol/errors'
import { mixture, setUp, streams, won } from '../support/race'
import { fakeTransport } from '../support/transport'

const broken = new EnckeError('network', 'broken pipe')
const silent = new EnckeError('timeout', 'nothing came for 10000 ms')

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

  test('a better stream that answers later is opened again for good, and takes over when that has been answered', () => {
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

  test('a better one that runs both ways and answers later takes over on the link that it has', () => {
    const race = won('stream', setUp(mixture()))
    race.negotiator.stale(race.link('socket'))
    expect(race.joined).toEqual(['socket'])
    expect(race.opened).toEqual(['socket', 'stream'])
    expect(race.closed).toEqual([])
    race.negotiator.live(race.link('socket'))
    expect(race.live).toBe('socket')
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
    race.negotiator.doubt(4711, silent)
    expect(race.decisions).toHaveLength(before)
    expect(race.opened).toEqual(['fast'])
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
    won('one', race)
    race.negotiator.ended(race.link('one'), broken)
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

describe('those that let us down', () => {
  test('hold nobody up the next time', () => {
    const race = setUp()
    race.negotiator.dial(false)
    race.negotiator.ended(race.link('fast'), broken)
    race.negotiator.live(race.link('middle'))
    race.negotiator.ended(race.link('middle'), broken)
    race.negotiator.dial(false)
    expect(race.opened.slice(2)).toEqual(['slow'])
    race.advance(300)
    expect(race.opened.slice(2)).toEqual(['slow', 'fast'])
  })

  test('by breaking within five seconds stand behind the others, those that held do not', () => {
    for (const [age, next] of [
      [4999, 'middle'],
      [5000, 'fast'],
    ] as const) {
      const race = won('fast')
      race.advance(age)
      race.negotiator.ended(race.link('fast'), broken)
      expect(race.told('failed')).toEqual(['fast'])
      race.negotiator.dial(false)
      expect(race.opened.at(-1)).toBe(next)
    }
  })

  test('by ending in good order have let nobody down', () => {
    const race = won('fast')
    race.negotiator.ended(race.link('fast'))
    expect(race.told('failed')).toEqual([])
    race.negotiator.dial(false)
    expect(race.opened).toEqual(['fast', 'fast'])
  })

  test('by being dropped have let nobody down', () => {
    const race = won('fast')
    race.negotiator.dropped(race.link('fast'))
    race.negotiator.ended(race.link('fast'), broken)
    expect(race.told('failed')).toEqual([])
  })

  test('by being silent are tried again with padding, and more of it', () => {
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
})

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

describe('when the network or the user is back', () => {
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

describe('being told to use some', () => {
  test('moves to them, while the one in use goes on until then', () => {
    const race = won('stream', setUp(mixture()))
    race.negotiator.use(['poll'], true)
    expect(race.opened.slice(2)).toEqual(['poll'])
    expect(race.live).toBe('stream')
    race.negotiator.live(race.link('poll'))
    expect(race.live).toBe('poll')
    expect(race.closed).toEqual(['socket'])
  })

  test('ends the attempts at others', () => {
    const race = setUp(mixture())
    race.negotiator.dial(false)
    race.negotiator.use(['poll'], true)
    expect(race.closed).toEqual(['socket', 'stream'])
    expect(race.told('left')).toEqual(['socket', 'stream'])
    race.advance(60_000)
    expect(race.opened.slice(2)).toEqual(['poll'])
  })

  test('keeps to them: nothing else is tried, whatever would be better and whatever fails', () => {
    const race = won('stream', setUp(mixture()))
    race.negotiator.use(['other', 'poll'], true)
    race.negotiator.live(race.link('other'))
    race.advance(60_000)
    race.negotiator.ended(race.link('other'), broken)
    race.negotiator.dial(false)
    race.advance(60_000)
    expect([...new Set(race.opened.slice(2))]).toEqual(['other', 'poll'])
  })

  test('tries the better one of them later on', () => {
    const race = won('stream', setUp(mixture()))
    race.negotiator.use(['socket', 'poll'], true)
    race.negotiator.ended(race.link('socket'), broken)
    race.negotiator.live(race.link('poll'))
    race.advance(10_000)
    expect(race.opened.slice(2)).toEqual(['socket', 'poll', 'socket'])
  })

  test('and then to use all: a better one takes over again', () => {
    const race = won('stream', setUp(mixture()))
    race.negotiator.use(['poll'], true)
    race.negotiator.live(race.link('poll'))
    race.negotiator.use(undefined, true)
    race.advance(1000)
    expect(race.opened.slice(3)).toEqual(['socket'])
    race.negotiator.stale(race.link('socket'))
    race.negotiator.live(race.link('socket'))
    expect(race.live).toBe('socket')
  })

  test('of which it uses one already changes nothing, but for a better one of them', () => {
    const race = won('stream', setUp(mixture()))
    race.negotiator.use(['poll', 'stream'], true)
    race.advance(60_000)
    expect(race.opened).toEqual(['socket', 'stream'])
    race.negotiator.use(['socket', 'stream'], true)
    race.advance(1000)
    expect(race.opened).toEqual(['socket', 'stream', 'socket'])
  })

  test('leaves off what it was about to try and may not use', () => {
    const race = won('stream', setUp(mixture()))
    race.negotiator.ended(race.link('socket'), broken)
    race.negotiator.use(['stream', 'poll'], true)
    race.advance(60_000)
    expect(race.opened).toEqual(['socket', 'stream'])
  })

  test('before there is a session opens nothing; then it begins with those', () => {
    const race = setUp(mixture())
    race.negotiator.use(['poll'], false)
    race.advance(60_000)
    expect(race.opened).toEqual([])
    race.negotiator.dial(false)
    expect(race.opened).toEqual(['poll'])
  })

  test('in the midst of a race begins a new one: what was under way for the old one is closed', () => {
    const race = won('stream', setUp([fakeTransport('socket', { kind: 'duplex' }), fakeTransport('stream')]))
    race.negotiator.doubt(race.link('stream'), silent)
    const under = race.opened.length
    race.negotiator.use(undefined, true)
    expect(race.opened.slice(under)).toContain('socket')
    expect(race.closed).toContain('socket')
  })

  test('of which none can work here leaves the one in use alone, and says what is wrong', () => {
    const race = won('two', setUp([fakeTransport('one', { unusable: 'no frames' }), fakeTransport('two')]))
    race.negotiator.use(['one'], true)
    expect(race.ends).toMatchObject([
      { forGood: false, error: { code: 'no-transport', message: 'no transport works here: one: no frames' } },
    ])
    expect(race.live).toBe('two')
  })
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

  test('at an age, a successor is asked for before that', () => {
    const race = cutTwice('stream', 60_000, 0)
    const began = race.environment.now()
    race.advance(47_999)
    expect(race.renewed).toEqual([])
    race.advance(1)
    expect(race.renewed).toEqual([began + 48_000])
  })

  test('at an age, the successor has a successor too', () => {
    const race = cutTwice('stream', 60_000, 0)
    race.advance(48_000)
    race.negotiator.dial(true)
    race.negotiator.live(race.link('stream'))
    const began = race.environment.now()
    race.advance(48_000)
    expect(race.renewed.slice(1)).toEqual([began + 48_000])
  })

  test('at an age, nothing is asked for any more when half an hour has shown no other cut', () => {
    const race = cutTwice('stream', 3000, 0)
    for (let asked = 0; race.environment.now() < 3_600_000; race.advance(100)) {
      if (race.renewed.length === asked) continue
      asked = race.renewed.length
      race.negotiator.dial(true)
      race.negotiator.live(race.link('stream'))
    }
    expect(race.renewed.length).toBeGreaterThan(500)
    expect(race.renewed.at(-1)).toBeLessThan(31 * 60_000)
    expect(race.environment.timers).toBe(0)
  })

  test('after a silence, a socket has a successor in half an hour, which is not asked to break any', () => {
    const race = cutTwice('socket', 60_000, 20_000)
    expect(race.wishes.at(-1)?.silence).toBe(10_000)
    race.advance(30 * 60_000)
    expect(race.renewed).toHaveLength(1)
    race.negotiator.dial(true)
    expect(race.wishes.at(-1)?.silence).toBe(0)
    race.negotiator.live(race.link('socket'))
    race.advance(86_400_000)
    expect(race.renewed).toHaveLength(1)
  })

  test('at an age, a poll needs no successor', () => {
    const race = cutTwice('poll', 60_000, 0)
    race.advance(60_000)
    expect(race.renewed).toEqual([])
  })

  test('at an age, nobody is asked when all is stopped', () => {
    const race = cutTwice('stream', 60_000, 0)
    race.negotiator.stop()
    race.advance(60_000)
    expect(race.renewed).toEqual([])
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

describe('a server that takes only some', () => {
  test('ends the race; from then on only those are tried, and the others are named', () => {
    const race = setUp()
    race.negotiator.dial(false)
    race.advance(300)
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
    race.negotiator.dial(true)
    expect(race.opened).toEqual(['fast', 'fast'])
    expect(race.wishes.at(-1)).toMatchObject({ purpose: 'successor' })
  })

  test('and has said so by a poll goes on over the stream that is preferred to that, if it takes it', () => {
    for (const [taken, next] of [
      [['stream', 'poll'], 'stream'],
      [['poll'], 'poll'],
    ] as const) {
      const race = setUp([fakeTransport('stream'), fakeTransport('poll', { kind: 'poll' })])
      race.negotiator.dial(false)
      race.advance(300)
      race.negotiator.restrict(race.link('poll'), taken)
      race.negotiator.dial(true, undefined)
      expect(race.opened.slice(2)).toEqual([next])
    }
  })

  test('and has said so by a stream goes on over that, whatever stream is preferred to it', () => {
    const race = setUp()
    race.negotiator.dial(false)
    race.advance(300)
    race.negotiator.restrict(race.link('middle'), ['fast', 'middle'])
    race.negotiator.dial(true)
    expect(race.opened).toEqual(['fast', 'middle', 'middle'])
  })

  test('decides over what carries the session, too', () => {
    const transports = streams()
    const race = setUp(transports)
    race.negotiator.dial(false)
    race.negotiator.restrict(race.link('fast'), ['slow'])
    race.negotiator.dial(true, transports[0])
    expect(race.opened).toEqual(['fast', 'slow'])
  })

  test('says that its transport is live when it has answered again', () => {
    const race = setUp()
    race.negotiator.dial(false)
    race.negotiator.restrict(race.link('fast'), ['fast', 'slow'])
    race.negotiator.dial(true)
    race.negotiator.live(race.link('fast'))
    expect(race.told('live')).toEqual(['fast'])
    expect(race.memory.proved).toBe('fast')
  })

  test('goes on over the very link on which it said so, where that runs both ways', () => {
    const race = setUp(mixture())
    race.negotiator.dial(false)
    race.negotiator.restrict(race.link('socket'), ['socket', 'poll'])
    expect(race.closed).toEqual(['stream'])
    race.negotiator.live(race.link('socket'))
    expect(race.opened).toEqual(['socket', 'stream'])
    expect(race.live).toBe('socket')
    expect(race.told('live')).toEqual(['socket'])
  })

  test('is asked for nothing better', () => {
    const race = setUp(mixture())
    race.negotiator.dial(false)
    race.negotiator.restrict(race.link('stream'), ['socket', 'stream', 'other', 'poll'])
    race.negotiator.dial(true)
    race.negotiator.live(race.link('stream'))
    race.advance(60_000)
    expect(race.opened).toEqual(['socket', 'stream', 'stream'])
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
