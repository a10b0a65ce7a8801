import { describe, expect, test } from 'vitest'
import { converse, posted, types, yes } from '../../support/conversation'
import { broken } from '../../support/errors'
import { connected, onPoll, onSocket } from '../../support/plain'

describe('a plain Bayeux server', () => {
  test('may go on answering what was posted: that gives a socket that was left no more time', () => {
    const { session } = onSocket()
    const { one } = session.publish()
    session.hear(session.link('poll', { purpose: 'candidate' }), connected)
    session.publish()
    session.later(900)
    session.aside(yes('2'))
    session.later(100)
    expect(one.end).toMatchObject({ code: 'delivery-unknown' })
  })

  test('may never answer what was published on a socket that a poll has taken over from: that rejects when the socket is given up', () => {
    const { session } = onSocket()
    const { one } = session.publish()
    const poll = session.link('poll', { purpose: 'candidate' })
    session.hear(poll, connected)
    session.later(1000)
    expect(one.end).toMatchObject({ code: 'delivery-unknown' })
    expect(posted(session.publish().effects)).toMatchObject([{ channel: '/p', id: '2' }])
  })

  test('may never answer what was published on a socket: what was published beside it since waits for its own answer', () => {
    const { session } = onSocket()
    const swallowed = session.publish()
    session.hear(session.link('poll', { purpose: 'candidate' }), connected)
    const beside = session.publish()
    session.later(1000)
    expect([swallowed.one.end, beside.one.end]).toEqual([
      expect.objectContaining({ code: 'delivery-unknown' }),
      undefined,
    ])
    session.aside(yes('2'))
    expect(beside.one.end).toBe('yes')
  })

  test('may never answer what was published on a socket that another one has taken over from: that rejects too', () => {
    const { session } = onSocket()
    const { one } = session.publish()
    session.hear(session.link('duplex', { purpose: 'candidate' }), connected)
    session.later(1000)
    expect(one.end).toMatchObject({ code: 'delivery-unknown' })
  })
})

describe('on a plain Bayeux server,', () => {
  test('a publish resolves with its answer', () => {
    const session = converse()
    onPoll(session)
    const { one } = session.publish()
    session.aside(yes('1'))
    expect(one.end).toBe('yes')
  })

  test('a publish in flight when the link dies rejects with delivery-unknown; one that never went out stays', () => {
    const session = converse()
    const { link } = onPoll(session)
    const sent = session.publish()
    const dead = session.closed(link, broken)
    const unsent = session.publish()
    expect(types(dead)).toEqual(['state', 'forget', 'dial'])
    expect(sent.one.end).toMatchObject({ code: 'delivery-unknown' })
    expect(unsent.one.end).toBeUndefined()
  })

  test('what is posted when the link dies is given up with it: it cannot fail what is posted after that', () => {
    const session = converse()
    const { link } = onPoll(session)
    session.publish()
    expect(types(session.closed(link, broken))).toContain('forget')
    session.hear(session.link('poll'), connected)
    expect(types(session.publish().effects)).toEqual(['post'])
  })

  test('a publish that is not answered yet stays when the user is back, but not when the page has slept', () => {
    const session = converse()
    onPoll(session)
    const { one } = session.publish()
    session.later(6000)
    session.step({ type: 'return' })
    expect(one.end).toBeUndefined()
    session.step({ type: 'rest' })
    expect(one.end).toBeUndefined()
    session.step({ type: 'return' })
    expect(one.end).toMatchObject({ code: 'delivery-unknown' })
  })

  test('a publish whose request failed rejects with delivery-unknown, and is not sent twice', () => {
    const session = converse()
    onPoll(session)
    const { one } = session.publish()
    session.step({ type: 'unposted', error: broken })
    expect(one.end).toMatchObject({ code: 'delivery-unknown' })
    expect(posted(session.hear(session.link('poll'), connected))).toEqual([])
  })

  // Not final with a server of ours, which can tell a repetition; here it is never sent again, and never settles.
  test.each([
    ['409::conflict', 'gap'],
    ['503::busy', 'busy'],
    ['402::unknown', 'unknown-session'],
  ])('a publish that is answered with %s rejects with %s', (error, code) => {
    const session = converse()
    onPoll(session)
    const { one } = session.publish()
    session.aside({ channel: '/p', id: '1', successful: false, error })
    session.hear(session.link('poll'), connected)
    expect(one.end).toMatchObject({ code })
  })
})

test('a page that goes repeats nothing to a plain Bayeux server, which would take that twice', () => {
  const session = converse()
  onPoll(session)
  session.publish('sent')
  expect(session.session.lastWords()).toEqual([])
})
