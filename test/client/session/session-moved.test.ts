import { describe, expect, test } from 'vitest'
import { converse, find, place, types } from '../../support/conversation'
import { broken } from '../../support/errors'

describe('a link that was moved', () => {
  test('to one that was given up here begins another race: the server may have stood still', () => {
    const session = converse()
    const live = session.online()
    expect(session.notice(live, { moved: 2 })).toEqual([{ type: 'dial', again: false }])
  })

  test.each([
    [4999, 'doubt'],
    [5000, 'dial'],
  ])('in that way three times in a row, with %i ms between, ends in a %s', (between, type) => {
    const session = converse()
    session.notice(session.online(), { moved: 2 })
    const again = (moved: number) => {
      const link = session.link('stream', { purpose: 'candidate' })
      session.answer(link)
      session.later(between)
      return session.notice(link, { moved })
    }
    expect(types(again(50))).toEqual(['dial'])
    expect(types(again(500))).toEqual([type])
  })

  test('to one that is under way is not suspected', () => {
    const session = converse()
    const live = session.online()
    session.link('poll')
    expect(session.notice(live, { moved: 2 })).toEqual([])
  })

  test('before its answer came is no reason to give up the one that has the session', () => {
    const session = converse()
    session.step({ type: 'open' })
    const first = session.link()
    const second = session.link('poll')
    expect(session.notice(first, { moved: 2 })).toEqual([])
    expect(find(session.answer(second), 'live')?.link).toBe(second)
  })

  test('leads to a new join when no answer comes on another one within a second', () => {
    const session = converse()
    const old = session.online()
    session.later(1100)
    session.notice(old, { rotate: true })
    const successor = session.link()
    session.notice(old, { moved: 2 })
    session.closed(old)
    expect(session.later(999)).toEqual([])
    const effects = session.later(1)
    expect(find(effects, 'drop')?.link).toBe(successor)
    expect(types(effects)).toContain('dial')
  })

  test('is given four round trips where those are longer than a second', () => {
    const session = converse()
    session.step({ type: 'open' })
    const old = session.link()
    session.later(600)
    session.answer(old)
    session.notice(old, { rotate: true })
    const successor = session.link()
    session.notice(old, { moved: 2 })
    session.closed(old)
    expect(session.later(2399)).toEqual([])
    expect(find(session.later(1), 'drop')?.link).toBe(successor)
  })

  test('gives way to the new one when an answer comes in time, and nothing was lost', () => {
    const session = converse({ patterns: ['/a'] })
    const old = session.online()
    session.notice(old, { rotate: true })
    const successor = session.link()
    session.notice(old, { moved: 2 })
    session.closed(old)
    session.later(500)
    expect(find(session.answer(successor), 'live')).toBeTruthy()
    expect(session.session.state).toBe('online')
    session.event(successor, '/a', 1)
    expect(session.subscribers[0]?.events).toHaveLength(1)
  })

  test('by another page with the same key is followed by a join with a higher number', () => {
    const session = converse()
    const link = session.online()
    session.notice(link, { moved: 17 })
    expect(session.closed(link)).toEqual([{ type: 'dial', again: true }])
    expect(session.joinOf(session.link()).join).toBe(18)
  })

  test('is given time to end in good order, however old it is', () => {
    const session = converse()
    const old = session.online()
    session.later(20_000)
    session.step({ type: 'alive', link: old })
    session.notice(old, { moved: 2 })
    expect(session.patience).toBeGreaterThan(0)
  })
})

describe('a link that runs both ways and was moved away from', () => {
  test('as the answer to its own join says takes the session back at once', () => {
    const session = converse()
    const live = session.online('duplex')
    session.notice(live, { rotate: true })
    expect(session.answer(live, { stale: 7 })).toMatchObject([{ type: 'send', link: live }])
    expect(session.joinOf(live).join).toBe(8)
  })

  test('by an attempt that was abandoned takes the session back', () => {
    const session = converse({ patterns: ['/a'] })
    const live = session.online('duplex')
    const abandoned = session.link('stream', { purpose: 'candidate' })
    session.closed(abandoned)
    expect(session.notice(live, { moved: 2 })).toMatchObject([{ type: 'send', link: live }])
    expect(session.joinOf(live)).toMatchObject({ join: 102, at: place(0) })
    expect(session.answer(live)).toEqual([])
    session.event(live, '/a', 1)
    expect(session.subscribers[0]?.events).toHaveLength(1)
    expect(types(session.later(30_000))).not.toContain('drop')
  })

  test('by an attempt that is still under way leaves it that time', () => {
    const session = converse()
    const live = session.online('duplex')
    const candidate = session.link('stream', { purpose: 'candidate' })
    expect(session.notice(live, { moved: 2 })).toEqual([])
    expect(session.answer(candidate).slice(0, 2)).toEqual([
      { type: 'live', link: candidate },
      { type: 'drop', link: live },
    ])
  })

  test('by an attempt whose answer never comes takes the session back after a second', () => {
    const session = converse()
    const live = session.online('duplex')
    const candidate = session.link('stream', { purpose: 'candidate' })
    session.notice(live, { moved: 2 })
    expect(types(session.later(999))).toEqual(['post'])
    const effects = session.later(1)
    expect(find(effects, 'drop')?.link).toBe(candidate)
    expect(find(effects, 'send')?.link).toBe(live)
    expect(session.joinOf(live).join).toBe(102)
  })

  test('by an attempt that breaks takes the session back', () => {
    const session = converse()
    const live = session.online('duplex')
    const candidate = session.link('stream', { purpose: 'candidate' })
    session.notice(live, { moved: 2 })
    expect(session.closed(candidate, broken)).toMatchObject([{ type: 'send', link: live }])
  })
})
