import { describe, expect, test } from 'vitest'
import { broken, silent } from '../../support/errors'
import { mixture, setUp, streams, won } from '../../support/race'
import { fakeTransport } from '../../support/transport'

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

describe('a server that takes only some', () => {
  test('ends the race; from then on only those are tried, and the others are named', () => {
    const race = setUp()
    race.negotiator.dial(false)
    race.advance(300)
    race.negotiator.restrict(race.link('fast'), ['slow'])
    expect(race.closed).toEqual(['middle'])
    expect(race.told('left')).toEqual(['fast', 'middle'])
    expect(race.live).toBeUndefined()
    race.negotiator.dial(true)
    expect(race.opened).toEqual(['fast', 'middle', 'slow'])
    race.negotiator.ended(race.link('slow'), broken)
    expect(race.ends[0]?.error.message).toContain('fast: the server has it not; middle: the server has it not')
  })

  test('has answered by the link on which it said so, whose end is no failure', () => {
    const race = setUp()
    race.negotiator.dial(false)
    race.negotiator.restrict(race.link('fast'), ['fast', 'slow'])
    race.negotiator.ended(race.link('fast'))
    expect(race.told('failed')).toEqual([])
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
