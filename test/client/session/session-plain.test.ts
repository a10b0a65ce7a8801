import { describe, expect, test } from 'vitest'
import { converse, find, place, posted } from '../../support/conversation'
import { broken } from '../../support/errors'
import { connected, onPoll, shakeHands, subscribed, unknown } from '../../support/plain'

describe('a plain Bayeux server', () => {
  test.each([undefined, 'long-polling'])('that names %s as what it can do can do long-polling', (named) => {
    const session = converse()
    session.step({ type: 'open' })
    const link = session.link('poll')
    const answer = { channel: '/meta/handshake', successful: true, clientId: 'server-made' }
    const effects = session.hear(link, { ...answer, supportedConnectionTypes: named as never })
    expect(effects).toEqual([{ type: 'plain', link, connectionTypes: ['long-polling'] }])
  })

  test('is asked to connect at once when its handshake is over, whatever else is still tried', () => {
    const session = converse()
    session.step({ type: 'open' })
    const [greeting] = [session.link('poll'), session.link()]
    shakeHands(session, greeting)
    expect(session.closed(greeting)).toEqual([{ type: 'dial', again: true }])
  })

  test('is known by its answer, which says what it can do; then the handshake is over', () => {
    const session = converse()
    session.step({ type: 'open' })
    const link = session.link('poll')
    expect(shakeHands(session, link)).toEqual([
      { type: 'plain', link, connectionTypes: ['long-polling', 'callback-polling'] },
    ])
    expect(session.closed(link)).toEqual([{ type: 'dial', again: true }])
    expect(session.session.state).toBe('connecting')
  })

  test('that answers one poll for the sake of another has one again after that: the user was back', () => {
    const session = converse()
    const { link: held } = onPoll(session)
    session.later(6000)
    expect(session.step({ type: 'return' })).toEqual([{ type: 'dial', again: true }])
    const second = session.link('poll')
    session.hear(held, connected)
    expect(session.closed(held)).toEqual([])
    session.hear(second, connected)
    expect(session.closed(second)).toEqual([{ type: 'dial', again: true }])
  })

  test('has two polls of a client at most, however often the user is back', () => {
    const session = converse()
    onPoll(session)
    session.later(6000)
    session.step({ type: 'return' })
    session.link('poll')
    session.later(6000)
    expect(session.step({ type: 'return' })).toEqual([])
  })

  test('may advise with any message, also with the second of two events', () => {
    const session = converse({ patterns: ['/a'] })
    const { link } = onPoll(session)
    const slower = { channel: '/a', data: 2, advice: { interval: 5000 } }
    session.hear(link, { channel: '/a', data: 1 }, slower, connected)
    expect(find(session.closed(link), 'dial')).toBeUndefined()
    expect(find(session.later(5000), 'dial')).toBeTruthy()
  })

  test('is asked to connect with the clientId that it gave, without our extension, and to answer at once', () => {
    const session = converse({ patterns: ['/a'] })
    session.step({ type: 'open' })
    const greeting = session.link('poll')
    shakeHands(session, greeting)
    session.closed(greeting)
    expect(session.said(session.link('poll'))).toEqual({
      channel: '/meta/connect',
      id: expect.any(String),
      clientId: 'server-made',
      connectionType: 'long-polling',
      advice: { timeout: 0 },
    })
  })

  // No answer of a plain server ever confirms a version of the subscriptions, so they count as changed for good: each
  // poll asks to be answered at once, and the client polls in a tight loop.
  test('holds the polls that follow', () => {
    const session = converse()
    expect(session.said(onPoll(session).link)).not.toHaveProperty('advice')
  })

  test('is polled again when it has answered', () => {
    const session = converse()
    const { link } = onPoll(session)
    session.hear(link, connected)
    expect(session.closed(link)).toEqual([{ type: 'dial', again: true }])
  })

  test('is asked to answer the first connect at once also on the transport on which it took the handshake', () => {
    const session = converse()
    session.step({ type: 'open' })
    const greeting = session.link('poll')
    shakeHands(session, greeting)
    session.closed(greeting)
    expect(session.said(session.link('poll', { purpose: 'successor' })).advice).toEqual({ timeout: 0 })
  })

  test('gives an event no position, whatever its id looks like', () => {
    const session = converse({ patterns: ['/a'] })
    const { link } = onPoll(session)
    session.hear(link, { channel: '/a', data: 1, id: place(1) })
    expect(session.subscribers[0]?.events).toEqual([{ channel: '/a', data: 1, position: '' }])
  })

  test('brings events without positions, over any answer', () => {
    const session = converse({ patterns: ['/a'] })
    const { link } = onPoll(session)
    session.hear(link, { channel: '/a', data: 1 })
    session.aside({ channel: '/a', data: 2 })
    expect(session.subscribers[0]?.events.map(({ data }) => data)).toEqual([1, 2])
  })

  test('is asked to connect in the same session when a link was lost', () => {
    const session = converse({ patterns: ['/a'] })
    const { link } = onPoll(session)
    session.aside(subscribed('/a'))
    session.closed(link, broken)
    const next = session.link('poll')
    expect(session.said(next)).toMatchObject({ channel: '/meta/connect', clientId: 'server-made' })
    expect(posted(session.hear(next, connected))).toEqual([])
  })

  test('that forgot the session is asked for everything again, and what was missed is told', () => {
    const session = converse({ patterns: ['/a'] })
    const { link } = onPoll(session)
    session.aside(subscribed('/a'))
    const gone = session.hear(link, unknown)
    expect(find(gone, 'missed')?.gap).toMatchObject({ patterns: ['/a'], reason: 'session' })
    session.later(Math.max(0, session.patience))
    const { effects } = onPoll(session, 'another')
    expect(posted(effects)).toMatchObject([{ channel: '/meta/subscribe', clientId: 'another', subscription: '/a' }])
  })

  test('that takes our handshake and then does not know us, five times in a row, is left, and the error says why', () => {
    const session = converse({ patterns: ['/a'] })
    onPoll(session)
    session.hear(session.link('poll'), unknown)
    function meet() {
      session.later(session.patience)
      const greeting = session.link('poll')
      shakeHands(session, greeting)
      session.closed(greeting)
      return session.hear(session.link('poll'), unknown)
    }
    for (let time = 1; time < 5; time++) expect(find(meet(), 'state'), `time ${time}`).toBeUndefined()
    const effects = meet()
    expect(find(effects, 'state')).toMatchObject({ state: 'closed', error: { code: 'refused' } })
    expect(find(effects, 'state')?.error?.message).toContain('cookie')
  })

  test('is polled no more often than its interval allows', () => {
    const session = converse()
    const { link } = onPoll(session)
    session.hear(link, { ...connected, advice: { reconnect: 'retry', interval: 2000 } })
    expect(session.closed(link)).toEqual([])
    expect(session.later(1999)).toEqual([])
    expect(session.later(1)).toEqual([{ type: 'dial', again: true }])
  })
})
