import { describe, expect, test } from 'vitest'
import { EnckeError } from '../../src/protocol/errors'
import type { Missed } from '../../src/protocol/message'
import { type Conversation, converse, find, key, place, publication, read, types } from '../support/conversation'

const broken = new EnckeError('network', 'broken')
const exhausted = { type: 'exhausted', error: new EnckeError('no-transport', 'nothing works') } as const

describe('silence', () => {
  test('past one and a half times the timeout and a second is a dead link', () => {
    const session = converse()
    const link = session.online()
    expect(types(session.later(30_999))).toEqual(['post'])
    const effects = session.later(1)
    expect(types(effects)).toEqual(['drop', 'state', 'dial'])
    expect(find(effects, 'drop')).toMatchObject({ link, error: { code: 'timeout' } })
    expect(session.session.state).toBe('offline')
  })

  test('any byte is a sign of life', () => {
    const session = converse()
    const link = session.online()
    session.later(30_000)
    session.step({ type: 'alive', link })
    session.later(30_000)
    session.notice(link, { at: place(1) })
    expect(session.later(30_999)).toEqual([])
    expect(session.session.state).toBe('online')
  })

  test('an answer that is due counts as missing after ten seconds', () => {
    const session = converse()
    session.step({ type: 'open' })
    const link = session.link()
    expect(session.later(9_999)).toEqual([])
    expect(find(session.later(1), 'drop')).toMatchObject({ link, error: { code: 'timeout' } })
  })

  test('an answer of which something comes has ten seconds more, and a minute in all', () => {
    const session = converse()
    session.step({ type: 'open' })
    const link = session.link()
    for (let time = 0; time < 11; time++) {
      expect(session.later(5000)).toEqual([])
      session.step({ type: 'alive', link })
    }
    expect(session.later(4999)).toEqual([])
    expect(find(session.later(1), 'drop')?.link).toBe(link)
  })

  test('so has the answer to what was published on a socket: it waits behind what else comes there', () => {
    const session = converse()
    const link = session.online('duplex')
    session.publish()
    for (let time = 1; time <= 11; time++) {
      expect(
        session.later(5000).some(({ type }) => type === 'drop'),
        `after ${5 * time} s`,
      ).toBe(false)
      session.event(link, '/a', time)
    }
    expect(session.later(4999).some(({ type }) => type === 'drop')).toBe(false)
    expect(find(session.later(1), 'drop')?.link).toBe(link)
  })

  test('a socket on which nothing is awaited any more may be silent', () => {
    const session = converse()
    const link = session.online('duplex')
    session.publish()
    session.hear(link, { channel: '/p', id: '1', successful: false, error: '409:1:gap' })
    session.answer(link, { published: 0, tail: place(0, 1_800_000_000_000) })
    session.answer(link, { published: 0 })
    expect(session.outbox.underWay).toBe(0)
    expect(session.later(30_000).filter(({ type }) => type === 'drop')).toEqual([])
  })

  test('what goes out again has its time from then on', () => {
    const session = converse()
    const link = session.online('duplex')
    session.publish()
    for (let time = 1; time <= 20; time++) {
      session.later(5000)
      session.hear(link, { channel: '/p', id: '1', successful: false, error: '503::busy' })
      session.answer(link, { published: 0 })
    }
    expect(session.session.state).toBe('online')
    expect(find(session.history, 'drop')).toBeUndefined()
  })

  test('an answer that waits behind what goes out has the time that this may take', () => {
    const session = converse()
    const link = session.online('duplex')
    session.publish('x'.repeat(40_000))
    session.subscribe('/late')
    session.later(1000)
    session.step({ type: 'alive', link })
    expect(session.later(18_999).some(({ type }) => type === 'drop')).toBe(false)
    expect(find(session.later(2), 'drop')?.link).toBe(link)
  })

  test('a held poll may be silent as long as a stream', () => {
    const session = converse()
    session.closed(session.online('poll'))
    const link = session.link('poll')
    expect(session.later(30_999)).toEqual([])
    expect(find(session.later(1), 'drop')?.link).toBe(link)
  })

  test('a quiet link does not fall behind: what the server says it has covered is where the next join goes on', () => {
    const session = converse({ patterns: ['/a'] })
    const link = session.online()
    session.notice(link, { at: place(50) })
    session.closed(link, broken)
    expect(session.joinOf(session.link()).at).toBe(place(50))
  })
})

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
    again(50)
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

  test('an answer in time makes the new link live, and nothing was lost', () => {
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

describe('pauses between tries', () => {
  /** The pauses until the next dial, each try having failed. */
  function pauses(session: Conversation, tries: number): number[] {
    session.step({ type: 'open' })
    return Array.from({ length: tries }, () => {
      const effects = session.step(exhausted)
      const pause = find(effects, 'dial') ? 0 : session.patience
      if (pause) expect(types(session.later(pause))).toEqual(['dial'])
      return pause
    })
  }

  test('the first is none, the second a second at most, then they double, up to a minute', () => {
    const [none, ...found] = pauses(converse({ random: () => 1 - 1e-9 }), 12).map(Math.round)
    expect(none).toBe(0)
    expect(found[0]).toBeGreaterThan(0)
    expect(found[0]).toBeLessThanOrEqual(1000)
    for (const [index, pause] of found.entries()) {
      if (index) expect(pause).toBe(Math.min(60_000, 2 * (found[index - 1] as number)))
    }
    expect(found.at(-1)).toBe(60_000)
  })

  test('are of ten seconds at most where the live link goes on meanwhile', () => {
    const session = converse()
    session.notice(session.online(), { rotate: true })
    for (let time = 0; time < 12; time++) {
      session.closed(session.link(), broken)
      session.later(10_000)
      session.step({ type: 'alive', link: 1 })
    }
    // The first of all, the one for the successor, and one after each of these.
    expect(session.history.filter(({ type }) => type === 'dial')).toHaveLength(14)
  })

  test('are over when the page goes to sleep, or the client is closed', () => {
    for (const type of ['rest', 'close'] as const) {
      const session = converse()
      pauses(session, 6)
      session.step(exhausted)
      expect(session.patience).toBeLessThan(60_000)
      session.step({ type })
      expect(session.patience).toBe(Number.POSITIVE_INFINITY)
      expect(session.later(60_000)).toEqual([])
    }
  })

  test('are drawn at random from the whole range', () => {
    const [, longest = 0] = pauses(converse({ random: () => 1 - 1e-9 }), 2)
    for (const draw of [0, 0.25, 0.5]) {
      const [, pause] = pauses(converse({ random: () => draw }), 2)
      expect(pause).toBeCloseTo(draw * longest)
    }
  })

  test('each failure is told, and the session stays what it is', () => {
    const session = converse()
    session.step({ type: 'open' })
    expect(session.step(exhausted)[0]).toEqual({ type: 'error', error: exhausted.error })
    expect(session.session.state).toBe('connecting')
  })

  test('begin anew after a link that held, and after one that lived for a moment, but then not with none', () => {
    const session = converse()
    const [, second = 0] = pauses(session, 6)
    const moment = session.link()
    session.answer(moment)
    session.later(1)
    session.closed(moment, broken)
    expect(session.patience).toBeCloseTo(second)
    session.later(session.patience)
    const held = session.link()
    session.answer(held)
    session.later(10_000)
    expect(find(session.closed(held, broken), 'dial')).toEqual({ type: 'dial', again: false })
  })

  test('the least interval that the server advised is kept', () => {
    const session = converse()
    session.step({ type: 'open' })
    const link = session.link()
    session.answer(link, {}, { interval: 3000 })
    session.closed(link, broken)
    expect(session.later(2999)).toEqual([])
    expect(types(session.later(1))).toEqual(['dial'])
  })

  test('the network back: dials at once, and the pauses begin anew', () => {
    const session = converse()
    pauses(session, 9)
    session.step(exhausted)
    expect(session.patience).toBeGreaterThan(10_000)
    expect(session.step({ type: 'return' })).toEqual([{ type: 'dial', again: false }])
    session.link()
    expect(session.step({ type: 'return' })).toEqual([])
    expect(find(session.step(exhausted), 'dial')).toBeTruthy()
  })
})

describe('the return of the network, or of the user,', () => {
  test('before it was opened does nothing', () => {
    expect(converse().step({ type: 'return' })).toEqual([])
  })

  test('seeks a new way where there is only a link that must not have the session yet', () => {
    const session = converse()
    session.online()
    session.step({ type: 'rest' })
    session.link('duplex', { purpose: 'probe' })
    expect(session.step({ type: 'return' })).toEqual([{ type: 'dial', again: false }])
  })

  test('changes nothing while a link was heard within a second', () => {
    for (const kind of ['stream', 'poll', 'duplex'] as const) {
      const session = converse()
      session.online(kind)
      session.later(700)
      expect(session.step({ type: 'return' })).toEqual([])
    }
  })

  test('makes a stream that was silent for longer show that it is alive: a new one is joined', () => {
    const session = converse()
    const silent = session.online()
    session.later(1001)
    expect(session.step({ type: 'return' })).toEqual([{ type: 'dial', again: true }])
    const next = session.link()
    expect(find(session.answer(next), 'drop')?.link).toBe(silent)
  })

  test('does so though another link is being tried, which had no time to be heard yet', () => {
    const session = converse()
    session.online()
    session.later(1001)
    session.link('stream', { purpose: 'probe' })
    expect(session.step({ type: 'return' })).toEqual([{ type: 'dial', again: true }])
  })

  test('waits two seconds for that, and twice as long each time: what the browser keeps open may be dead, too', () => {
    const session = converse()
    session.online()
    session.later(1001)
    session.step({ type: 'return' })
    for (const milliseconds of [2000, 4000, 8000]) {
      const next = session.link()
      session.later(milliseconds - 1)
      expect(session.history.some((effect) => effect.type === 'drop' && effect.link === next)).toBe(false)
      session.later(1)
      expect(session.history).toContainEqual(expect.objectContaining({ type: 'drop', link: next }))
    }
  })

  test('makes a link that runs both ways show it by a join on itself', () => {
    const session = converse()
    const link = session.online('duplex')
    session.later(1001)
    const effects = session.step({ type: 'return' })
    expect(effects).toMatchObject([{ type: 'send', link }])
    expect(session.joinOf(link).join).toBe(2)
    expect(types(session.answer(link))).not.toContain('drop')
  })

  test('and no answer to that join: the server is asked after three quarters of a second', () => {
    const session = converse()
    session.online('duplex')
    session.later(1001)
    session.step({ type: 'return' })
    expect(session.later(749)).toEqual([])
    expect(types(session.later(1))).toEqual(['post'])
  })

  test('makes a held poll show it by one that is answered at once', () => {
    const session = converse()
    session.closed(session.online('poll'))
    session.link('poll')
    session.later(1001)
    expect(session.step({ type: 'return' })).toEqual([{ type: 'dial', again: true }])
    expect(session.said(session.link('poll')).advice).toEqual({ timeout: 0 })
  })

  test('asks once: a join that is under way will show it', () => {
    const session = converse()
    session.online('duplex')
    session.later(1001)
    session.step({ type: 'return' })
    expect(session.step({ type: 'return' })).toEqual([])
  })
})

test('a session that nothing carries, and nothing seeks any more, seeks anew', () => {
  const conversation = converse()
  conversation.step({ type: 'open' })
  const [one, other] = [conversation.link(), conversation.link()]
  expect(conversation.closed(one, broken)).toEqual([])
  expect(conversation.closed(other, broken)).toEqual([{ type: 'dial', again: false }])
  conversation.step(exhausted)
  const last = conversation.link()
  expect(conversation.closed(last, broken), 'it waits already').toEqual([])
})

test('of two links that are tried the later one may fail first: the other goes on', () => {
  const conversation = converse()
  conversation.step({ type: 'open' })
  const [one, other] = [conversation.link(), conversation.link('poll')]
  expect(conversation.closed(other, broken)).toEqual([])
  expect(find(conversation.answer(one), 'live')?.link).toBe(one)
})

test('a stream that comes to its end without a word is lost', () => {
  const conversation = converse()
  const effects = conversation.closed(conversation.online())
  expect(types(effects)).toEqual(['state', 'dial'])
  expect(find(effects, 'state')).toMatchObject({ state: 'offline', error: { code: 'network' } })
})

describe('a page that goes to sleep', () => {
  test('ends every link, lets go of what is under way beside them, and opens none', () => {
    const session = converse()
    const link = session.online()
    session.later(1000)
    const effects = session.step({ type: 'rest' })
    expect(effects).toEqual([
      { type: 'drop', link },
      { type: 'state', state: 'offline', error: undefined },
      { type: 'post', batch: [], afresh: true },
    ])
    expect(session.session.deadline).toBe(Number.POSITIVE_INFINITY)
  })

  test('before it is online opens none either', () => {
    const session = converse()
    session.step({ type: 'open' })
    const link = session.link()
    expect(types(session.step({ type: 'rest' }))).toEqual(['drop', 'post'])
    expect(session.closed(link, broken)).toEqual([])
    expect(session.patience).toBe(Number.POSITIVE_INFINITY)
  })

  test('has no error to tell', () => {
    const session = converse()
    session.online()
    session.step({ type: 'rest' })
    expect(session.history.filter((effect) => 'error' in effect && effect.error)).toEqual([])
  })

  test('and returns goes on with a new link at once, where it was, and sends again what was not answered', () => {
    const session = converse({ patterns: ['/a'] })
    const link = session.online()
    session.event(link, '/a', 3)
    session.publish()
    session.step({ type: 'rest' })
    session.later(3_600_000)
    expect(session.step({ type: 'return' })).toEqual([{ type: 'dial', again: false }])
    const next = session.link()
    expect(session.joinOf(next)).toMatchObject({ subscriptions: ['/a'], at: place(3) })
    expect(read(find(session.answer(next), 'post')?.batch)).toMatchObject([{ channel: '/p', id: '1' }])
  })

  test('opens none when subscriptions change while it sleeps', () => {
    const session = converse()
    session.online()
    session.step({ type: 'rest' })
    expect(session.subscribe('/a').effects).toEqual([])
    expect(session.publish().effects).toEqual([])
  })

  test('before it was opened does nothing', () => {
    const session = converse()
    expect(session.step({ type: 'rest' })).toEqual([])
    expect(types(session.step({ type: 'open' }))).toEqual(['state', 'dial'])
  })
})

test('what says goodbye while the page goes ends the session, whatever joins follow until then', () => {
  const conversation = converse({ patterns: ['/a'] })
  conversation.online()
  expect(read(conversation.session.farewell())).toEqual([
    { channel: '/meta/disconnect', clientId: key, id: expect.any(String) },
  ])
})

describe('the last words of a page that sleeps or goes', () => {
  test('are what it has published and got no answer to, with the numbers that it has', () => {
    const conversation = converse()
    conversation.online()
    const [sent] = read(find(conversation.publish('sent').effects, 'post')?.batch)
    conversation.outbox.add(publication('/p', 'not yet'))
    const words = [sent, { channel: '/p', clientId: key, id: '2', data: 'not yet' }]
    expect(read(conversation.session.lastWords())).toEqual(words)
    expect(read(conversation.session.lastWords())).toEqual(words)
  })

  test('are none when nothing waits, and before there is a session', () => {
    const conversation = converse()
    expect(conversation.session.lastWords()).toEqual([])
    conversation.online()
    expect(conversation.session.lastWords()).toEqual([])
  })
})

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
    expect(read(find(effects, 'post')?.batch)).toMatchObject([{ channel: '/p', id: '1' }])
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

describe('the advice of a server that says no', () => {
  const no = (reconnect: 'none' | 'handshake' | 'retry', error: string, channel = '/meta/connect') => ({
    channel,
    successful: false,
    error,
    advice: { reconnect },
  })

  test('none ends with a typed error', () => {
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

  test('a goodbye of the server leads to a new link', () => {
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

  test('nothing is delivered twice', () => {
    const session = converse({ patterns: ['/a', '/**'] })
    const link = session.online()
    for (const n of [1, 2, 2, 1, 3]) session.event(link, '/a', n)
    for (const one of session.subscribers) expect(one.events.map(({ data }) => data)).toEqual([1, 2, 3])
  })
})
