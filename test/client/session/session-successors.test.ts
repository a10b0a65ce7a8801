import { describe, expect, test } from 'vitest'
import { converse, find, pauseAfter, types, yes } from '../../support/conversation'
import { broken } from '../../support/errors'

test.each(['stream', 'duplex'] as const)(
  'a %s in a network that cuts links at an age has a successor before that, and so has the successor',
  (kind) => {
    const session = converse()
    session.step({ type: 'open' })
    session.answer(session.link(kind, { age: 700 }))
    session.later(200)
    session.answer(session.link(kind, { age: 700 }))
    session.aside({ channel: '/meta/connect', successful: true, ext: { encke: { join: 2, written: 1 } } })
    expect(find(session.later(699), 'dial')).toBeUndefined()
    expect(find(session.later(1), 'dial')).toEqual({ type: 'dial', again: true })
    expect(find(session.later(700), 'dial')).toBeUndefined()
    session.answer(session.link(kind, { age: 700 }))
    expect(find(session.step({ type: 'tick' }), 'dial')).toBeUndefined()
    expect(find(session.later(700), 'dial')).toEqual({ type: 'dial', again: true })
  },
)

describe('a link that the server is about to end', () => {
  test('goes on until its successor is live', () => {
    const session = converse({ patterns: ['/a'] })
    const old = session.online()
    expect(session.notice(old, { rotate: true })).toEqual([{ type: 'dial', again: true }])
    const successor = session.link()
    session.event(old, '/a', 1)
    expect(session.subscribers[0]?.events).toHaveLength(1)
    expect(session.session.state).toBe('online')
    session.answer(successor)
    session.event(successor, '/a', 2)
    expect(session.subscribers[0]?.events.map(({ data }) => data)).toEqual([1, 2])
    expect(session.history.filter(({ type }) => type === 'state')).toHaveLength(2)
  })

  test('and ends before that is no loss: its successor is under way', () => {
    const session = converse({ patterns: ['/a'] })
    const old = session.online()
    session.notice(old, { rotate: true })
    const successor = session.link()
    expect(session.closed(old)).toEqual([])
    expect(types(session.answer(successor))).toEqual(['live'])
    session.event(successor, '/a', 1)
    expect(session.subscribers[0]?.events).toHaveLength(1)
    expect(session.history.filter(({ type }) => type === 'state')).toHaveLength(2)
  })

  test('and ends before that, after which its successor fails, is lost', () => {
    const session = converse()
    const old = session.online()
    session.notice(old, { rotate: true })
    const successor = session.link()
    session.closed(old)
    expect(find(session.closed(successor, broken), 'state')).toMatchObject({ state: 'offline' })
  })

  test('has one successor, though that is said twice', () => {
    const session = converse()
    const old = session.online()
    session.notice(old, { rotate: true })
    session.link()
    expect(session.notice(old, { rotate: true })).toEqual([])
  })

  test('has one successor, though that is said twice at once', () => {
    const session = converse()
    const rotate = { channel: '/meta/connect', successful: true, ext: { encke: { rotate: true as const } } }
    expect(session.hear(session.online(), rotate, rotate)).toEqual([{ type: 'dial', again: true }])
  })
})

test('a link that grows old is followed by a successor, which is opened once', () => {
  const session = converse()
  session.step({ type: 'open' })
  session.answer(session.link('stream', { age: 700 }))
  expect(session.later(700)).toEqual([{ type: 'dial', again: true }])
  const successor = session.link()
  expect(session.notice(1, { rotate: true })).toEqual([])
  expect(types(session.answer(successor))).toContain('live')
})

describe('a stream that follows, and is told that another link has the session, gives its connection back', () => {
  test('when that one is live', () => {
    const session = converse()
    session.notice(session.online(), { rotate: true })
    const successor = session.link()
    const socket = session.link('duplex', { purpose: 'candidate' })
    const number = session.joinOf(socket).join
    session.answer(socket)
    expect(session.answer(successor, { stale: number })).toContainEqual({ type: 'drop', link: successor })
    expect(session.session.state).toBe('online')
  })

  test('when that one is yet to answer', () => {
    const session = converse()
    session.notice(session.online(), { rotate: true })
    const successor = session.link()
    const socket = session.link('duplex', { purpose: 'candidate' })
    const number = session.joinOf(socket).join
    expect(session.answer(successor, { stale: number })).toEqual([{ type: 'drop', link: successor }])
    expect(find(session.answer(socket), 'live')?.link).toBe(socket)
  })
})

describe('a live link whose successors fail', () => {
  test('time and again leaves what changes meanwhile to the next try', () => {
    const session = converse()
    session.notice(session.online(), { rotate: true })
    session.closed(session.link(), broken)
    session.closed(session.link(), broken)
    expect(session.subscribe('/late').effects).toEqual([])
    expect(find(session.later(199), 'dial')).toBeUndefined()
    expect(find(session.later(1), 'dial')).toEqual({ type: 'dial', again: true })
  })

  test('waits for no other try when another link has taken the session', () => {
    const session = converse()
    const live = session.online()
    session.notice(live, { rotate: true })
    session.closed(session.link(), broken)
    session.closed(session.link(), broken)
    const due = session.patience
    session.answer(session.link('stream', { purpose: 'candidate' }))
    expect(find(session.later(due), 'dial')).toBeUndefined()
  })

  test('now and then, in a long life, has each of them followed soon', () => {
    const session = converse()
    let live = session.online()
    for (let failure = 1; failure <= 12; failure++) {
      session.notice(live, { rotate: true })
      expect(pauseAfter(session, session.closed(session.link(), broken)), `failure ${failure}`).toBeLessThanOrEqual(200)
      live = session.link()
      session.answer(live)
      session.later(10_000)
    }
  })

  test('waits ever longer for the next one, though publications are answered meanwhile', () => {
    const session = converse()
    const live = session.online()
    session.notice(live, { rotate: true })
    const pauses: number[] = []
    for (let failure = 1; failure <= 5; failure++) {
      const successor = session.link()
      session.publish()
      session.aside(yes(failure))
      pauses.push(pauseAfter(session, session.closed(successor, broken)))
    }
    expect(pauses).toEqual([0, 200, 400, 800, 1600])
  })
})

test('polls that follow each other while a candidate is under way have numbers of their own, however many', () => {
  const session = converse()
  let poll = session.online('poll')
  const candidate = session.link('stream', { purpose: 'candidate' })
  const numbers = [session.joinOf(poll).join, session.joinOf(candidate).join]
  for (let time = 0; time < 150; time++) {
    session.closed(poll)
    poll = session.link('poll')
    session.answer(poll)
    numbers.push(session.joinOf(poll).join)
  }
  expect(new Set(numbers).size).toBe(numbers.length)
})
