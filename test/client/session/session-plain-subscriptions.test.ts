import { describe, expect, test } from 'vitest'
import { converse, posted } from '../../support/conversation'
import { broken } from '../../support/errors'
import { connected, onPoll, subscribed, unsubscribed } from '../../support/plain'

/** Online with a plain server that had accepted `/a`, and has been told of its end. */
function ending() {
  const session = converse({ patterns: ['/a'] })
  const { link } = onPoll(session)
  session.aside(subscribed('/a'))
  session.subscriptions.remove(session.subscribers[0] as never)
  session.step({ type: 'changed' })
  return { session, link }
}

describe('a plain Bayeux server', () => {
  test('may hold the connect beside which subscriptions were posted, though it was asked to answer at once', () => {
    const session = converse({ patterns: ['/a'] })
    const { link, effects } = onPoll(session)
    expect(posted(effects)).toMatchObject([{ channel: '/meta/subscribe', subscription: '/a' }])
    expect(session.said(link).advice).toEqual({ timeout: 0 })
    expect(session.later(20_000)).toEqual([])
    session.hear(link, connected)
    session.closed(link)
    expect(session.said(session.link('poll')).advice).toBeUndefined()
  })

  test('hears of subscriptions and publications once it is connected, the subscriptions first', () => {
    const session = converse({ patterns: ['/a', '/b/*'] })
    session.publish('hi')
    const { effects } = onPoll(session)
    expect(session.session.state).toBe('online')
    expect(posted(effects)).toMatchObject([
      { channel: '/meta/subscribe', clientId: 'server-made', subscription: '/a' },
      { channel: '/meta/subscribe', clientId: 'server-made', subscription: '/b/*' },
      { channel: '/p', clientId: 'server-made', data: 'hi' },
    ])
  })

  test('is not asked for service channels: what comes there is for whoever has asked', () => {
    const session = converse({ patterns: ['/service/echo', '/a'] })
    const { effects } = onPoll(session)
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
    expect(session.aside(unsubscribed('/a'))).toEqual([])
  })

  test('hears of a later subscription, and of the end of one', () => {
    const session = converse({ patterns: ['/a'] })
    onPoll(session)
    expect(posted(session.subscribe('/b').effects)).toMatchObject([{ channel: '/meta/subscribe', subscription: '/b' }])
    session.subscriptions.remove(session.subscribers[0] as never)
    expect(posted(session.step({ type: 'changed' }))).toMatchObject([
      { channel: '/meta/unsubscribe', subscription: '/a' },
    ])
  })

  // CometD's server for Node sends a copy for each pattern that matches.
  test('is not asked for what a wider pattern covers', () => {
    const session = converse({ patterns: ['/a/b', '/a/*', '/a/**'] })
    const { effects } = onPoll(session)
    expect(posted(effects).map(({ subscription }) => subscription)).toEqual(['/a/**'])
    session.aside(subscribed('/a/**'))
    expect(session.subscribers.map(({ answers }) => answers)).toEqual([[undefined], [undefined], [undefined]])
    const { one, effects: later } = session.subscribe('/a/c')
    expect([posted(later), one.answers]).toEqual([[], [undefined]])
  })

  test('is told that it need no longer send a pattern once a wider one is accepted, and asked again when that ends', () => {
    const session = converse({ patterns: ['/a/b'] })
    onPoll(session)
    session.aside(subscribed('/a/b'))
    const { one: wide, effects } = session.subscribe('/a/*')
    expect(posted(effects)).toMatchObject([{ channel: '/meta/subscribe', subscription: '/a/*' }])
    expect(posted(session.aside(subscribed('/a/*')))).toMatchObject([
      { channel: '/meta/unsubscribe', subscription: '/a/b' },
    ])
    session.subscriptions.remove(wide)
    expect(posted(session.step({ type: 'changed' }))).toMatchObject([
      { channel: '/meta/subscribe', subscription: '/a/b' },
      { channel: '/meta/unsubscribe', subscription: '/a/*' },
    ])
  })

  test('that refuses a wide pattern is asked for those that it would have covered', () => {
    const session = converse({ patterns: ['/a/b', '/a/*'] })
    onPoll(session)
    const effects = session.aside({
      ...{ channel: '/meta/subscribe', successful: false, subscription: '/a/*', error: '403:/a/*:no' },
    })
    expect(posted(effects)).toMatchObject([{ channel: '/meta/subscribe', subscription: '/a/b' }])
    expect(session.subscribers.map(({ answers }) => answers)).toEqual([
      [],
      [expect.objectContaining({ code: 'refused' })],
    ])
  })

  // Taken for a no, though the answer to the next connect begins a new session: the subscription of the user is over.
  test('that does not know us when we subscribe has refused nothing: it is asked again in the next session', () => {
    const session = converse({ patterns: ['/a'] })
    onPoll(session)
    const advice = { reconnect: 'handshake' as const }
    session.aside({ channel: '/meta/subscribe', successful: false, subscription: '/a', error: '402::unknown', advice })
    expect(session.subscribers[0]?.answers).toEqual([])
  })
})

describe('on a plain Bayeux server,', () => {
  test('a subscription is ready with its answer, or refused with the reason', () => {
    const session = converse({ patterns: ['/a', '/secret'] })
    onPoll(session)
    const effects = session.aside(subscribed('/a'), {
      channel: '/meta/subscribe',
      successful: false,
      subscription: '/secret',
      error: '403:/secret:no',
    })
    expect(effects).toMatchObject([{ type: 'error', error: { code: 'refused' } }])
    expect(session.subscribers[0]?.answers).toEqual([undefined])
    expect(session.subscribers[1]?.answers).toMatchObject([{ code: 'refused', message: 'subscribe to /secret: no' }])
  })

  test('one answer may be for several subscriptions', () => {
    const session = converse({ patterns: ['/a', '/b'] })
    onPoll(session)
    session.aside(subscribed(['/a', '/b']))
    expect(session.subscribers.map(({ answers }) => answers)).toEqual([[undefined], [undefined]])
  })

  test('subscriptions that were asked for and not answered when the link died are asked for again', () => {
    const session = converse({ patterns: ['/a'] })
    const { link } = onPoll(session)
    session.closed(link, broken)
    const effects = session.hear(session.link('poll'), connected)
    expect(posted(effects)).toMatchObject([{ channel: '/meta/subscribe', subscription: '/a' }])
  })

  test('the end of a subscription that was not answered when the link died is told again', () => {
    const { session, link } = ending()
    session.closed(link, broken)
    const again = session.link('poll')
    expect(posted(session.hear(again, connected))).toMatchObject([{ channel: '/meta/unsubscribe', subscription: '/a' }])
    session.aside(unsubscribed('/a'))
    session.closed(again, broken)
    expect(posted(session.hear(session.link('poll'), connected))).toEqual([])
  })

  test('a subscription that ended and began again before the link died is asked for again, and not ended', () => {
    const { session, link } = ending()
    const { one } = session.subscribe('/a')
    session.aside(unsubscribed('/a'))
    session.closed(link, broken)
    expect(posted(session.hear(session.link('poll'), connected))).toMatchObject([
      { channel: '/meta/subscribe', subscription: '/a' },
    ])
    session.aside(subscribed('/a'))
    expect(one.answers).toEqual([undefined])
  })

  // Nothing is asked, as the server has the pattern already, so nobody ever tells the second one.
  test('a second subscription to the same pattern is ready too', () => {
    const session = converse({ patterns: ['/a'] })
    onPoll(session)
    session.aside(subscribed('/a'))
    const { one, effects } = session.subscribe('/a')
    for (const { channel, subscription = '' } of posted(effects))
      session.aside({ channel, subscription, successful: true })
    expect(one.answers).toEqual([undefined])
  })
})
