import { describe, expect, test } from 'vitest'
import { EnckeError } from '../../src/protocol/errors'
import { flowing } from '../support/conversation'

const timeout = new EnckeError('timeout', 'no answer within 10000 ms')

describe('a question that finds no answer', () => {
  test('is given a second, and twice as long each time, so that one dead connection holds up no other', () => {
    const { session } = flowing()
    session.later(750)
    const given: number[] = []
    for (let times = 0; times < 5; times++) {
      given.push(session.session.patience)
      session.step({ type: 'unposted', error: timeout })
      session.later(750)
    }
    expect(given).toEqual([1000, 2000, 4000, 8000, 10_000])
  })

  test('is given no more when a socket carries what is published', () => {
    const { session } = flowing('duplex')
    session.publish('x'.repeat(40_000))
    session.later(750)
    expect(session.session.patience).toBe(1000)
  })

  test('is given the time of what is published when that is under way beside it', () => {
    const { session } = flowing()
    session.later(750)
    session.publish('x'.repeat(40_000))
    expect(session.session.patience).toBe(20_000)
  })
})

describe('where no request gets through beside a stream that flows', () => {
  /** What is published finds no answer, and then the join that is to bring it out. */
  function stuck(kind: 'stream' | 'duplex' | 'poll' = 'stream') {
    const { session, link } = flowing(kind)
    session.publish()
    session.later(10_000)
    session.event(link, '/a', 9)
    session.step({ type: 'unposted', error: timeout })
    const next = session.link(kind)
    for (let n = 10; n < 20; n++) {
      session.later(1000)
      session.event(link, '/a', n)
    }
    return { session, link, next }
  }

  test('the stream gives way: it may hold the only connection that there is', () => {
    const { session, link } = stuck()
    const ends = session.history.slice(-3)
    expect(ends).toMatchObject([
      { type: 'doubt', link, error: { code: 'timeout' } },
      { type: 'drop', link },
      { type: 'state', state: 'offline', error: { code: 'timeout' } },
    ])
    const poll = session.link('poll')
    session.answer(poll)
    expect(session.session.state).toBe('online')
  })

  test('nothing gives way when one was answered in between', () => {
    const { session, link } = flowing()
    for (let n = 9; n < 14; n++) {
      session.publish()
      session.later(10_000)
      session.event(link, '/a', n)
      session.step({ type: 'unposted', error: timeout })
      session.answer(session.link())
    }
    expect(session.history.some(({ type }) => type === 'doubt')).toBe(false)
  })

  test('nothing gives way where requests are turned down: they have a connection', () => {
    const { session, link } = flowing()
    session.publish()
    for (let n = 9; n < 30; n++) {
      session.later(1000)
      session.event(link, '/a', n)
      session.step({ type: 'unposted', error: new EnckeError('network', 'HTTP 403') })
    }
    expect(session.session.state).toBe('online')
  })
})
