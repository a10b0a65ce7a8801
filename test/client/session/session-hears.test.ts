import { describe, expect, test } from 'vitest'
import type { Missed } from '../../../src/protocol/message'
import { converse, find, key, place, posted, types } from '../../support/conversation'
import { broken } from '../../support/errors'

describe('what makes no sense', () => {
  const hostile = { channel: 7, data: 1, id: place(3) } as never

  test('ends the link that brought it; what came before it counts, and the session goes on', () => {
    const session = converse({ patterns: ['/a'] })
    const link = session.online('stream')
    const effects = session.hear(link, { channel: '/a', data: 'sound', id: place(2) }, hostile)
    expect(session.subscribers[0]?.events.map(({ data }) => data)).toEqual(['sound'])
    expect(find(effects, 'drop')).toMatchObject({ link, error: { code: 'malformed' } })
    expect(find(effects, 'dial')).toBeDefined()
    session.answer(session.link('stream'))
    expect(session.session.state).toBe('online')
  })

  test('beside the link makes what is unanswered go out again', () => {
    const session = converse()
    session.online('stream')
    const { one } = session.publish()
    session.aside({ channel: 7, successful: true } as never)
    const next = session.link('stream')
    const effects = session.answer(next)
    expect(posted(effects)).toMatchObject([{ channel: '/p', id: '1' }])
    expect(one.end).toBeUndefined()
  })
})

describe('an advice', () => {
  test.each([
    ['a word', 'soon'],
    ['nothing', null],
    ['an object', {}],
  ])('to wait for %s is none', (_, timeout) => {
    const session = converse()
    const link = session.online('stream')
    const { patience } = session
    session.hear(link, { channel: '/meta/connect', successful: true, advice: { timeout, interval: timeout } as never })
    expect(session.patience).toBe(patience)
  })

  test('to wait for longer than a day is one of a day', () => {
    const session = converse()
    const link = session.online('poll')
    session.hear(link, { channel: '/meta/connect', successful: true, advice: { timeout: 0, interval: 1e12 } })
    session.closed(link)
    expect(session.patience).toBe(86_400_000)
  })

  test('to stop ends the client, though the answer is a yes', () => {
    const session = converse()
    const link = session.online('stream')
    session.hear(link, { channel: '/meta/connect', successful: true, advice: { reconnect: 'none' } })
    expect(session.session.state).toBe('closed')
  })
})

describe('after a no, the advice', () => {
  const no = (reconnect: 'none' | 'handshake' | 'retry', error: string, channel = '/meta/connect') => ({
    channel,
    successful: false,
    error,
    advice: { reconnect },
  })

  test('none ends the session with a typed error', () => {
    const session = converse()
    session.step({ type: 'open' })
    const effects = session.hear(session.link(), no('none', '403::authentication failed', '/meta/handshake'))
    expect(find(effects, 'state')).toMatchObject({
      state: 'closed',
      error: { name: 'EnckeError', code: 'refused', message: '/meta/handshake: authentication failed' },
    })
    expect(find(effects, 'dial')).toBeUndefined()
  })

  test('handshake begins anew, under the same key and with every subscription where it was', () => {
    const session = converse({ patterns: ['/a'] })
    const link = session.online()
    session.event(link, '/a', 3)
    session.closed(link, broken)
    const effects = session.hear(session.link(), no('handshake', '402::session_unknown'))
    expect(types(effects)).toEqual(['drop'])
    session.later(session.patience)
    const again = session.link()
    expect(session.said(again).channel).toBe('/meta/handshake')
    expect(session.joinOf(again)).toMatchObject({ key, subscriptions: ['/a'], at: place(3), join: 3 })
  })

  test('retry tries again, and the session stays', () => {
    const session = converse()
    session.closed(session.online(), broken)
    const effects = session.hear(session.link(), no('retry', '503::too many sessions'))
    expect(effects.filter(({ type }) => type === 'error')).toMatchObject([{ error: { code: 'busy' } }])
    session.later(session.patience)
    expect(session.said(session.link())).toMatchObject({ channel: '/meta/connect', clientId: key })
  })

  test('retry, said on the live link, is told once, with the loss of that', () => {
    const session = converse()
    const effects = session.hear(session.online(), no('retry', '503::busy'))
    expect(types(effects)).toEqual(['drop', 'state', 'dial'])
    expect(find(effects, 'state')?.error).toMatchObject({ code: 'busy' })
  })

  test('is not needed where the server has said goodbye: that leads to a new link', () => {
    const session = converse()
    const effects = session.hear(session.online(), { channel: '/meta/disconnect', successful: true })
    expect(types(effects)).toEqual(['drop', 'state', 'dial'])
  })
})

describe('what can no longer be had', () => {
  test('is told, and delivery goes on from where the server says, also when that is an earlier epoch', () => {
    const session = converse({ patterns: ['/a'] })
    const link = session.online()
    session.event(link, '/a', 100)
    const earlier = 1_600_000_000_000
    const gap: Missed = { patterns: ['/a'], from: place(100), to: place(2, earlier), reason: 'reset' }
    expect(session.notice(link, { missed: [gap] })).toEqual([{ type: 'missed', gap }])
    session.hear(link, { channel: '/a', data: 3, id: place(3, earlier) })
    expect(session.subscribers[0]?.events.map(({ data }) => data)).toEqual([100, 3])
  })
})

test('nothing is delivered twice', () => {
  const session = converse({ patterns: ['/a', '/**'] })
  const link = session.online()
  for (const n of [1, 2, 2, 1, 3]) session.event(link, '/a', n)
  for (const one of session.subscribers) expect(one.events.map(({ data }) => data)).toEqual([1, 2, 3])
})
