import { describe, expect, test } from 'vitest'
import { type Conversation, converse, find, key, place, types } from '../../support/conversation'
import { broken } from '../../support/errors'

describe('a link that only has to prove itself', () => {
  const probing = (kind?: 'stream' | 'poll' | 'duplex') => {
    const session = converse({ patterns: ['/a'] })
    const live = session.online()
    const probe = session.link(kind, { purpose: 'probe' })
    return { session, live, probe }
  }

  test('joins with the number 0, which takes the session from nobody and is no number used up', () => {
    const { session, probe } = probing()
    expect(session.said(probe)).toMatchObject({ channel: '/meta/connect', clientId: key })
    expect(session.joinOf(probe)).toMatchObject({ join: 0, version: 1 })
    expect(session.joinOf(session.link()).join).toBe(2)
  })

  test('has proved itself by a stale answer, and the live link goes on', () => {
    const { session, live, probe } = probing()
    expect(session.answer(probe, { join: 0, stale: 1 })).toEqual([{ type: 'stale', link: probe }])
    session.event(live, '/a', 1)
    expect(session.subscribers[0]?.events).toHaveLength(1)
  })

  test('and runs both ways then joins with a higher number, and takes over', () => {
    const { session, live, probe } = probing('duplex')
    session.answer(probe, { join: 0, stale: 1 })
    const effects = session.step({ type: 'join', link: probe })
    expect(effects).toMatchObject([{ type: 'send', link: probe }])
    expect(session.joinOf(probe)).toMatchObject({ join: 101, version: 1, at: place(0) })
    expect(session.answer(probe)).toEqual([
      { type: 'live', link: probe },
      { type: 'drop', link: live },
    ])
  })

  test('that dies concerns nobody', () => {
    for (const error of [broken, undefined]) {
      const { session, probe } = probing()
      expect(session.closed(probe, error)).toEqual([])
      expect(session.session.state).toBe('online')
    }
  })

  test('does not carry on when the live link breaks', () => {
    const { session, live, probe } = probing()
    const effects = session.closed(live, broken)
    expect(find(effects, 'drop')?.link).toBe(probe)
    expect(types(effects)).toEqual(['drop', 'state', 'dial'])
  })

  test.each([
    ['stream', 10, 1000],
    ['stream', 600, 2400],
    ['poll', 10, 1000],
    ['poll', 600, 2400],
    // Which has to be opened first.
    ['duplex', 10, 3000],
    ['duplex', 600, 7200],
  ] as const)('by a %s, where a round trip takes %i ms, has %i ms for its answer', (kind, roundTrip, most) => {
    const session = converse()
    session.step({ type: 'open' })
    const live = session.link()
    session.later(roundTrip)
    session.answer(live)
    const probe = session.link(kind, { purpose: 'probe' })
    expect(find(session.later(most - 1), 'drop')).toBeUndefined()
    expect(find(session.later(1), 'drop')).toMatchObject({ link: probe, error: { code: 'timeout' } })
  })

  test('keeps no changed subscription waiting', () => {
    const { session } = probing()
    expect(session.subscribe('/b').effects).toEqual([{ type: 'dial', again: true }])
  })

  test('is not told of, when nobody knows the link any more', () => {
    const { session, probe } = probing('duplex')
    session.closed(probe, broken)
    expect(session.step({ type: 'join', link: probe })).toEqual([])
  })
})

describe('how long the way there and back takes', () => {
  /** A link that only has to prove itself has four times as long, and a second at least. */
  function expectOf(session: Conversation, roundTrip: number) {
    const probe = session.link('stream', { purpose: 'probe' })
    expect(find(session.later(4 * roundTrip - 1), 'drop')).toBeUndefined()
    expect(find(session.later(1), 'drop')?.link).toBe(probe)
  }

  test('is the shortest of late: one answer that is slow says little', () => {
    const session = converse()
    session.step({ type: 'open' })
    const first = session.link()
    session.later(400)
    session.answer(first)
    const second = session.link()
    session.later(700)
    session.answer(second)
    expectOf(session, 500)
  })

  test('does not count how long a socket takes to open', () => {
    const session = converse()
    session.step({ type: 'open' })
    const socket = session.link('duplex')
    session.later(600)
    session.answer(socket)
    expectOf(session, 250)
    session.subscribe('/late')
    session.later(300)
    session.answer(socket)
    expectOf(session, 300)
  })
})
