import { describe, expect, test } from 'vitest'
import { type Conversation, converse, find, posted, read, types, yes } from '../../support/conversation'
import { broken } from '../../support/errors'
import { connected, onSocket, shakeHands, subscribed, unknown } from '../../support/plain'

describe('a plain Bayeux server over a link that runs both ways', () => {
  const started = (patterns: string[] = []) => {
    const session = converse({ patterns })
    session.step({ type: 'open' })
    const link = session.link('duplex')
    const effects = shakeHands(session, link)
    return { session, link, effects }
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
    const { session, socket: link, effects } = onSocket()
    expect(sent(effects)).toMatchObject([{ channel: '/meta/connect' }])
    for (const _ of [1, 2]) {
      const more = session.hear(link, connected)
      expect(sent(more)).toMatchObject([{ channel: '/meta/connect', clientId: 'server-made' }])
      expect(sent(more)[0]).not.toHaveProperty('advice')
      expect(types(more)).toEqual(['send'])
    }
  })

  test('is not asked again sooner than its interval allows', () => {
    const { session, socket: link } = onSocket()
    expect(session.hear(link, { ...connected, advice: { reconnect: 'retry', interval: 2000 } })).toEqual([])
    expect(sent(session.later(2000))).toMatchObject([{ channel: '/meta/connect' }])
  })

  test('may be silent as long as it holds a connect, and half as long again', () => {
    const { session } = onSocket()
    expect(session.later(20_000)).toEqual([])
    expect(session.later(10_999)).toEqual([])
    expect(find(session.later(1), 'drop')).toBeTruthy()
  })

  test('hears of subscriptions and publications on the link, once it is connected', () => {
    const { session, socket: link, effects } = onSocket(['/a'])
    expect(sent(effects)).toMatchObject([
      { channel: '/meta/connect' },
      { channel: '/meta/subscribe', clientId: 'server-made', subscription: '/a' },
    ])
    session.hear(link, subscribed('/a'))
    expect(session.subscribers[0]?.answers).toEqual([undefined])
    const { one, effects: more } = session.publish('hi')
    expect(sent(more)).toMatchObject([{ channel: '/p', clientId: 'server-made', data: 'hi' }])
    session.hear(link, yes('1'))
    expect(one.end).toBe('yes')
    expect(session.history.filter(({ type }) => type === 'post')).toEqual([])
  })

  test('brings events on the link, and is not asked how much it has written', () => {
    const { session, socket: link } = onSocket(['/a'])
    for (const data of [1, 2]) session.hear(link, { channel: '/a', data })
    expect(session.subscribers[0]?.events.map(({ data }) => data)).toEqual([1, 2])
    expect(session.later(20_000)).toEqual([])
  })

  test('is followed by another link when it breaks, in the same session', () => {
    const { session, socket: link } = onSocket(['/a'])
    session.hear(link, subscribed('/a'))
    session.later(1000)
    const effects = session.closed(link, broken)
    expect(types(effects)).toEqual(['state', 'forget', 'dial'])
    const next = session.link('duplex')
    expect(session.said(next)).toMatchObject({ channel: '/meta/connect', clientId: 'server-made' })
    expect(sent(session.hear(next, connected)).map(({ channel }) => channel)).toEqual(['/meta/connect'])
  })

  // Faye goes on writing to the dead socket, so that polls in the same session bring nothing for ever.
  test('is asked for a new session when a poll follows, and what may be missing is told', () => {
    const { session, socket: link } = onSocket(['/a'])
    session.hear(link, subscribed('/a'))
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
    const { session, socket: link } = onSocket(['/a'])
    session.later(1000)
    const effects = session.hear(link, unknown)
    expect(types(effects)).toEqual(['drop', 'state', 'forget', 'dial'])
    expect(session.said(session.link('duplex')).channel).toBe('/meta/handshake')
  })

  test('hears goodbye on the link', () => {
    const { session } = onSocket()
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
  const answer = { ...connected, advice: { reconnect: 'retry' as const, interval: 20_000, timeout: 0 } }

  test('may be silent as long as it answers the connects beside the stream', () => {
    const { session, link } = online()
    for (const _ of [1, 2, 3]) {
      expect(session.aside(answer)).toEqual([])
      expect(session.later(19_999)).toEqual([])
      expect(posted(session.later(1))).toMatchObject([{ channel: '/meta/connect' }])
    }
    expect(find(session.later(10_000), 'drop')?.link).toBe(link)
  })

  test('that answers beside the stream within two seconds keeps it, though the browser says that it is offline', () => {
    for (const [milliseconds, state] of [
      [1999, 'online'],
      [2000, 'offline'],
    ] as const) {
      const { session } = online()
      session.aside(answer)
      session.step({ type: 'offline' })
      session.later(milliseconds)
      session.aside(answer)
      session.later(5000)
      expect(session.session.state).toBe(state)
    }
  })

  test('brings events on the stream', () => {
    const { session, link } = online(['/a'])
    session.hear(link, { channel: '/a', data: 1 })
    expect(session.subscribers[0]?.events.map(({ data }) => data)).toEqual([1])
  })

  test('that forgot the session says so beside the stream, which is given up', () => {
    const { session, link } = online()
    session.later(1000)
    const effects = session.aside(unknown)
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
    expect(session.hear(gone, unknown)).toEqual([])
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
