import { describe, expect, test } from 'vitest'
import type { LinkId } from '../../../src/client/session/states'
import { series } from '../../../src/protocol/numbers'
import {
  type Conversation,
  converse,
  find,
  pauseAfter,
  place,
  posted,
  read,
  types,
  yes,
} from '../../support/conversation'
import { broken } from '../../support/errors'

/** When another epoch of the log began. */
const begun = 1_800_000_000_000

describe('publications', () => {
  const ids = (effects: ReturnType<Conversation['step']>) => posted(effects).map(({ id }) => id)

  test('are posted beside a stream with numbers that rise by one, and resolve with the answer', () => {
    const session = converse()
    session.online()
    const [one, two] = [session.publish(), session.publish()]
    expect([...ids(one.effects), ...ids(two.effects)]).toEqual(['1', '2'])
    session.aside(yes('1'))
    expect([one.one.end, two.one.end]).toEqual(['yes', undefined])
  })

  test('that were not answered go out again after the next join, under the same numbers, before any new one', () => {
    const session = converse()
    const link = session.online()
    session.publish()
    session.publish()
    session.closed(link, broken)
    session.publish()
    const effects = session.answer(session.link(), { published: 1 })
    expect(ids(effects)).toEqual(['1', '2', '3'])
    expect(types(effects).slice(-2)).toEqual(['forget', 'post'])
  })

  test('that leave beside the next poll do not wait for it where there is only one connection: it is answered at once', () => {
    const session = converse()
    session.publish()
    session.closed(session.online('poll'))
    const hurried = (id: LinkId) => session.said(id).advice?.timeout === 0
    const crowded = session.link('poll')
    expect(hurried(crowded)).toBe(true)
    session.answer(crowded)
    session.closed(crowded)
    expect(hurried(session.link('poll'))).toBe(false)
  })

  test('whose request failed go out again after a join', () => {
    const session = converse()
    session.online()
    session.publish()
    expect(session.step({ type: 'unposted', error: broken })).toEqual([{ type: 'dial', again: true }])
    expect(ids(session.answer(session.link()))).toEqual(['1'])
  })

  test('whose request failed wait no longer in a session that has lived long, and through other failures', () => {
    const session = converse()
    session.online()
    for (let failure = 1; failure <= 12; failure++) {
      session.publish()
      expect(
        pauseAfter(session, session.step({ type: 'unposted', error: broken })),
        `failure ${failure}`,
      ).toBeLessThanOrEqual(200)
      session.answer(session.link(), { published: failure - 1 })
      session.aside(yes(failure))
      session.later(10_000)
    }
  })

  test('whose requests fail one after the other, with none answered between them, wait ever longer', () => {
    const session = converse()
    session.online()
    session.publish()
    const pauses: number[] = []
    for (let failure = 1; failure <= 6; failure++) {
      pauses.push(pauseAfter(session, session.step({ type: 'unposted', error: broken })))
      session.answer(session.link(), { published: 0 })
    }
    expect(pauses).toEqual([0, 200, 400, 800, 1600, 3200])
  })

  test('that were posted go out again over a socket that takes over: what they carried would come too late', () => {
    const session = converse()
    session.online()
    session.publish()
    session.publish()
    const socket = session.link('duplex', { purpose: 'candidate' })
    const effects = session.answer(socket)
    expect(types(effects)).toContain('forget')
    expect(types(effects)).not.toContain('post')
    expect(read(find(effects, 'send')?.batch).map(({ id }) => id)).toEqual(['1', '2'])
  })

  test('that the log of a restarted server cannot know reject with delivery-unknown, and the rest goes on', () => {
    const session = converse()
    const link = session.online()
    const sent = session.publish()
    session.closed(link, broken)
    const unsent = session.publish()
    const effects = session.answer(session.link(), { tail: place(0, 1_800_000_000_000), published: 0 })
    expect(sent.one.end).toMatchObject({ code: 'delivery-unknown' })
    const next = String(series + 1)
    expect(ids(effects)).toEqual([next])
    session.aside(yes(next))
    expect(unsent.one.end).toBe('yes')
  })

  test('that the log of a restarted server cannot know reject so, too, when the subscriptions changed meanwhile', () => {
    const session = converse()
    const link = session.online()
    const { one } = session.publish()
    session.closed(link, broken)
    const next = session.link()
    session.subscribe('/a')
    const restarted = { tail: place(0, 1_800_000_000_000), published: 0 }
    session.answer(next, restarted)
    const effects = session.answer(session.link(), restarted)
    expect(one.end).toMatchObject({ code: 'delivery-unknown' })
    expect(posted(effects)).toEqual([])
  })

  test.each([
    [
      'is told what is gone',
      { missed: [{ patterns: ['/a'], from: place(1), to: place(0, begun), reason: 'reset' as const }] },
    ],
    ['has heard nothing else', { at: place(0, begun) }],
  ])('that are made once the log has begun anew are numbered for that one, whose page %s', (_, notice) => {
    const session = converse({ patterns: ['/a'] })
    const link = session.online('duplex')
    session.publish()
    session.hear(link, yes('1'))
    session.notice(link, notice)
    const next = String(series + 1)
    const { one } = session.publish()
    session.closed(link, broken)
    const effects = session.answer(session.link(), { tail: place(0, begun), published: 0 })
    expect([ids(effects), one.end]).toEqual([[next], undefined])
    session.aside(yes(next))
    expect(one.end).toBe('yes')
  })

  test('that went to a server whose log another one does not have reject so, though the link to that one broke nothing', () => {
    const session = converse()
    session.online()
    const { one } = session.publish()
    session.subscribe('/a')
    const other = { tail: place(0, 1_800_000_000_000), published: 0 }
    session.answer(session.link(), other)
    session.step({ type: 'unposted', error: broken })
    expect(one.end).toMatchObject({ code: 'delivery-unknown' })
    expect(session.outbox.underWay).toBe(0)
  })

  test('that a server cannot know which has forgotten the numbers of this session reject with delivery-unknown', () => {
    const session = converse()
    const link = session.online()
    const [first, second] = [session.publish(), session.publish()]
    session.aside(yes('1'))
    session.closed(link, broken)
    const next = session.link()
    session.answer(next, { published: 0 })
    expect([first.one.end, second.one.end]).toEqual(['yes', expect.objectContaining({ code: 'delivery-unknown' })])
    const { one } = session.publish()
    session.closed(next, broken)
    const again = session.answer(session.link(), { published: 0 })
    expect([one.end, ids(again)]).toEqual([undefined, [String(series + 1)]])
  })

  test('are answered among the events of their channel', () => {
    const session = converse({ patterns: ['/p'] })
    const link = session.online('duplex')
    const { one } = session.publish('ours')
    const event = (n: number) => ({ channel: '/p', data: n, id: place(n) })
    session.hear(link, event(1), event(2), yes('1'), event(3))
    expect(one.end).toBe('yes')
    expect(session.subscribers[0]?.events.map(({ data }) => data)).toEqual([1, 2, 3])
  })

  test('that are refused reject with the reason of the server, and the next goes on', () => {
    const session = converse()
    session.online()
    const [one, two] = [session.publish(), session.publish()]
    session.aside({ channel: '/p', id: '1', successful: false, error: '403:/p:not authorized to publish' }, yes('2'))
    expect(one.one.end).toMatchObject({ code: 'refused', message: 'publish to /p: not authorized to publish' })
    expect(two.one.end).toBe('yes')
  })

  test('go over the link itself where it runs both ways', () => {
    const session = converse()
    const link = session.online('duplex')
    const { one, effects } = session.publish()
    expect(types(effects)).toEqual(['send'])
    session.hear(link, yes('1'))
    expect(one.end).toBe('yes')
  })

  test('that had to wait go out over a socket as soon as those before them are answered', () => {
    const session = converse()
    const link = session.online('duplex')
    const all = Array.from({ length: 500 }, () => session.publish().one)
    let sent = 0
    for (let round = 0; round < 3; round++) {
      const underWay = Array.from({ length: session.outbox.underWay }, () => yes(String(++sent)))
      session.hear(link, ...underWay)
    }
    expect(all.filter(({ end }) => end !== 'yes')).toEqual([])
  })

  test('that a server answers which has forgotten the session go out again after the next join', () => {
    const session = converse()
    session.online()
    const { one } = session.publish()
    const advice = { reconnect: 'handshake', interval: 0 } as const
    session.aside({ channel: '/p', id: '1', successful: false, error: '402::session_unknown', advice })
    expect(one.end).toBeUndefined()
  })

  // The join for the changed subscriptions comes first, and the one after it no longer knows that there was a break: the
  // copies wait behind a request that may be dead, up to its deadline of ten seconds.
  test('on their way when the link broke are let go of, also when the subscriptions changed meanwhile', () => {
    const session = converse()
    session.publish()
    const link = session.online()
    session.closed(link, broken)
    const next = session.link()
    session.subscribe('/a')
    const before = session.history.length
    session.answer(next)
    session.answer(session.link())
    const beside = types(session.history.slice(before)).filter((type) => type === 'forget' || type === 'post')
    expect(beside).toEqual(['forget', 'post'])
  })
})
