import { describe, expect, test } from 'vitest'
import { type Conversation, converse, find, posted, types, yes } from '../../support/conversation'
import { broken } from '../../support/errors'

const ids = (effects: ReturnType<Conversation['step']>) => posted(effects).map(({ id }) => id)

describe('publications under way on a socket that a request takes over from', () => {
  function moved(kind: 'stream' | 'poll' = 'stream') {
    const session = converse()
    const socket = session.online('duplex')
    const [one, two] = [session.publish().one, session.publish().one]
    const link = session.link(kind, { purpose: 'candidate' })
    return { session, socket, one, two, link, effects: session.answer(link) }
  }

  test('are answered there, and do not go out again; newer ones are posted meanwhile', () => {
    const { session, socket, one, two, effects } = moved()
    expect(effects.filter(({ type }) => ['post', 'drop'].includes(type))).toEqual([])
    expect(ids(session.publish().effects)).toEqual(['3'])
    expect(types(session.hear(socket, yes('1')))).not.toContain('drop')
    const last = session.hear(socket, yes('2'))
    expect([one.end, two.end]).toEqual(['yes', 'yes'])
    expect(find(last, 'drop')?.link).toBe(socket)
    expect(find(last, 'post')).toBeUndefined()
    expect(find(last, 'dial')).toBeUndefined()
  })

  test('are over when they are answered: what is posted after that, and fails, goes out again', () => {
    const { session, socket } = moved()
    session.hear(socket, yes('1'))
    session.hear(socket, yes('2'))
    expect(ids(session.publish().effects)).toEqual(['3'])
    expect(find(session.step({ type: 'unposted', error: broken }), 'dial')).toBeTruthy()
  })

  test('do not keep what was posted beside them from going out again when the user is back', () => {
    const { session, socket } = moved()
    session.publish()
    session.later(900)
    session.hear(socket, yes('1'))
    session.later(200)
    expect(find(session.step({ type: 'return' }), 'dial')).toBeTruthy()
    expect(find(session.hear(socket, yes('2')), 'drop')?.link).toBe(socket)
    expect(ids(session.answer(session.link(), { published: 2 }))).toEqual(['3'])
  })

  test('are given up after a second also when the server has said that it ended the socket', () => {
    const { session, socket } = moved()
    session.notice(socket, { moved: 2 })
    expect(find(session.later(999), 'drop')).toBeUndefined()
    expect(find(session.later(1), 'drop')?.link).toBe(socket)
  })

  test('have a second from one answer to the next', () => {
    const { session, socket, two } = moved()
    session.later(900)
    session.hear(socket, yes('1'))
    expect(find(session.later(900), 'drop')).toBeUndefined()
    session.hear(socket, yes('2'))
    expect(two.end).toBe('yes')
  })

  test('have what is newer turned down now and then: that goes out again when they are answered, after one join', () => {
    const { session, socket } = moved()
    session.publish()
    expect(session.aside({ channel: '/p', id: '3', successful: false, error: '409:3:gap' })).toEqual([])
    session.hear(socket, yes('1'))
    const last = session.hear(socket, yes('2'))
    expect(last.filter(({ type }) => type === 'dial')).toEqual([{ type: 'dial', again: true }])
    expect(ids(session.answer(session.link(), { published: 2 }))).toEqual(['3'])
  })

  test('do not count as a link that has the session: where that is lost meanwhile, another one is sought', () => {
    const { session, socket, link } = moved('poll')
    session.closed(link)
    const next = session.link('poll')
    const candidate = session.link('duplex', { purpose: 'candidate' })
    session.closed(candidate, broken)
    session.notice(next, { moved: session.joinOf(candidate).join })
    expect(find(session.closed(next), 'dial')).toBeTruthy()
    expect(types(session.hear(socket, yes('1'), yes('2')))).toContain('drop')
  })

  test('leave nothing behind when the client is closed, or its page sleeps', () => {
    const closing = moved()
    const ended = closing.session.step({ type: 'close' })
    expect(ended.filter(({ type }) => type === 'drop')).toHaveLength(2)
    const sleeping = moved()
    const rested = sleeping.session.step({ type: 'rest' })
    expect(rested.filter(({ type }) => type === 'drop')).toHaveLength(2)
    expect(find(sleeping.session.step({ type: 'return' }), 'dial')).toBeTruthy()
    expect(ids(sleeping.session.answer(sleeping.session.link(), { published: 0 }))).toEqual(['1', '2'])
  })

  test('bring nothing else: what comes there of a channel has come on the live link', () => {
    const { session, socket } = moved()
    const { one } = session.subscribe('/a')
    session.answer(session.link())
    session.event(socket, '/a', 5)
    expect(one.events).toEqual([])
    expect(types(session.hear(socket, yes('1'), yes('2')))).toContain('drop')
  })

  test('go out again after a join when it breaks', () => {
    const { session, socket } = moved()
    expect(find(session.closed(socket, broken), 'dial')).toEqual({ type: 'dial', again: true })
    expect(ids(session.answer(session.link(), { published: 1 }))).toEqual(['1', '2'])
  })

  test('go out again after a join when no answer comes for a second', () => {
    const { session, socket } = moved()
    expect(find(session.later(1000), 'drop')?.link).toBe(socket)
    expect(ids(session.answer(session.link(), { published: 0 }))).toEqual(['1', '2'])
  })

  test('go out again at once when it held back what it should carry', () => {
    const session = converse()
    const socket = session.online('duplex')
    session.publish()
    session.later(750)
    session.aside({ channel: '/meta/connect', successful: true, ext: { encke: { join: 1, written: 9, read: 1 } } })
    expect(find(session.later(100), 'doubt')).toBeTruthy()
    const effects = session.answer(session.link('stream', { purpose: 'candidate' }), { published: 0 })
    expect(find(effects, 'drop')?.link).toBe(socket)
    expect(ids(effects)).toEqual(['1'])
  })
})
