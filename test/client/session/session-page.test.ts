import { describe, expect, test } from 'vitest'
import type { LinkId } from '../../../src/client/session/states'
import {
  type Conversation,
  converse,
  find,
  key,
  place,
  posted,
  publication,
  read,
  subscriber,
  types,
} from '../../support/conversation'
import { broken } from '../../support/errors'

/** Milliseconds after which a return begins afresh, though the last link is under way; the next one takes its place. */
function pauseUntilAfresh(session: Conversation, links: LinkId[]): number {
  for (let pause = 1; pause < 10_000; pause++) {
    session.later(1)
    if (!find(session.step({ type: 'return' }), 'dial')) continue
    const before = links.at(-1) as LinkId
    links.push(session.link())
    session.closed(before)
    return pause
  }
  return 10_000
}

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

  test('gives a join that is under way no more time than a new one: it may be on its way into nothing', () => {
    const session = converse()
    session.closed(session.online('poll'))
    session.subscriptions.add(subscriber('/a'))
    const link = session.link('poll')
    session.later(1001)
    expect(session.step({ type: 'return' })).toEqual([])
    session.later(1999)
    expect(types(session.history)).not.toContain('drop')
    expect(session.later(1)).toContainEqual(expect.objectContaining({ type: 'drop', link }))
  })

  test('begins afresh where no answer has come for a second: what is under way may be on its way into nothing', () => {
    for (const [milliseconds, effects] of [
      [1000, []],
      [1001, [{ type: 'dial', again: false }]],
    ] as const) {
      const session = converse()
      session.step({ type: 'open' })
      session.link('duplex')
      session.link()
      session.later(milliseconds)
      expect(session.step({ type: 'return' })).toEqual(effects)
    }
  })

  test('does so though more has been tried since', () => {
    const session = converse()
    session.closed(session.online(), broken)
    session.link()
    session.later(1001)
    session.link('poll')
    expect(session.step({ type: 'return' })).toEqual([{ type: 'dial', again: false }])
  })

  test('again and again leaves twice as much time each time, so that a slow network gets through', () => {
    const session = converse()
    session.step({ type: 'open' })
    const links = [session.link()]
    const pauses = Array.from({ length: 4 }, () => pauseUntilAfresh(session, links))
    expect(pauses).toEqual([1001, 2001, 4001, 8001])
  })

  test.each([
    ['an answer', (session: Conversation, link: LinkId) => session.answer(link)],
    ['a failure', () => {}],
  ])('leaves a second again after %s', (_, happen) => {
    const session = converse()
    session.step({ type: 'open' })
    const links = [session.link()]
    expect(pauseUntilAfresh(session, links)).toBe(1001)
    happen(session, links[1] as LinkId)
    session.closed(links[1] as LinkId, broken)
    links.push(session.link())
    expect(pauseUntilAfresh(session, links)).toBe(1001)
  })
})

describe('a browser that says it is offline', () => {
  test('has to be right: a link that was heard just now shows that it is alive, and nothing changes', () => {
    const session = converse()
    const link = session.online('duplex')
    expect(session.step({ type: 'offline' })).toMatchObject([{ type: 'send', link }])
    expect(types(session.answer(link))).not.toContain('state')
    session.later(5000)
    expect(session.session.state).toBe('online')
  })

  test('is believed after two seconds in which a socket that carries the session was mute', () => {
    const session = converse()
    const link = session.online('duplex')
    session.step({ type: 'offline' })
    session.later(1999)
    expect(session.session.state).toBe('online')
    expect(types(session.later(1))).toEqual(['drop', 'state', 'dial'])
    expect(session.history).toContainEqual(expect.objectContaining({ type: 'drop', link }))
  })

  test('is believed as soon as the next poll fails', () => {
    const session = converse()
    session.closed(session.online('poll'))
    session.link('poll')
    expect(session.step({ type: 'offline' })).toEqual([{ type: 'dial', again: true }])
    expect(session.closed(session.link('poll'), broken)).toContainEqual(
      expect.objectContaining({ type: 'state', state: 'offline' }),
    )
  })

  test('is believed after two seconds in which a stream was silent, and no request beside it got through', () => {
    const session = converse()
    session.online()
    session.step({ type: 'offline' })
    session.closed(session.link(), broken)
    session.later(1999)
    expect(session.session.state).toBe('online')
    session.later(1)
    expect(session.session.state).toBe('offline')
  })

  test('is not believed while a stream goes on, though no request beside it gets through', () => {
    const session = converse()
    const stream = session.online()
    session.step({ type: 'offline' })
    session.closed(session.link(), broken)
    session.later(1999)
    session.event(stream, '/a', 1)
    session.later(20_000)
    expect(session.session.state).toBe('online')
  })

  test('is told nothing new where there is no link, or none yet', () => {
    const session = converse()
    session.step({ type: 'open' })
    const link = session.link()
    expect(session.step({ type: 'offline' })).toEqual([])
    session.answer(link)
    session.step({ type: 'rest' })
    expect(session.step({ type: 'offline' })).toEqual([])
  })
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
      { type: 'forget' },
    ])
    expect(session.session.deadline).toBe(Number.POSITIVE_INFINITY)
  })

  test('before it is online opens none either', () => {
    const session = converse()
    session.step({ type: 'open' })
    const link = session.link()
    expect(types(session.step({ type: 'rest' }))).toEqual(['drop', 'forget'])
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
    expect(posted(session.answer(next))).toMatchObject([{ channel: '/p', id: '1' }])
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

describe('the last words of a page that sleeps or goes', () => {
  test('are what it has published and got no answer to, with the numbers that it has', () => {
    const conversation = converse()
    conversation.online()
    const [sent] = posted(conversation.publish('sent').effects)
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

test('what says goodbye while the page goes ends the session, whatever joins follow until then', () => {
  const conversation = converse({ patterns: ['/a'] })
  conversation.online()
  expect(read(conversation.session.farewell())).toEqual([
    { channel: '/meta/disconnect', clientId: key, id: expect.any(String) },
  ])
})
