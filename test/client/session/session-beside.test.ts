import { describe, expect, test } from 'vitest'
import { EnckeError } from '../../../src/protocol/errors'
import { flowing, types } from '../../support/conversation'

const timeout = new EnckeError('timeout', 'no answer within 10000 ms')

describe('a question that finds no answer', () => {
  test('is given a second, and twice as long each time, so that one dead connection holds up no other', () => {
    const { session } = flowing()
    session.later(750)
    const given: number[] = []
    for (let times = 0; times < 5; times++) {
      const { patience } = session.session
      given.push(patience)
      session.later(patience)
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

describe('where a poll that is held has the only connection', () => {
  /** What is published finds no answer as long as it is held. */
  function stuck() {
    const { session, link } = flowing('poll')
    session.closed(link)
    const held = session.link('poll')
    session.publish(1)
    session.later(10_000)
    return { session, held, effects: session.step({ type: 'unposted', error: timeout }) }
  }

  test('it makes room when what is published finds no answer, and the session stays online', () => {
    const { session, held, effects } = stuck()
    expect(effects).toEqual([
      { type: 'drop', link: held, error: undefined },
      { type: 'dial', again: true },
    ])
    const poll = session.link('poll')
    expect(session.said(poll).advice).toEqual({ timeout: 0 })
    expect(types(session.answer(poll))).toContain('post')
    expect(session.session.state).toBe('online')
  })

  test('it makes room at once for whatever is published, or subscribed to, later', () => {
    const { session } = stuck()
    for (let time = 0; time < 2; time++) {
      const poll = session.link('poll')
      session.answer(poll)
      session.aside({ channel: '/up', id: '1', successful: true })
      session.closed(poll)
    }
    const held = session.link('poll')
    expect(session.said(held).advice).toBeUndefined()
    const { effects } = session.publish(2)
    expect(types(effects)).toEqual(['post', 'drop', 'dial'])
    const next = session.link('poll')
    expect(session.said(next).advice).toEqual({ timeout: 0 })
    session.answer(next)
    session.aside({ channel: '/up', id: '2', successful: true })
    session.closed(next)
    const last = session.link('poll')
    session.answer(last)
    session.closed(last)
    session.link('poll')
    expect(types(session.subscribe('/b').effects)).toEqual(['drop', 'dial'])
  })

  test('it makes no room any more after everything was lost: the next network may have another one', () => {
    const { session } = stuck()
    session.step({ type: 'rest' })
    session.step({ type: 'return' })
    const first = session.link('poll')
    session.answer(first)
    session.aside({ channel: '/up', id: '1', successful: true })
    session.closed(first)
    session.link('poll')
    expect(types(session.publish(2).effects)).toEqual(['post'])
  })

  test('and nothing is let go in a network where that has never happened, or what is published was turned down', () => {
    const { session, link } = flowing('poll')
    session.closed(link)
    session.link('poll')
    session.step({ type: 'unposted', error: new EnckeError('network', 'POST failed') })
    expect(types(session.publish(1).effects)).toEqual(['post'])
  })
})
