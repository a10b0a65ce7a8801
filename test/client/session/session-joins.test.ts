import { describe, expect, test } from 'vitest'
import { converse, find, key, place, read, types } from '../../support/conversation'
import { broken } from '../../support/errors'

describe('the first join', () => {
  test('asks for a link at once, on whatever transport proves itself', () => {
    const session = converse()
    expect(session.step({ type: 'open' })).toEqual([
      { type: 'state', state: 'connecting', error: undefined },
      { type: 'dial', again: false },
    ])
  })

  test('goes out in a handshake alone, with key, number, connection type and every subscription', () => {
    const session = converse({ patterns: ['/a', '/b/**'] })
    session.publish()
    session.step({ type: 'open' })
    const effects = session.step({
      type: 'linked',
      link: 1,
      name: 'xhr-streaming',
      kind: 'stream',
      purpose: 'candidate',
    })
    expect(types(effects)).toEqual(['send'])
    expect(read(find(effects, 'send')?.batch)).toEqual([
      {
        channel: '/meta/handshake',
        id: 'c1',
        version: '1.0',
        supportedConnectionTypes: ['xhr-streaming', 'long-polling'],
        ext: {
          encke: {
            join: 1,
            runs: 1,
            version: 2,
            subscriptions: ['/a', '/b/**'],
            own: { '/a': 'latest', '/b/**': 'latest' },
            key,
            type: 'xhr-streaming',
          },
        },
      },
    ])
  })

  test('says for each pattern where to begin', () => {
    const session = converse()
    session.subscribe('/new')
    session.subscribe('/all', 'oldest')
    session.subscribe('/on', place(5))
    session.step({ type: 'open' })
    expect(session.joinOf(session.link()).own).toEqual({ '/new': 'latest', '/all': 'oldest', '/on': place(5) })
  })

  test('has a number, which rises from link to link', () => {
    const session = converse()
    session.step({ type: 'open' })
    const numbers = [session.link(), session.link('poll'), session.link()].map((link) => session.joinOf(link).join)
    expect(numbers).toEqual([1, 2, 3])
  })

  test('is answered: that accepts the subscriptions, makes the link live and the session online', () => {
    const session = converse({ patterns: ['/a'] })
    session.step({ type: 'open' })
    const link = session.link()
    expect(session.answer(link)).toEqual([
      { type: 'live', link },
      { type: 'state', state: 'online', error: undefined },
      { type: 'forget' },
    ])
    expect(session.subscribers[0]?.answers).toEqual([undefined])
  })

  // Were the answer's yes taken first, for every pattern of the join, nobody would hear the no that follows.
  test('brings a refused pattern a no with the reason, and never a yes; it is not asked for again, and the others go on', () => {
    const session = converse({ patterns: ['/a', '/secret'] })
    session.step({ type: 'open' })
    const link = session.link()
    session.answer(link, { refused: { '/secret': '403:/secret:not for you' } })
    const [ours, refused] = session.subscribers
    expect(refused?.answers).toMatchObject([{ code: 'refused', message: 'subscribe to /secret: not for you' }])
    session.event(link, '/a', 1)
    expect(ours?.events).toHaveLength(1)
    session.closed(link, broken)
    expect(session.joinOf(session.link()).subscriptions).toEqual(['/a'])
  })
})

describe('after the first join,', () => {
  test('a lost link is followed by a join with the same key, every subscription and the place of each', () => {
    const session = converse({ patterns: ['/a'] })
    const first = session.online()
    session.event(first, '/a', 3)
    session.closed(first, broken)
    const second = session.link()
    expect(session.said(second)).toMatchObject({ channel: '/meta/connect', clientId: key })
    expect(session.joinOf(second)).toMatchObject({ join: 2, subscriptions: ['/a'], at: place(3) })
    expect(session.joinOf(second).own).toBeUndefined()
  })

  test('a poll is held when nothing changed, and says no more than a version and a place', () => {
    const session = converse({ patterns: ['/a'] })
    const first = session.online('poll')
    expect(types(session.closed(first))).toEqual(['dial'])
    const second = session.link('poll')
    expect(session.said(second).advice).toBeUndefined()
    expect(session.joinOf(second)).toEqual({ join: 2, runs: 1, version: 1, at: place(0) })
  })

  test('a poll that is lost is followed by one that is answered at once', () => {
    const session = converse({ patterns: ['/a'] })
    const first = session.online('poll')
    session.closed(first, broken)
    const second = session.link('poll')
    expect(session.said(second).advice).toEqual({ timeout: 0 })
    expect(session.joinOf(second).subscriptions).toEqual(['/a'])
  })

  test('a new subscription overtakes a held poll', () => {
    const session = converse({ patterns: ['/a'] })
    session.closed(session.online('poll'))
    session.link('poll')
    const { effects } = session.subscribe('/b')
    expect(effects).toEqual([{ type: 'dial', again: true }])
    const join = session.link('poll')
    expect(session.said(join).advice).toEqual({ timeout: 0 })
    expect(session.joinOf(join)).toMatchObject({ subscriptions: ['/a', '/b'], at: place(0), own: { '/b': 'latest' } })
  })

  test('a poll that has overtaken a held one is followed by the next, though nothing more is heard of that one', () => {
    const session = converse({ patterns: ['/a'] })
    session.closed(session.online('poll'))
    session.link('poll')
    session.subscribe('/b')
    const second = session.link('poll')
    session.answer(second)
    expect(session.closed(second)).toEqual([{ type: 'dial', again: true }])
  })

  test('a second subscription to an accepted pattern is ready at once and nobody is asked', () => {
    const session = converse({ patterns: ['/a'] })
    const link = session.online()
    session.event(link, '/a', 1)
    const { one, effects } = session.subscribe('/a')
    expect(effects).toEqual([])
    expect(one.answers).toEqual([undefined])
    session.event(link, '/a', 2)
    expect(one.events.map(({ data }) => data)).toEqual([2])
  })

  test('changed subscriptions wait for the answer under way, then go in one join', () => {
    const session = converse({ patterns: ['/a'] })
    session.online()
    expect(session.subscribe('/b').effects).toEqual([{ type: 'dial', again: true }])
    const second = session.link()
    expect(session.subscribe('/c').effects).toEqual([])
    expect(session.subscribe('/d').effects).toEqual([])
    const effects = session.answer(second)
    expect(effects.filter(({ type }) => type === 'dial')).toHaveLength(1)
    expect(session.joinOf(session.link()).subscriptions).toEqual(['/a', '/b', '/c', '/d'])
  })

  test('where a link runs both ways, changed subscriptions go over the same link', () => {
    const session = converse({ patterns: ['/a'] })
    const link = session.online('duplex')
    const { effects } = session.subscribe('/b')
    expect(types(effects)).toEqual(['send'])
    expect(session.said(link)).toMatchObject({ channel: '/meta/connect', ext: { encke: { join: 2 } } })
    expect(session.subscribe('/c').effects).toEqual([])
    expect(types(session.answer(link))).toEqual(['send'])
    expect(session.joinOf(link)).toMatchObject({ join: 3, subscriptions: ['/a', '/b', '/c'] })
  })

  test('a publish waits for the join before it', () => {
    const session = converse()
    session.online()
    session.subscribe('/a')
    const link = session.link()
    expect(session.publish().effects).toEqual([])
    expect(find(session.answer(link), 'post')?.batch).toHaveLength(1)
  })

  test('a quiet link does not fall behind: what the server says it has covered is where the next join goes on', () => {
    const session = converse({ patterns: ['/a'] })
    const link = session.online()
    session.notice(link, { at: place(50) })
    session.closed(link, broken)
    expect(session.joinOf(session.link()).at).toBe(place(50))
  })
})
