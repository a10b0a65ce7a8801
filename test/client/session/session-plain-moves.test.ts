import { describe, expect, test } from 'vitest'
import { converse, find, posted, read, types } from '../../support/conversation'
import { broken } from '../../support/errors'
import { connected, onPoll, onSocket } from '../../support/plain'

describe('a plain Bayeux server', () => {
  test('never says what has become of publications on a socket that a poll has taken over from', () => {
    const { session, socket } = onSocket()
    const { one } = session.publish()
    const moved = session.hear(session.link('poll', { purpose: 'candidate' }), connected)
    expect(find(moved, 'drop')?.link).toBe(socket)
    expect(one.end).toMatchObject({ code: 'delivery-unknown' })
    expect(posted(session.publish().effects)).toMatchObject([{ channel: '/p', id: '2' }])
  })

  test('may answer a poll that a socket has taken over from: that brings what it has, and does not take the session back', () => {
    const session = converse({ patterns: ['/a'] })
    const { link: poll } = onPoll(session)
    const socket = session.link('duplex', { purpose: 'candidate' })
    session.hear(socket, connected)
    const late = session.hear(poll, connected, { channel: '/a', data: 1 })
    expect(types(late)).toEqual(['deliver'])
    expect(types(session.closed(poll))).toEqual([])
    const { effects } = session.publish()
    expect(find(effects, 'send')?.link).toBe(socket)
  })

  test('may answer that poll late: it has ten seconds from then on', () => {
    const session = converse()
    const { link: poll } = onPoll(session)
    session.later(15_000)
    session.hear(session.link('duplex', { purpose: 'candidate' }), connected)
    expect(session.later(9_999).filter(({ type }) => type === 'drop')).toEqual([])
    expect(find(session.later(1), 'drop')?.link).toBe(poll)
  })

  test.each(['poll', 'duplex'] as const)(
    'may never answer a subscription on a socket: a %s that takes over asks again',
    (kind) => {
      const { session } = onSocket(['/a'])
      const next = session.link(kind, { purpose: 'candidate' })
      const said = session.hear(next, connected).flatMap((effect) => ('batch' in effect ? read(effect.batch) : []))
      expect(said).toContainEqual(expect.objectContaining({ channel: '/meta/subscribe', subscription: '/a' }))
    },
  )

  test('may answer on a socket that goes on while a poll seeks to take over: it may nevertheless', () => {
    const { session, socket } = onSocket()
    const poll = session.link('poll', { purpose: 'candidate' })
    session.hear(socket, connected)
    expect(find(session.hear(poll, connected), 'live')?.link).toBe(poll)
  })

  test('may answer a connect of the session before when a poll has begun another: that link is given up', () => {
    const { session, socket: first } = onSocket(['/a'])
    session.later(1000)
    session.closed(first, broken)
    const socket = session.link('duplex')
    expect(session.said(socket)).toMatchObject({ channel: '/meta/connect', clientId: 'server-made' })
    session.link('poll')
    const effects = session.hear(socket, { ...connected, clientId: 'server-made' })
    expect(types(effects)).toEqual(['drop', 'drop', 'forget'])
    expect(find(session.later(session.patience), 'dial')?.again).toBe(false)
    expect(session.said(session.link('duplex')).channel).toBe('/meta/handshake')
  })
})
