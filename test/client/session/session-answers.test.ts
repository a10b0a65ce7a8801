import { describe, expect, test } from 'vitest'
import type { Missed } from '../../../src/protocol/message'
import { converse, find, place, types } from '../../support/conversation'
import { broken } from '../../support/errors'

describe('of several links only one counts:', () => {
  test.each([
    ['lower', {}],
    ['stale', { stale: 2 }],
  ])('a %s answer proves its link, and nothing more', (_, encke) => {
    const session = converse({ patterns: ['/a'] })
    session.step({ type: 'open' })
    const [slow, quick] = [session.link(), session.link('poll')]
    session.answer(quick)
    expect(session.answer(slow, encke)).toEqual([{ type: 'stale', link: slow }])
    expect(session.session.state).toBe('online')
    expect(session.event(slow, '/a', 1)).toEqual([])
    session.event(quick, '/a', 1)
    expect(session.subscribers[0]?.events).toHaveLength(1)
  })

  test('an answer to another join than the last on its link is ignored', () => {
    const session = converse()
    session.step({ type: 'open' })
    const link = session.link()
    expect(session.answer(link, { join: 7 })).toEqual([])
    expect(session.session.state).toBe('connecting')
  })

  test('when a better one is answered, the old link is dropped and what it still brings is not heard', () => {
    const session = converse({ patterns: ['/a'] })
    const old = session.online()
    const better = session.link()
    expect(session.answer(better)).toEqual([
      { type: 'live', link: better },
      { type: 'drop', link: old },
    ])
    expect(session.event(old, '/a', 1)).toEqual([])
    session.event(better, '/a', 1)
    expect(session.subscribers[0]?.events).toHaveLength(1)
  })

  test('after a stale answer the next number lies beyond the one that the server knows', () => {
    const session = converse()
    session.step({ type: 'open' })
    session.answer(session.link(), { stale: 41 })
    expect(session.joinOf(session.link()).join).toBe(42)
  })

  test('a stale answer to a further join leads to another join with a higher number', () => {
    const session = converse({ patterns: ['/a'] })
    session.online()
    session.subscribe('/b')
    const effects = session.answer(session.link(), { stale: 9 })
    expect(types(effects)).toEqual(['drop', 'dial'])
    expect(session.joinOf(session.link()).join).toBe(10)
  })

  test('offered a beginning beyond a place on the live link, it takes nothing more there before the next answer', () => {
    const session = converse({ patterns: ['/a'] })
    const link = session.online('duplex')
    session.event(link, '/a', 1)
    session.subscribe('/a', 'oldest')
    session.answer(link, { begin: { '/a': place(5) }, at: place(5) })
    session.event(link, '/a', 6)
    session.notice(link, { at: place(7) })
    expect(session.subscribers[0]?.events.map(({ data }) => data)).toEqual([1])
    expect(session.joinOf(link)).toMatchObject({ at: place(1) })
    const gap: Missed = { patterns: ['/a'], from: place(1), to: place(5), reason: 'trimmed' }
    expect(find(session.answer(link, { missed: [gap] }), 'missed')).toEqual({ type: 'missed', gap })
    session.event(link, '/a', 6)
    expect(session.subscribers[0]?.events.map(({ data }) => data)).toEqual([1, 6])
  })

  test('offered a beginning beyond a place that it has, it joins again with its own', () => {
    const session = converse({ patterns: ['/a'] })
    session.step({ type: 'open' })
    const [first, second] = [session.link(), session.link('poll')]
    session.answer(first, { begin: { '/a': place(0) }, tail: place(0) })
    expect(session.session.state).toBe('online')
    const effects = session.answer(second, { begin: { '/a': place(9) }, tail: place(9) })
    expect(effects).toEqual([
      { type: 'drop', link: second },
      { type: 'dial', again: true },
    ])
    expect(session.joinOf(session.link())).toMatchObject({ at: place(0) })
  })

  test('offered that on a socket, it joins again there, with its own: it is open already', () => {
    const session = converse({ patterns: ['/a'] })
    session.step({ type: 'open' })
    const [socket, poll] = [session.link('duplex'), session.link('poll')]
    session.step({ type: 'join', link: socket })
    session.answer(poll, { begin: { '/a': place(0) }, tail: place(0) })
    const effects = session.answer(socket, { begin: { '/a': place(9) }, tail: place(9) })
    expect(effects).toMatchObject([{ type: 'send', link: socket }])
    expect(session.joinOf(socket)).toMatchObject({ at: place(0) })
    expect(find(session.answer(socket), 'live')?.link).toBe(socket)
    session.event(socket, '/a', 1)
    expect(session.subscribers[0]?.events).toHaveLength(1)
  })

  test('an answer to an earlier join takes nothing, and the next number is the next one', () => {
    const session = converse()
    session.online()
    const [earlier, later] = [session.link(), session.link()]
    session.answer(later)
    expect(types(session.answer(earlier))).toEqual(['drop', 'dial'])
    expect(session.joinOf(session.link()).join).toBe(session.joinOf(later).join + 1)
  })
})

describe('a candidate', () => {
  test('takes the session from the link that is live, without a state between', () => {
    const session = converse({ patterns: ['/a'] })
    const old = session.online()
    const candidate = session.link('duplex', { purpose: 'candidate' })
    expect(session.joinOf(candidate)).toMatchObject({ join: 101, at: place(0) })
    expect(session.answer(candidate)).toEqual([
      { type: 'live', link: candidate },
      { type: 'drop', link: old },
    ])
    expect(session.history.filter(({ type }) => type === 'state')).toHaveLength(2)
  })

  test('does not lose the session again to the polls that go on while it is under way', () => {
    const session = converse({ patterns: ['/a'] })
    session.closed(session.online('poll'))
    const polls = [session.link('poll')]
    const candidate = session.link('duplex', { purpose: 'candidate' })
    polls.push(session.link('poll'))
    const numbers = polls.map((poll) => session.joinOf(poll).join)
    expect(numbers).toEqual([2, 3])
    expect(session.joinOf(candidate).join).toBeGreaterThan(3)
    session.answer(candidate)
    expect(session.joinOf(session.link('stream')).join).toBeGreaterThan(session.joinOf(candidate).join)
  })

  test('loses it to one that brings other subscriptions, of which it knows nothing', () => {
    const session = converse({ patterns: ['/a'] })
    session.closed(session.online('poll'))
    session.link('poll')
    const candidate = session.link('duplex', { purpose: 'candidate' })
    session.subscribe('/late')
    expect(session.joinOf(session.link('poll')).join).toBeGreaterThan(session.joinOf(candidate).join)
  })

  test('that has taken the session from the polls and stays mute is given up after a second', () => {
    const session = converse({ patterns: ['/a'] })
    session.closed(session.online('poll'))
    const poll = session.link('poll')
    const candidate = session.link('stream', { purpose: 'candidate' })
    session.answer(poll, { stale: session.joinOf(candidate).join })
    session.closed(poll)
    expect(session.later(999)).toEqual([])
    const effects = session.later(1)
    expect(effects).toMatchObject([{ type: 'drop', link: candidate }, { type: 'state' }, { type: 'dial' }])
  })

  test('that polls is answered at once, though nothing has changed: it has to prove itself', () => {
    const session = converse()
    session.online()
    const candidate = session.link('poll', { purpose: 'candidate' })
    expect(session.said(candidate).advice).toEqual({ timeout: 0 })
    session.later(9_999)
    expect(session.later(1)).toMatchObject([{ type: 'drop', link: candidate }])
  })

  test('that fails concerns nobody while another link is live', () => {
    const session = converse()
    session.online()
    expect(session.closed(session.link('stream', { purpose: 'candidate' }), broken)).toEqual([])
  })

  test('is the way on when the live link breaks: nothing is lost yet', () => {
    const session = converse()
    const live = session.online()
    session.notice(live, { rotate: true })
    const candidate = session.link('stream', { purpose: 'candidate' })
    session.notice(live, { moved: 2 })
    expect(session.closed(live)).toEqual([])
    expect(types(session.answer(candidate))).toContain('live')
    expect(session.session.state).toBe('online')
  })

  test('asks for the padding and for the silence that the network is known to need', () => {
    const session = converse()
    session.step({ type: 'open' })
    expect(session.joinOf(session.link('stream', { pad: 2048, silence: 12_000 }))).toMatchObject({
      pad: 2048,
      timeout: 12_000,
    })
    const ordinary = session.joinOf(session.link('stream', { pad: 0, silence: 0 }))
    expect(ordinary).not.toHaveProperty('pad')
    expect(ordinary).not.toHaveProperty('timeout')
  })
})
