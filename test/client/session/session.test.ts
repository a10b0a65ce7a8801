import { describe, expect, test } from 'vitest'
import {
  type LinkId,
  type NextState,
  type SessionEvent,
  type SessionState,
  transitions,
} from '../../../src/client/session/states'
import { type Conversation, converse, find, place, types } from '../../support/conversation'
import { broken } from '../../support/errors'

/** How to get into each state. Returns the link that was opened last, if any. */
const into: Record<SessionState, (session: Conversation) => LinkId | undefined> = {
  idle: () => undefined,
  connecting(session) {
    session.step({ type: 'open' })
    return session.link()
  },
  online: (session) => session.online(),
  offline(session) {
    session.closed(session.online(), broken)
    return session.link()
  },
  closed(session) {
    const link = session.online()
    session.step({ type: 'close' })
    return link
  },
}
const states = Object.keys(into) as SessionState[]

/** What brings a state about, through the door that everybody uses. */
const ways: Record<NextState, (session: Conversation, link: LinkId) => unknown> = {
  connecting: (session) => session.step({ type: 'open' }),
  online(session, link) {
    const idle = session.session.state === 'idle'
    const channel = idle ? '/meta/handshake' : session.said(link).channel
    const ext = { encke: { join: idle ? 1 : session.joinOf(link).join, published: 0, tail: place(0) } }
    session.hear(link, { channel, successful: true, clientId: 'k', ext })
  },
  offline: (session, link) => session.closed(link, broken),
  closed: (session) => session.step({ type: 'close' }),
}

/** What the table says, written out. */
const listed: Record<SessionState, Record<NextState, 'follows' | 'illegal'>> = {
  idle: { connecting: 'follows', online: 'illegal', offline: 'illegal', closed: 'follows' },
  connecting: { connecting: 'illegal', online: 'follows', offline: 'illegal', closed: 'follows' },
  online: { connecting: 'illegal', online: 'illegal', offline: 'follows', closed: 'follows' },
  offline: { connecting: 'illegal', online: 'follows', offline: 'illegal', closed: 'follows' },
  closed: { connecting: 'illegal', online: 'illegal', offline: 'illegal', closed: 'illegal' },
}
const pairs = states.flatMap((state) =>
  (Object.keys(ways) as NextState[]).map((next) => ({ state, next, is: listed[state][next] })),
)

describe('the transition table', () => {
  test('lists these states and no others', () => {
    expect(Object.keys(transitions)).toEqual(states)
  })

  test.each(pairs)('$next after $state: $is', ({ state, next, is }) => {
    expect(transitions[state].includes(next)).toBe(is === 'follows')
  })

  test.each(pairs)('what brings $next about in $state: $is', ({ state, next, is }) => {
    const session = converse()
    const link = into[state](session) ?? 1
    expect(session.session.state).toBe(state)
    const bring = () => ways[next](session, link)
    if (next === 'connecting' && state !== 'idle') {
      expect(bring).toThrowError(`session: connecting is illegal in state ${state}`)
    } else {
      bring()
    }
    expect(session.session.state).toBe(is === 'illegal' ? state : next)
  })

  test.each(pairs.filter(({ is }) => is === 'follows'))('$next after $state is told once', ({ state, next }) => {
    const session = converse()
    const link = into[state](session) ?? 1
    const before = session.history.length
    ways[next](session, link)
    const told = session.history.slice(before).flatMap((effect) => (effect.type === 'state' ? [effect.state] : []))
    expect(told).toEqual([next])
  })
})

/** One event of each type; the compiler sees to it that none is left out. */
const events: { [Type in SessionEvent['type']]: (link: LinkId) => Extract<SessionEvent, { type: Type }> } = {
  open: () => ({ type: 'open' }),
  linked: () => ({ type: 'linked', link: 99, name: 'long-polling', kind: 'poll', purpose: 'candidate' }),
  messages: (link) => ({ type: 'messages', link, batch: [{ channel: '/a', data: 1 }] }),
  alive: (link) => ({ type: 'alive', link }),
  closed: (link) => ({ type: 'closed', link, error: broken }),
  aside: () => ({ type: 'aside', batch: [{ channel: '/a', id: '7', successful: true }] }),
  unposted: () => ({ type: 'unposted', error: broken }),
  changed: () => ({ type: 'changed' }),
  exhausted: () => ({ type: 'exhausted', error: broken }),
  join: (link) => ({ type: 'join', link }),
  return: () => ({ type: 'return' }),
  offline: () => ({ type: 'offline' }),
  rest: () => ({ type: 'rest' }),
  brief: () => ({ type: 'brief', pause: 2000, over: true }),
  tick: () => ({ type: 'tick' }),
  close: () => ({ type: 'close' }),
}
const eventTypes = Object.keys(events) as SessionEvent['type'][]

/** `open` is for `idle`, which hears nothing else but `close`; `closed` hears nothing more. */
function fate(state: SessionState, type: SessionEvent['type']): 'handled' | 'ignored' | 'throws' {
  if (type === 'open') return state === 'idle' ? 'handled' : 'throws'
  if (state === 'closed' || (state === 'idle' && type !== 'close')) return 'ignored'
  return 'handled'
}

describe('every event in every state', () => {
  const all = states.flatMap((state) => eventTypes.map((type) => ({ state, type, fate: fate(state, type) })))

  test.each(all)('$type in $state is: $fate', ({ state, type, fate }) => {
    const session = converse({ patterns: ['/a'] })
    const link = into[state](session) ?? 1
    const bring = () => session.step(events[type](link))
    if (fate === 'throws') {
      expect(bring).toThrowError(`session: connecting is illegal in state ${state}`)
      expect(session.session.state).toBe(state)
    } else if (fate === 'ignored') {
      expect(bring()).toEqual([])
    } else {
      expect(bring).not.toThrow()
    }
  })

  const speakOfLinks = all.filter(({ type, fate }) => /^(messages|alive|closed|join)$/.test(type) && fate === 'handled')
  test.each(speakOfLinks)('$type in $state changes nothing when nobody knows the link', ({ state, type }) => {
    const session = converse({ patterns: ['/a'] })
    into[state](session)
    expect(session.step(events[type](4711))).toEqual([])
    expect(session.session.state).toBe(state)
  })
})

describe('the end', () => {
  test('before anything was said there is nobody to say goodbye to', () => {
    const session = converse()
    session.step({ type: 'open' })
    session.link()
    expect(types(session.step({ type: 'close' }))).toEqual(['drop', 'state'])
  })

  test('says goodbye with the number of the last join, drops the link, and wants never to be woken again', () => {
    const session = converse()
    const link = session.online()
    const effects = session.step({ type: 'close' })
    expect(types(effects)).toEqual(['forget', 'post', 'drop', 'state'])
    expect(find(effects, 'post')).toMatchObject({
      batch: [{ channel: '/meta/disconnect', ext: { encke: { join: session.joinOf(link).join } } }],
    })
    expect(session.session.deadline).toBe(Number.POSITIVE_INFINITY)
  })

  test('says goodbye on the link itself where that runs both ways', () => {
    const session = converse()
    const link = session.online('duplex')
    const effects = session.step({ type: 'close' })
    expect(types(effects)).toEqual(['forget', 'send', 'drop', 'state'])
    expect(session.said(link)).toMatchObject({ channel: '/meta/disconnect', ext: { encke: { join: 1 } } })
  })

  test('what waits in the outbox rejects: closed when it never went out, delivery-unknown when it may have', () => {
    const session = converse()
    const early = session.publish()
    expect(early.effects).toEqual([])
    session.online()
    const late = session.publish()
    expect(find(late.effects, 'post')?.batch).toHaveLength(1)
    session.step({ type: 'close' })
    expect(early.one.end).toMatchObject({ code: 'delivery-unknown' })
    expect(late.one.end).toMatchObject({ code: 'delivery-unknown' })

    const never = converse()
    const { one } = never.publish()
    never.step({ type: 'close' })
    expect(one.end).toMatchObject({ code: 'closed' })
  })

  test('nothing that still arrives is delivered', () => {
    const session = converse({ patterns: ['/a'] })
    const link = session.online()
    session.step({ type: 'close' })
    expect(session.event(link, '/a', 1)).toEqual([])
    expect(session.subscribers[0]?.events).toEqual([])
  })
})
