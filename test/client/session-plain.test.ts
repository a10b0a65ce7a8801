import { describe, expect, test } from 'vitest'
import { EnckeError } from '../../src/protocol/errors'
import { type Conversation, converse, find, place, read, types } from '../support/conversation'

const broken = new EnckeError('network', 'broken')

/** A plain server's answer to the handshake: no `ext.encke`. */
function shakeHands(session: Conversation, link: number, clientId = 'server-made') {
  return session.hear(link, {
    channel: '/meta/handshake',
    successful: true,
    version: '1.0',
    clientId,
    supportedConnectionTypes: ['long-polling', 'callback-polling'],
    advice: { reconnect: 'retry', timeout: 20_000, interval: 0 },
  })
}

const connected = { channel: '/meta/connect', successful: true }

/** Online with a plain server, on a poll. */
function plain(session: Conversation, clientId?: string) {
  if (session.session.state === 'idle') session.step({ type: 'open' })
  const greeting = session.link('poll')
  shakeHands(session, greeting, clientId)
  session.closed(greeting)
  const link = session.link('poll')
  const effects = session.hear(link, connected)
  session.closed(link)
  return { link: session.link('poll'), effects }
}

/** Online with a plain server, on a socket. */
function onSocket(patterns: string[] = []) {
  const session = converse({ patterns })
  session.step({ type: 'open' })
  const socket = session.link('duplex')
  shakeHands(session, socket)
  return { session, socket, effects: session.hear(socket, connected) }
}

/** Online with a plain server that had accepted `/a`, and has been told of its end. */
function ending() {
  const session = converse({ patterns: ['/a'] })
  const { link } = plain(session)
  session.aside({ channel: '/meta/subscribe', successful: true, subscription: '/a' })
  session.subscriptions.remove(session.subscribers[0] as never)
  session.step({ type: 'changed' })
  return { session, link }
}

const posted = (effects: ReturnType<Conversation['step']>) => read(find(effects, 'post')?.batch)

describe('a plain Bayeux server', () => {
  test.each([undefined, 'long-polling'])('that names %s as what it can do can do long-polling', (named) => {
    const session = converse()
    session.step({ type: 'open' })
    const link = session.link('poll')
    const answer = { channel: '/meta/handshake', successful: true, clientId: 'server-made' }
    const effects = session.hear(link, { ...answer, supportedConnectionTypes: named as never })
    expect(effects).toEqual([{ type: 'plain', link, connectionTypes: ['long-polling'] }])
  })

  test('is asked to connect at once when its handshake is over, whatever else is still tried', () => {
    const session = converse()
    session.step({ type: 'open' })
    const [greeting] = [session.link('poll'), session.link()]
    shakeHands(session, greeting)
    expect(session.closed(greeting)).toEqual([{ type: 'dial', again: true }])
  })

  test('is known by its answer, which says what it can do; then the handshake is over', () => {
    const session = converse()
    session.step({ type: 'open' })
    const link = session.link('poll')
    expect(shakeHands(session, link)).toEqual([
      { type: 'plain', link, connectionTypes: ['long-polling', 'callback-polling'] },
    ])
    expect(session.closed(link)).toEqual([{ type: 'dial', again: true }])
    expect(session.session.state).toBe('connecting')
  })

  test('may hold the connect beside which subscriptions were posted, though it was asked to answer at once', () => {
    const session = converse({ patterns: ['/a'] })
    const { link, effects } = plain(session)
    expect(posted(effects)).toMatchObject([{ channel: '/meta/subscribe', subscription: '/a' }])
    expect(session.said(link).advice).toEqual({ timeout: 0 })
    expect(session.later(20_000)).toEqual([])
    session.hear(link, connected)
    session.closed(link)
    expect(session.said(session.link('poll')).advice).toBeUndefined()
  })

  test('that answers one poll for the sake of another has one again after that: the user was back', () => {
    const session = converse()
    const { link: held } = plain(session)
    session.later(6000)
    expect(session.step({ type: 'return' })).toEqual([{ type: 'dial', again: true }])
    const second = session.link('poll')
    session.hear(held, connected)
    expect(session.closed(held)).toEqual([])
    session.hear(second, connected)
    expect(session.closed(second)).toEqual([{ type: 'dial', again: true }])
  })

  test('has two polls of a client at most, however often the user is back', () => {
    const session = converse()
    plain(session)
    session.later(6000)
    session.step({ type: 'return' })
    session.link('poll')
    session.later(6000)
    expect(session.step({ type: 'return' })).toEqual([])
  })

  test('may answer the connect of a socket that a poll has taken over from: that one does not take the session back', () => {
    const { session, socket } = onSocket()
    const { one } = session.publish()
    const poll = session.link('poll', { purpose: 'candidate' })
    session.hear(poll, connected)
    session.closed(poll)
    session.link('poll')
    expect(session.hear(socket, connected)).toEqual([])
    const answered = session.hear(socket, { channel: '/p', id: '1', successful: true })
    expect([one.end, find(answered, 'drop')?.link]).toEqual(['yes', socket])
    expect(posted(session.publish().effects)).toMatchObject([{ channel: '/p', id: '2' }])
  })

  test('may answer a poll that a socket has taken over from: that brings what it has, and does not take the session back', () => {
    const session = converse({ patterns: ['/a'] })
    const { link: poll } = plain(session)
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
    const { link: poll } = plain(session)
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

  test('may go on answering what was posted: that gives a socket that was left no more time', () => {
    const { session } = onSocket()
    const { one } = session.publish()
    session.hear(session.link('poll', { purpose: 'candidate' }), connected)
    session.publish()
    session.later(900)
    session.aside({ channel: '/p', id: '2', successful: true })
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
    session.aside({ channel: '/p', id: '2', successful: true })
    expect(beside.one.end).toBe('yes')
  })

  test('may never answer what was published on a socket that another one has taken over from: that rejects too', () => {
    const { session } = onSocket()
    const { one } = session.publish()
    session.hear(session.link('duplex', { purpose: 'candidate' }), connected)
    session.later(1000)
    expect(one.end).toMatchObject({ code: 'delivery-unknown' })
  })

  test('may answer a connect of the session before when a poll has begun another: that link is given up', () => {
    const { session, socket: first } = onSocket(['/a'])
    session.later(1000)
    session.closed(first, broken)
    const socket = session.link('duplex')
    expect(session.said(socket)).toMatchObject({ channel: '/meta/connect', clientId: 'server-made' })
    session.link('poll')
    const effects = session.hear(socket, { ...connected, clientId: 'server-made' })
    expect(types(effects)).toEqual(['drop', 'drop', 'post'])
    expect(find(session.later(session.patience), 'dial')?.again).toBe(false)
    expect(session.said(session.link('duplex')).channel).toBe('/meta/handshake')
  })

  test('may advise with any message, also with the second of two events', () => {
    const session = converse({ patterns: ['/a'] })
    const { link } = plain(session)
    const slower = { channel: '/a', data: 2, advice: { interval: 5000 } }
    session.hear(link, { channel: '/a', data: 1 }, slower, connected)
    expect(find(session.closed(link), 'dial')).toBeUndefined()
    expect(find(session.later(5000), 'dial')).toBeTruthy()
  })

  test('is asked to connect with the clientId that it gave, without our extension, and to answer at once', () => {
    const session = converse({ patterns: ['/a'] })
    session.step({ type: 'open' })
    const greeting = session.link('poll')
    shakeHands(session, greeting)
    session.closed(greeting)
    expect(session.said(session.link('poll'))).toEqual({
      channel: '/meta/connect',
      id: expect.any(String),
      clientId: 'server-made',
      connectionType: 'long-polling',
      advice: { timeout: 0 },
    })
  })

  test('hears of subscriptions and publications once it is connected, the subscriptions first', () => {
    const session = converse({ patterns: ['/a', '/b/*'] })
    session.publish('hi')
    const { effects } = plain(session)
    expect(session.session.state).toBe('online')
    expect(posted(effects)).toMatchObject([
      { channel: '/meta/subscribe', clientId: 'server-made', subscription: '/a' },
      { channel: '/meta/subscribe', clientId: 'server-made', subscription: '/b/*' },
      { channel: '/p', clientId: 'server-made', data: 'hi' },
    ])
  })

  // No answer of a plain server ever confirms a version of the subscriptions, so they count as changed for good: each
  // poll asks to be answered at once, and the client polls in a tight loop.
  test('holds the polls that follow', () => {
    const session = converse()
    expect(session.said(plain(session).link)).not.toHaveProperty('advice')
  })

  test('is polled again when it has answered', () => {
    const session = converse()
    const { link } = plain(session)
    session.hear(link, connected)
    expect(session.closed(link)).toEqual([{ type: 'dial', again: true }])
  })

  test('a subscription is ready with its answer, or refused with the reason', () => {
    const session = converse({ patterns: ['/a', '/secret'] })
    plain(session)
    session.aside(
      { channel: '/meta/subscribe', successful: true, subscription: '/a' },
      { channel: '/meta/subscribe', successful: false, subscription: '/secret', error: '403:/secret:no' },
    )
    expect(session.subscribers[0]?.answers).toEqual([undefined])
    expect(session.subscribers[1]?.answers).toEqual([expect.objectContaining({ code: 'refused' })])
  })

  test('one answer may be for several subscriptions', () => {
    const session = converse({ patterns: ['/a', '/b'] })
    plain(session)
    session.aside({ channel: '/meta/subscribe', successful: true, subscription: ['/a', '/b'] })
    expect(session.subscribers.map(({ answers }) => answers)).toEqual([[undefined], [undefined]])
  })

  test('is not asked for service channels: what comes there is for whoever has asked', () => {
    const session = converse({ patterns: ['/service/echo', '/a'] })
    const { effects } = plain(session)
    expect(posted(effects).map(({ subscription }) => subscription)).toEqual(['/a'])
    expect(session.subscribers[0]?.answers).toEqual([undefined])
  })

  test('is told of the end of a subscription once', () => {
    const { session } = ending()
    expect(posted(session.publish().effects).map(({ channel }) => channel)).toEqual(['/p'])
  })

  test('is not asked again for a subscription that began again before its end was answered', () => {
    const { session } = ending()
    expect(posted(session.subscribe('/a').effects)).toMatchObject([{ channel: '/meta/subscribe' }])
    expect(session.aside({ channel: '/meta/unsubscribe', successful: true, subscription: '/a' })).toEqual([])
  })

  test('hears of a later subscription, and of the end of one', () => {
    const session = converse({ patterns: ['/a'] })
    plain(session)
    expect(posted(session.subscribe('/b').effects)).toMatchObject([{ channel: '/meta/subscribe', subscription: '/b' }])
    session.subscriptions.remove(session.subscribers[0] as never)
    expect(posted(session.step({ type: 'changed' }))).toMatchObject([
      { channel: '/meta/unsubscribe', subscription: '/a' },
    ])
  })

  // CometD's server for Node sends a copy for each pattern that matches.
  test('is not asked for what a wider pattern covers', () => {
    const session = converse({ patterns: ['/a/b', '/a/*', '/a/**'] })
    const { effects } = plain(session)
    expect(posted(effects).map(({ subscription }) => subscription)).toEqual(['/a/**'])
    session.aside({ channel: '/meta/subscribe', successful: true, subscription: '/a/**' })
    expect(session.subscribers.map(({ answers }) => answers)).toEqual([[undefined], [undefined], [undefined]])
    const { one, effects: later } = session.subscribe('/a/c')
    expect([posted(later), one.answers]).toEqual([[], [undefined]])
  })

  test('is told that it need no longer send a pattern once a wider one is accepted, and asked again when that ends', () => {
    const session = converse({ patterns: ['/a/b'] })
    plain(session)
    session.aside({ channel: '/meta/subscribe', successful: true, subscription: '/a/b' })
    const { one: wide, effects } = session.subscribe('/a/*')
    expect(posted(effects)).toMatchObject([{ channel: '/meta/subscribe', subscription: '/a/*' }])
    expect(posted(session.aside({ channel: '/meta/subscribe', successful: true, subscription: '/a/*' }))).toMatchObject(
      [{ channel: '/meta/unsubscribe', subscription: '/a/b' }],
    )
    session.subscriptions.remove(wide)
    expect(posted(session.step({ type: 'changed' }))).toMatchObject([
      { channel: '/meta/subscribe', subscription: '/a/b' },
      { channel: '/meta/unsubscribe', subscription: '/a/*' },
    ])
  })

  test('that refuses a wide pattern is asked for those that it would have covered', () => {
    const session = converse({ patterns: ['/a/b', '/a/*'] })
    plain(session)
    const effects = session.aside({
      ...{ channel: '/meta/subscribe', successful: false, subscription: '/a/*', error: '403:/a/*:no' },
    })
    expect(posted(effects)).toMatchObject([{ channel: '/meta/subscribe', subscription: '/a/b' }])
    expect(session.subscribers.map(({ answers }) => answers)).toEqual([
      [],
      [expect.objectContaining({ code: 'refused' })],
    ])
  })

  test('is asked to answer the first connect at once also on the transport on which it took the handshake', () => {
    const session = converse()
    session.step({ type: 'open' })
    const greeting = session.link('poll')
    shakeHands(session, greeting)
    session.closed(greeting)
    expect(session.said(session.link('poll', { purpose: 'successor' })).advice).toEqual({ timeout: 0 })
  })

  test('gives an event no position, whatever its id looks like', () => {
    const session = converse({ patterns: ['/a'] })
    const { link } = plain(session)
    session.hear(link, { channel: '/a', data: 1, id: place(1) })
    expect(session.subscribers[0]?.events).toEqual([{ channel: '/a', data: 1, position: '' }])
  })

  test('events need no position, and come over any answer', () => {
    const session = converse({ patterns: ['/a'] })
    const { link } = plain(session)
    session.hear(link, { channel: '/a', data: 1 })
    session.aside({ channel: '/a', data: 2 })
    expect(session.subscribers[0]?.events.map(({ data }) => data)).toEqual([1, 2])
  })

  test('a publish resolves with its answer', () => {
    const session = converse()
    plain(session)
    const { one } = session.publish()
    session.aside({ channel: '/p', id: '1', successful: true })
    expect(one.end).toBe('yes')
  })

  test('a publish in flight when the link dies rejects with delivery-unknown; one that never went out stays', () => {
    const session = converse()
    const { link } = plain(session)
    const sent = session.publish()
    const dead = session.closed(link, broken)
    const unsent = session.publish()
    expect(types(dead)).toEqual(['state', 'post', 'dial'])
    expect(sent.one.end).toMatchObject({ code: 'delivery-unknown' })
    expect(unsent.one.end).toBeUndefined()
  })

  test('what is posted when the link dies is given up with it: it cannot fail what is posted after that', () => {
    const session = converse()
    const { link } = plain(session)
    session.publish()
    expect(find(session.closed(link, broken), 'post')).toMatchObject({ batch: [], afresh: true })
    session.hear(session.link('poll'), connected)
    expect(find(session.publish().effects, 'post')).toMatchObject({ afresh: false })
  })

  test('a publish that is not answered yet stays when the user is back, but not when the page has slept', () => {
    const session = converse()
    plain(session)
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
    plain(session)
    const { one } = session.publish()
    session.step({ type: 'unposted', error: broken })
    expect(one.end).toMatchObject({ code: 'delivery-unknown' })
    expect(posted(session.hear(session.link('poll'), connected))).toEqual([])
  })

  test('a link that was lost is followed by a connect in the same session', () => {
    const session = converse({ patterns: ['/a'] })
    const { link } = plain(session)
    session.aside({ channel: '/meta/subscribe', successful: true, subscription: '/a' })
    session.closed(link, broken)
    const next = session.link('poll')
    expect(session.said(next)).toMatchObject({ channel: '/meta/connect', clientId: 'server-made' })
    expect(posted(session.hear(next, connected))).toEqual([])
  })

  test('subscriptions that were asked for and not answered when the link died are asked for again', () => {
    const session = converse({ patterns: ['/a'] })
    const { link } = plain(session)
    session.closed(link, broken)
    const effects = session.hear(session.link('poll'), connected)
    expect(posted(effects)).toMatchObject([{ channel: '/meta/subscribe', subscription: '/a' }])
  })

  test('the end of a subscription that was not answered when the link died is told again', () => {
    const { session, link } = ending()
    session.closed(link, broken)
    const again = session.link('poll')
    expect(posted(session.hear(again, connected))).toMatchObject([{ channel: '/meta/unsubscribe', subscription: '/a' }])
    session.aside({ channel: '/meta/unsubscribe', successful: true, subscription: '/a' })
    session.closed(again, broken)
    expect(posted(session.hear(session.link('poll'), connected))).toEqual([])
  })

  test('a subscription that ended and began again before the link died is asked for again, and not ended', () => {
    const { session, link } = ending()
    const { one } = session.subscribe('/a')
    session.aside({ channel: '/meta/unsubscribe', successful: true, subscription: '/a' })
    session.closed(link, broken)
    expect(posted(session.hear(session.link('poll'), connected))).toMatchObject([
      { channel: '/meta/subscribe', subscription: '/a' },
    ])
    session.aside({ channel: '/meta/subscribe', successful: true, subscription: '/a' })
    expect(one.answers).toEqual([undefined])
  })

  test('that forgot the session is asked for everything again, and what was missed is told', () => {
    const session = converse({ patterns: ['/a'] })
    const { link } = plain(session)
    session.aside({ channel: '/meta/subscribe', successful: true, subscription: '/a' })
    const advice = { reconnect: 'handshake' as const }
    const gone = session.hear(link, { channel: '/meta/connect', successful: false, error: '402::unknown', advice })
    expect(find(gone, 'missed')?.gap).toMatchObject({ patterns: ['/a'], reason: 'session' })
    session.later(Math.max(0, session.patience))
    const { effects } = plain(session, 'another')
    expect(posted(effects)).toMatchObject([{ channel: '/meta/subscribe', clientId: 'another', subscription: '/a' }])
  })

  test('that takes our handshake and then does not know us, five times in a row, is left, and the error says why', () => {
    const session = converse({ patterns: ['/a'] })
    const unknown = {
      ...{ channel: '/meta/connect', successful: false, error: '402::session_unknown' },
      advice: { reconnect: 'handshake' as const, interval: 0 },
    }
    plain(session)
    session.hear(session.link('poll'), unknown)
    function meet() {
      session.later(session.patience)
      const greeting = session.link('poll')
      shakeHands(session, greeting)
      session.closed(greeting)
      return session.hear(session.link('poll'), unknown)
    }
    for (let time = 1; time < 5; time++) expect(find(meet(), 'state'), `time ${time}`).toBeUndefined()
    const effects = meet()
    expect(find(effects, 'state')).toMatchObject({ state: 'closed', error: { code: 'refused' } })
    expect(find(effects, 'state')?.error?.message).toContain('cookie')
  })

  test('is polled no more often than its interval allows', () => {
    const session = converse()
    const { link } = plain(session)
    session.hear(link, { ...connected, advice: { reconnect: 'retry', interval: 2000 } })
    expect(session.closed(link)).toEqual([])
    expect(session.later(1999)).toEqual([])
    expect(session.later(1)).toEqual([{ type: 'dial', again: true }])
  })

  // Nothing is asked, as the server has the pattern already, so nobody ever tells the second one.
  test('a second subscription to the same pattern is ready too', () => {
    const session = converse({ patterns: ['/a'] })
    plain(session)
    session.aside({ channel: '/meta/subscribe', successful: true, subscription: '/a' })
    const { one, effects } = session.subscribe('/a')
    for (const { channel, subscription = '' } of posted(effects))
      session.aside({ channel, subscription, successful: true })
    expect(one.answers).toEqual([undefined])
  })

  // Taken for a no, though the answer to the next connect begins a new session: the subscription of the user is over.
  test('that does not know us when we subscribe has refused nothing: it is asked again in the next session', () => {
    const session = converse({ patterns: ['/a'] })
    plain(session)
    const advice = { reconnect: 'handshake' as const }
    session.aside({ channel: '/meta/subscribe', successful: false, subscription: '/a', error: '402::unknown', advice })
    expect(session.subscribers[0]?.answers).toEqual([])
  })

  // Not final with a server of ours, which can tell a repetition; here it is never sent again, and never settles.
  test.each(['409::conflict', '503::busy', '402::unknown'])('a publish that is answered with %s rejects', (error) => {
    const session = converse()
    plain(session)
    const { one } = session.publish()
    session.aside({ channel: '/p', id: '1', successful: false, error })
    session.hear(session.link('poll'), connected)
    expect(one.end).toBeTruthy()
  })
})

test('a page that goes repeats nothing to a plain Bayeux server, which would take that twice', () => {
  const session = converse()
  plain(session)
  session.publish('sent')
  expect(session.session.lastWords()).toEqual([])
})

describe('a plain Bayeux server over a link that runs both ways', () => {
  const started = (patterns: string[] = []) => {
    const session = converse({ patterns })
    session.step({ type: 'open' })
    const link = session.link('duplex')
    const effects = shakeHands(session, link)
    return { session, link, effects }
  }
  const online = (patterns?: string[]) => {
    const { socket: link, ...rest } = onSocket(patterns)
    return { link, ...rest }
  }
  const sent = (effects: ReturnType<Conversation['step']>) =>
    effects.flatMap((effect) => (effect.type === 'send' ? [...read(effect.batch)] : []))

  test('is asked to connect on the very link on which it answered the handshake, and to answer at once', () => {
    const { session, link, effects } = started()
    expect(types(effects)).toEqual(['plain', 'send'])
    expect(session.said(link)).toEqual({
      channel: '/meta/connect',
      id: expect.any(String),
      clientId: 'server-made',
      connectionType: 'websocket',
      advice: { timeout: 0 },
    })
    expect(session.session.state).toBe('connecting')
  })

  test('is given up when it does not answer that', () => {
    const { session, link } = started()
    expect(find(session.later(10_000), 'drop')).toMatchObject({ link, error: { code: 'timeout' } })
  })

  test('is asked to connect again after each answer, which it may hold, and the link stays', () => {
    const { session, link, effects } = online()
    expect(sent(effects)).toMatchObject([{ channel: '/meta/connect' }])
    for (const _ of [1, 2]) {
      const more = session.hear(link, connected)
      expect(sent(more)).toMatchObject([{ channel: '/meta/connect', clientId: 'server-made' }])
      expect(sent(more)[0]).not.toHaveProperty('advice')
      expect(types(more)).toEqual(['send'])
    }
  })

  test('is not asked again sooner than its interval allows', () => {
    const { session, link } = online()
    expect(session.hear(link, { ...connected, advice: { reconnect: 'retry', interval: 2000 } })).toEqual([])
    expect(sent(session.later(2000))).toMatchObject([{ channel: '/meta/connect' }])
  })

  test('may be silent as long as it holds a connect, and half as long again', () => {
    const { session } = online()
    expect(session.later(20_000)).toEqual([])
    expect(session.later(10_999)).toEqual([])
    expect(find(session.later(1), 'drop')).toBeTruthy()
  })

  test('hears of subscriptions and publications on the link, once it is connected', () => {
    const { session, link, effects } = online(['/a'])
    expect(sent(effects)).toMatchObject([
      { channel: '/meta/connect' },
      { channel: '/meta/subscribe', clientId: 'server-made', subscription: '/a' },
    ])
    session.hear(link, { channel: '/meta/subscribe', successful: true, subscription: '/a' })
    expect(session.subscribers[0]?.answers).toEqual([undefined])
    const { one, effects: published } = session.publish('hi')
    expect(sent(published)).toMatchObject([{ channel: '/p', clientId: 'server-made', data: 'hi' }])
    session.hear(link, { channel: '/p', id: '1', successful: true })
    expect(one.end).toBe('yes')
    expect(session.history.filter(({ type }) => type === 'post')).toEqual([])
  })

  test('brings events on the link, and is not asked how much it has written', () => {
    const { session, link } = online(['/a'])
    for (const data of [1, 2]) session.hear(link, { channel: '/a', data })
    expect(session.subscribers[0]?.events.map(({ data }) => data)).toEqual([1, 2])
    expect(session.later(20_000)).toEqual([])
  })

  test('is followed by another link when it breaks, in the same session', () => {
    const { session, link } = online(['/a'])
    session.hear(link, { channel: '/meta/subscribe', successful: true, subscription: '/a' })
    session.later(1000)
    const effects = session.closed(link, broken)
    expect(types(effects)).toEqual(['state', 'post', 'dial'])
    const next = session.link('duplex')
    expect(session.said(next)).toMatchObject({ channel: '/meta/connect', clientId: 'server-made' })
    expect(sent(session.hear(next, connected)).map(({ channel }) => channel)).toEqual(['/meta/connect'])
  })

  // Faye goes on writing to the dead socket, so that polls in the same session bring nothing for ever.
  test('is asked for a new session when a poll follows, and what may be missing is told', () => {
    const { session, link } = online(['/a'])
    session.hear(link, { channel: '/meta/subscribe', successful: true, subscription: '/a' })
    session.later(1000)
    session.closed(link, broken)
    const poll = session.link('poll')
    expect(session.said(poll).channel).toBe('/meta/handshake')
    expect(find(session.history, 'missed')?.gap).toMatchObject({ patterns: ['/a'], reason: 'session' })
    shakeHands(session, poll, 'another')
    session.closed(poll)
    const next = session.link('poll')
    expect(session.said(next)).toMatchObject({ channel: '/meta/connect', clientId: 'another' })
    expect(posted(session.hear(next, connected))).toMatchObject([{ channel: '/meta/subscribe', clientId: 'another' }])
  })

  test('that forgot the session is asked to begin anew, on a new link', () => {
    const { session, link } = online(['/a'])
    session.later(1000)
    const advice = { reconnect: 'handshake' as const }
    const effects = session.hear(link, { channel: '/meta/connect', successful: false, error: '402::unknown', advice })
    expect(types(effects)).toEqual(['drop', 'state', 'post', 'dial'])
    expect(session.said(session.link('duplex')).channel).toBe('/meta/handshake')
  })

  test('hears goodbye on the link', () => {
    const { session } = online()
    const effects = session.step({ type: 'close' })
    expect(sent(effects)).toMatchObject([{ channel: '/meta/disconnect', clientId: 'server-made' }])
  })
})

describe('a plain Bayeux server over a stream', () => {
  const online = (patterns: string[] = []) => {
    const session = converse({ patterns })
    session.step({ type: 'open' })
    const greeting = session.link()
    const shaken = shakeHands(session, greeting)
    const dialled = session.closed(greeting)
    const link = session.link()
    const effects = session.hear(link, connected)
    return { session, link, shaken, dialled, effects }
  }

  test('is asked to connect on a link of its own, after the handshake', () => {
    const { session, link, shaken, dialled } = online()
    expect(types(shaken)).toEqual(['plain'])
    expect(dialled).toEqual([{ type: 'dial', again: true }])
    expect(session.said(link)).toEqual({
      channel: '/meta/connect',
      id: expect.any(String),
      clientId: 'server-made',
      connectionType: 'xhr-streaming',
    })
  })

  test('is asked to connect again beside the stream, after each answer there', () => {
    const { session, link, effects } = online()
    expect(posted(effects)).toMatchObject([{ channel: '/meta/connect', clientId: 'server-made' }])
    const more = session.aside(connected)
    expect(types(more)).toEqual(['post'])
    expect(find(more, 'post')?.afresh).toBe(false)
    expect(posted(more)).toMatchObject([{ channel: '/meta/connect' }])
    session.hear(link, { channel: '/a', data: 1 })
    expect(session.session.state).toBe('online')
  })

  test('is not asked again sooner than its interval allows', () => {
    const { session } = online()
    expect(session.aside({ ...connected, advice: { reconnect: 'retry', interval: 2000 } })).toEqual([])
    expect(posted(session.later(2000))).toMatchObject([{ channel: '/meta/connect' }])
  })

  // Faye's form for event streams: it never holds a connect, and asks for the next one after its interval.
  test('may be silent as long as it answers the connects beside the stream', () => {
    const { session, link } = online()
    const answer = { ...connected, advice: { reconnect: 'retry' as const, interval: 20_000, timeout: 0 } }
    for (const _ of [1, 2, 3]) {
      expect(session.aside(answer)).toEqual([])
      expect(session.later(19_999)).toEqual([])
      expect(posted(session.later(1))).toMatchObject([{ channel: '/meta/connect' }])
    }
    expect(find(session.later(10_000), 'drop')?.link).toBe(link)
  })

  test('brings events on the stream', () => {
    const { session, link } = online(['/a'])
    session.hear(link, { channel: '/a', data: 1 })
    expect(session.subscribers[0]?.events.map(({ data }) => data)).toEqual([1])
  })

  test('that forgot the session says so beside the stream, which is given up', () => {
    const { session, link } = online()
    session.later(1000)
    const advice = { reconnect: 'handshake' as const }
    const effects = session.aside({ channel: '/meta/connect', successful: false, error: '402::unknown', advice })
    expect(find(effects, 'drop')?.link).toBe(link)
    expect(session.said(session.link()).channel).toBe('/meta/handshake')
  })

  test('has ten seconds for each answer beside the stream', () => {
    expect(online().session.session.patience).toBe(10_000)
  })

  test('and an answer on a link that is gone changes nothing', () => {
    const { session, link } = online()
    const gone = session.link()
    session.closed(gone, broken)
    const no = { channel: '/meta/connect', successful: false, error: '402::unknown' }
    expect(session.hear(gone, { ...no, advice: { reconnect: 'handshake' } })).toEqual([])
    expect(types(session.hear(link, { channel: '/a', data: 1 }))).not.toContain('drop')
  })

  test('and an answer beside the stream that comes when the stream is gone changes nothing', () => {
    const { session, link } = online()
    session.later(1000)
    session.closed(link, broken)
    expect(session.aside(connected)).toEqual([])
    expect(session.session.state).toBe('offline')
  })
})
