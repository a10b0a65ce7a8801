import { describe, expect, test } from 'vitest'
import { type Conversation, converse, find, key, place, posted, read } from '../../support/conversation'
import { broken } from '../../support/errors'
import { connected, onPoll, onSocket, shakeHands, subscribed, unknown } from '../../support/plain'

const sent = (effects: ReturnType<Conversation['step']>) =>
  effects.flatMap((effect) => (effect.type === 'send' ? [...read(effect.batch)] : []))

describe('what is no number of a join', () => {
  test.each([
    ['stale', 'a word', 'soon'],
    ['stale', 'an object', {}],
    ['stale', 'a fraction', 2.5],
    ['stale', 'more than can be counted', 1e308],
    ['moved', 'a word', 'soon'],
    ['moved', 'more than can be counted', Number.MAX_SAFE_INTEGER],
  ])('(%s: %s) ends the link, and the next join has a number again', (what, _, number) => {
    const session = converse()
    const link = session.online('stream')
    const effects = session.hear(link, {
      ...{ channel: '/meta/connect', successful: true },
      ext: { encke: { join: 1, [what]: number } as never },
    })
    expect(find(effects, 'drop')).toMatchObject({ link, error: { code: 'malformed' } })
    expect(session.joinOf(session.link())).toMatchObject({ join: 2 })
  })
})

describe('what is no position', () => {
  test.each([
    ['a word', 'soon'],
    ['a number', 5],
    ['an object', {}],
    ['true', true],
  ])('(%s) ends the link that brought it, and every place stays where it was', (_, position) => {
    const bad = position as string
    const gap = { patterns: ['/a'], from: place(1), to: bad, reason: 'trimmed' as const }
    const event = (n: number) => ({ channel: '/a', data: n, id: place(n) })
    const messages = [
      { channel: '/meta/connect', successful: true, ext: { encke: { at: bad } } },
      { channel: '/meta/connect', successful: true, ext: { encke: { missed: [gap] } } },
      { channel: '/a', data: 'bad', id: bad },
    ]
    for (const message of messages) {
      const session = converse({ patterns: ['/a'] })
      const link = session.online('stream')
      session.hear(link, event(1))
      const effects = session.hear(link, message)
      expect(find(effects, 'drop'), JSON.stringify(message)).toMatchObject({ link, error: { code: 'malformed' } })
      const next = session.link()
      expect(session.joinOf(next)).toMatchObject({ at: place(1) })
      session.answer(next)
      session.hear(next, event(2))
      expect(session.subscribers[0]?.events.map(({ data }) => data)).toEqual([1, 2])
    }
  })

  test.each(['soon', 5, {}, true])('(%j) is no end of a log, either', (tail) => {
    const session = converse({ patterns: ['/a'] })
    session.step({ type: 'open' })
    const link = session.link()
    expect(find(session.answer(link, { tail: tail as never }), 'drop')).toMatchObject({ error: { code: 'malformed' } })
    session.later(session.patience)
    const next = session.link()
    expect(session.joinOf(next)).toMatchObject({ own: { '/a': 'latest' } })
    session.answer(next)
    expect(session.session.state).toBe('online')
  })
})

describe('the answer to a handshake', () => {
  const hands = { channel: '/meta/handshake', successful: true, version: '1.0' }

  test.each([
    ['no name', undefined],
    ['another name', 'somebody else'],
    ['a number', 7],
  ])('that gives the session %s leaves it the one that it has', (_, clientId) => {
    const session = converse()
    session.step({ type: 'open' })
    const link = session.link('stream')
    const encke = { join: 1, tail: place(0), published: 0 }
    session.hear(link, { ...hands, clientId: clientId as never, ext: { encke } })
    expect(session.session.state).toBe('online')
    session.closed(link, broken)
    expect(session.said(session.link())).toMatchObject({ channel: '/meta/connect', clientId: key })
  })

  test.each(['poll', 'duplex'] as const)('of a plain server over a %s that gives no name is a failure', (kind) => {
    const session = converse()
    session.step({ type: 'open' })
    const link = session.link(kind)
    const effects = session.hear(link, { ...hands, supportedConnectionTypes: ['long-polling', 'websocket'] })
    expect(find(effects, 'drop')).toMatchObject({ link, error: { code: 'malformed' } })
    expect(sent(effects)).toEqual([])
    session.later(session.patience)
    shakeHands(session, session.link(kind))
    expect(session.session.plain).toBe(true)
  })

  test('is none when it is only what was asked', () => {
    const session = converse()
    session.step({ type: 'open' })
    const link = session.link('duplex')
    session.hear(link, session.said(link))
    expect(session.session.state).toBe('connecting')
  })
})

describe('a server whose links are cut as soon as they are answered', () => {
  /** How many links are opened in a minute. */
  function count(brings: (session: Conversation, link: unknown) => unknown) {
    const session = converse({ patterns: ['/a'] })
    session.step({ type: 'open' })
    let links = 0
    for (let time = 0, link: unknown = session.link(); time < 60_000; time += 20) {
      const from = session.history.length
      if (link) {
        links++
        session.answer(link)
        brings(session, link)
        session.closed(link, broken)
      }
      session.later(20)
      link = session.history.slice(from).some(({ type }) => type === 'dial') ? session.link() : undefined
    }
    return links
  }

  test('is asked ever more seldom, down to once in some seconds', () => {
    expect(count(() => {})).toBeLessThan(60)
  })

  test('is asked more often when each of them has brought something', () => {
    let n = 0
    expect(count((session, link) => session.event(link, '/a', ++n))).toBeGreaterThan(200)
  })
})

describe('a plain server that answers twice', () => {
  test('each connect is asked to connect once more, not twice', () => {
    const { session, socket } = onSocket()
    for (let time = 0; time < 3; time++) {
      const { id = '' } = session.said(socket)
      const effects = session.hear(socket, { ...connected, id }, { ...connected, id })
      expect(sent(effects)).toMatchObject([{ channel: '/meta/connect' }])
      expect(session.hear(socket, { ...connected, id: session.said(socket).id as string })).toHaveLength(1)
    }
  })

  test('a handshake is asked to connect once', () => {
    const session = converse()
    session.step({ type: 'open' })
    const socket = session.link('duplex')
    const { id = '' } = session.said(socket)
    const hands = { channel: '/meta/handshake', id, successful: true, version: '1.0', clientId: 'x' }
    expect(sent(session.hear(socket, hands, hands))).toMatchObject([{ channel: '/meta/connect' }])
  })
})

describe('a server that wants one thing after the other, and says nothing else,', () => {
  /** How many messages the client sends in ten seconds over links that are answered at once. */
  function count(kind: 'poll' | 'stream' | 'duplex', answer: (session: Conversation, link: unknown) => unknown) {
    const session = converse({ patterns: ['/a'] })
    session.online(kind)
    const before = session.history.length
    const said = () => session.history.slice(before).filter(({ type }) => type === 'send').length
    let link: unknown = 1
    for (let time = 0; time < 500; time++) {
      const from = session.history.length
      answer(session, link)
      session.later(20)
      for (const effect of session.history.slice(from)) if (effect.type === 'dial') link = session.link(kind)
    }
    return said()
  }

  test('by polls that bring nothing is asked once a second', () => {
    const poll = (session: Conversation, link: unknown) => {
      session.answer(link)
      session.closed(link)
    }
    expect(count('poll', poll)).toBeLessThan(50)
  })

  test('by polls that bring something is asked at once', () => {
    let n = 0
    const poll = (session: Conversation, link: unknown) => {
      session.answer(link)
      session.event(link, '/a', ++n)
      session.closed(link)
    }
    expect(count('poll', poll)).toBe(500)
  })

  test.each(['stream', 'duplex'] as const)('by a %s that is to be followed, is soon left', (kind) => {
    const rotate = (session: Conversation, link: unknown) => session.answer(link, { rotate: true })
    expect(count(kind, rotate)).toBeLessThan(150)
  })

  test('by a duplex that is taken away as soon as it is answered, is soon left', () => {
    const moved = (session: Conversation, link: unknown) => {
      session.answer(link)
      session.notice(link, { moved: session.joinOf(link).join + 1 })
    }
    expect(count('duplex', moved)).toBeLessThan(150)
  })

  test('by a stream that is full again and again, because of what it brings, is followed', () => {
    let n = 0
    const rotate = (session: Conversation, link: unknown) => {
      session.answer(link)
      session.event(link, '/a', ++n)
      session.notice(link, { rotate: true })
    }
    expect(count('stream', rotate)).toBe(500)
  })

  test.each(['stream', 'poll'] as const)(
    'by a %s that says that another link has the session, is tried ever more seldom',
    (kind) => {
      const stale = (session: Conversation, link: unknown) => {
        session.answer(link, { stale: session.joinOf(link).join + 1 })
        session.closed(link)
      }
      expect(count(kind, stale)).toBeLessThan(100)
    },
  )

  test('of candidates, is tried ever more seldom', () => {
    const session = converse()
    session.step({ type: 'open' })
    const link = session.link('duplex')
    let effects = session.answer(link, { stale: 9 })
    for (let time = 0; time < 100 && !find(effects, 'drop'); time++) {
      session.step({ type: 'join', link })
      effects = session.answer(link, { stale: 9 * time })
    }
    expect(find(effects, 'drop')).toMatchObject({ link, error: { code: 'malformed' } })
  })

  test('and never where its log ends, is turned down', () => {
    const session = converse({ patterns: ['/a'] })
    session.step({ type: 'open' })
    const link = session.link()
    expect(find(session.answer(link, { tail: undefined as never }), 'drop')).toMatchObject({
      error: { code: 'malformed' },
    })
  })
})

test('who subscribes to one thing after the other loses nothing where a stream says first that its successor has the session', () => {
  const session = converse({ patterns: ['/a'] })
  let link = session.online('stream')
  for (let n = 0; n < 50; n++) {
    expect(find(session.subscribe(`/a/${n}`).effects, 'dial')).toBeTruthy()
    const next = session.link('stream')
    expect(session.notice(link, { moved: session.joinOf(next).join })).toEqual([])
    session.closed(link)
    session.later(20)
    session.answer(next)
    link = next
  }
  expect(session.history.filter(({ type }) => type === 'state')).toHaveLength(2)
})

test('what a plain server does not know the session for is asked again after the next connect that it answers', () => {
  const session = converse({ patterns: ['/a'] })
  const { link, effects } = onPoll(session)
  const [{ id = '' } = {}] = posted(effects)
  const no = { channel: '/meta/subscribe', id, successful: false, subscription: '/a', error: '402::unknown client' }
  expect(session.aside(no)).toEqual([])
  expect(posted(session.hear(link, connected))).toMatchObject([{ channel: '/meta/subscribe', subscription: '/a' }])
})

test('what a plain server has granted, and refuses after it has lost the session, is told as an error', () => {
  const session = converse({ patterns: ['/a'] })
  const { link } = onPoll(session)
  session.aside(subscribed('/a'))
  session.hear(link, unknown)
  session.later(session.patience)
  onPoll(session)
  const no = { channel: '/meta/subscribe', successful: false, subscription: '/a', error: '403::not any more' }
  expect(find(session.aside(no), 'error')).toMatchObject({ error: { code: 'refused' } })
  expect(session.subscribers[0]?.answers).toMatchObject([undefined, { code: 'refused' }])
})

test('what only an Encke server would say does not count when the server is a plain one', () => {
  const session = converse()
  session.step({ type: 'open' })
  const greeting = session.link('stream')
  shakeHands(session, greeting)
  session.closed(greeting)
  const link = session.link('stream')
  session.hear(link, connected)
  expect(find(session.hear(link, { ...connected, ext: { encke: { join: -1 } } }), 'drop')).toBeUndefined()
})
