import { describe, expect, test } from 'vitest'
import { type Conversation, converse, flowing, place, types } from '../../support/conversation'
import { broken } from '../../support/errors'

const brief = { type: 'brief', pause: 2000, over: true } as const
const held = { type: 'brief', pause: 0, over: false } as const

/** Opens the link that is asked for, which is answered and ended at once. */
function visit(session: Conversation, kind: 'stream' | 'poll') {
  const link = session.link(kind)
  expect(session.said(link).advice).toEqual({ timeout: 0 })
  session.answer(link)
  session.closed(link)
  return link
}

/** Other tabs hold all connections: a stream is let go of, a poll has been answered and ends by itself. */
function crowded(kind: 'stream' | 'poll') {
  const { session, link } = flowing(kind)
  const effects = [...session.step(brief)]
  if (kind === 'poll') effects.push(...session.closed(link))
  return { session, link, effects }
}

describe.each(['stream', 'poll'] as const)('where other tabs hold all connections, a session on a %s', (kind) => {
  test('lets go of it, asks at once, and then every two seconds, and stays online', () => {
    const { session, link, effects } = crowded(kind)
    const drop = { type: 'drop', link, error: undefined }
    expect(effects).toEqual([...(kind === 'stream' ? [drop] : []), { type: 'dial', again: true }])
    for (let round = 0; round < 3; round++) {
      visit(session, kind)
      expect(session.later(1999)).toEqual([])
      expect(session.later(1)).toEqual([{ type: 'dial', again: true }])
    }
    expect(session.session.state).toBe('online')
    expect(session.history.filter(({ type }) => type === 'state')).toHaveLength(2)
  })

  test('gets what comes meanwhile with the next answer, and asks at once whether there is more', () => {
    const { session } = crowded(kind)
    visit(session, kind)
    session.later(2000)
    const link = session.link(kind)
    session.answer(link)
    session.event(link, '/a', 7)
    expect(session.closed(link)).toEqual([{ type: 'dial', again: true }])
    expect(session.subscribers[0]?.events.at(-1)).toMatchObject({ data: 7, position: place(7) })
  })

  test('asks at once for what is subscribed to', () => {
    const { session } = crowded(kind)
    visit(session, kind)
    session.later(500)
    expect(types(session.subscribe('/b').effects)).toEqual(['dial'])
    expect(session.joinOf(session.link(kind)).subscriptions).toEqual(['/a', '/b'])
  })

  test('publishes at once', () => {
    const { session } = crowded(kind)
    visit(session, kind)
    expect(types(session.publish(1).effects)).toEqual(['post'])
  })

  test('holds the next one again, at once, when there is room', () => {
    const { session } = crowded(kind)
    visit(session, kind)
    session.later(500)
    expect(session.step(held)).toEqual([{ type: 'dial', again: true }])
    const link = session.link(kind)
    expect(session.said(link).advice).toBeUndefined()
    session.answer(link)
    session.event(link, '/a', 9)
    expect(session.subscribers[0]?.events.at(-1)?.data).toBe(9)
  })

  test('is offline, and tries again, when a request fails', () => {
    const { session } = crowded(kind)
    session.closed(session.link(kind), broken)
    expect(session.session.state).toBe('offline')
    expect(types(session.history)).toContain('dial')
  })

  test('comes back to no pause when room is made while it waits to try again', () => {
    const { session } = crowded(kind)
    session.closed(session.link(kind), broken)
    session.closed(session.link(kind), broken)
    const { patience } = session
    expect(patience).toBeGreaterThan(0)
    expect(session.step(held)).toEqual([])
    expect(session.patience).toBe(patience)
  })
})

test('a poll that is held is let go as well, and so is a stream that is about to follow another', () => {
  const { session, link } = flowing('poll')
  session.closed(link)
  const poll = session.link('poll')
  expect(session.step(brief)).toEqual([
    { type: 'drop', link: poll, error: undefined },
    { type: 'dial', again: true },
  ])
  visit(session, 'poll')
  expect(session.session.state).toBe('online')

  const streams = converse({ patterns: ['/a'] })
  streams.step({ type: 'open' })
  streams.answer(streams.link('stream', { age: 700 }))
  expect(types(streams.later(700))).toContain('dial')
  streams.link('stream')
  expect(types(streams.step(brief))).toEqual(['drop', 'drop', 'dial'])
  visit(streams, 'stream')
  expect(streams.session.state).toBe('online')
})

test('it stays online when it has to let go while something better is being tried', () => {
  const session = converse({ patterns: ['/a'] })
  session.step({ type: 'open' })
  session.link('duplex', { purpose: 'candidate' })
  const link = session.link('stream', { purpose: 'candidate' })
  session.answer(link)
  expect(types(session.step(brief))).toEqual(['drop', 'dial'])
  visit(session, 'stream')
  expect(session.session.state).toBe('online')
})

test('as long as nobody knows whether there is room, a stream goes on, and a poll is not held', () => {
  const unknown = { type: 'brief', pause: 500, over: false } as const
  expect(flowing('stream').session.step(unknown)).toEqual([])
  const { session, link } = flowing('poll')
  expect(session.step(unknown)).toEqual([])
  session.closed(link)
  visit(session, 'poll')
  expect(session.later(500)).toEqual([{ type: 'dial', again: true }])
})

test('where other tabs hold all connections, a socket goes on, for it counts apart', () => {
  const { session } = flowing('duplex')
  expect(session.step(brief)).toEqual([])
})
