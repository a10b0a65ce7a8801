import { describe, expect, test } from 'vitest'
import { EnckeError } from '../../src/protocol/errors'
import { series } from '../../src/protocol/numbers'
import { type Conversation, converse, find, place, read, types } from '../support/conversation'

const broken = new EnckeError('network', 'broken')

describe('publications', () => {
  const yes = (id: string) => ({ channel: '/p', id, successful: true })
  const ids = (effects: ReturnType<Conversation['step']>) => read(find(effects, 'post')?.batch).map(({ id }) => id)

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
    expect(find(effects, 'post')?.afresh).toBe(true)
  })

  test('that leave beside the next poll do not wait for it where there is only one connection: it is answered at once', () => {
    const session = converse()
    session.publish()
    session.closed(session.online('poll'))
    const hurried = (id: number) => session.said(id).advice?.timeout === 0
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
      const effects = session.step({ type: 'unposted', error: broken })
      if (!find(effects, 'dial')) expect(find(session.later(200), 'dial'), `failure ${failure}`).toBeTruthy()
      session.answer(session.link(), { published: failure - 1 })
      session.aside(yes(`${failure}`))
      session.later(10_000)
    }
  })

  test('whose requests fail one after the other, with none answered between them, wait ever longer', () => {
    const session = converse()
    session.online()
    session.publish()
    const pauses: number[] = []
    for (let failure = 1; failure <= 6; failure++) {
      const effects = session.step({ type: 'unposted', error: broken })
      let pause = 0
      if (!find(effects, 'dial')) while (!find(session.later(100), 'dial')) pause += 100
      pauses.push(pause)
      session.answer(session.link(), { published: 0 })
    }
    expect(pauses).toEqual([0, 100, 300, 700, 1500, 3100])
  })

  test('are not needed for links that fail now and then, in a long life, to be followed soon', () => {
    const session = converse()
    let live = session.online()
    for (let failure = 1; failure <= 12; failure++) {
      session.notice(live, { rotate: true })
      const effects = session.closed(session.link(), broken)
      if (!find(effects, 'dial')) expect(find(session.later(200), 'dial'), `failure ${failure}`).toBeTruthy()
      live = session.link()
      session.answer(live)
      session.later(10_000)
    }
  })

  test('that are answered do not hurry links that fail beside the live one', () => {
    const session = converse()
    const live = session.online()
    session.notice(live, { rotate: true })
    const pauses: number[] = []
    for (let failure = 1; failure <= 5; failure++) {
      const successor = session.link()
      session.publish()
      session.aside(yes(`${failure}`))
      const effects = session.closed(successor, broken)
      let pause = 0
      if (!find(effects, 'dial')) while (!find(session.later(100), 'dial')) pause += 100
      pauses.push(pause)
    }
    expect(pauses).toEqual([0, 100, 300, 700, 1500])
  })

  test('that were posted go out again over a socket that takes over: what they carried would come too late', () => {
    const session = converse()
    session.online()
    session.publish()
    session.publish()
    const socket = session.link('duplex', { purpose: 'candidate' })
    const effects = session.answer(socket)
    expect(effects.filter(({ type }) => type === 'post')).toEqual([{ type: 'post', batch: [], afresh: true }])
    expect(read(find(effects, 'send')?.batch).map(({ id }) => id)).toEqual(['1', '2'])
  })

  describe('under way on a socket that a request takes over from', () => {
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

    test('are given up after the same time when the server has said that it ended the socket', () => {
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

  test('do not end that link as long as they are answered, though there is always one that is not', () => {
    const session = converse()
    const link = session.online('duplex')
    session.publish()
    for (let second = 1; second <= 90; second++) {
      session.publish()
      session.later(1000)
      session.hear(link, yes(String(second)))
    }
    expect(find(session.history, 'drop')).toBeUndefined()
  })

  test('that follow give those that wait for their answer there no more time', () => {
    const session = converse()
    const link = session.online('duplex')
    session.publish()
    session.later(5000)
    session.publish()
    expect(find(session.later(4999), 'drop')).toBeUndefined()
    expect(find(session.later(1), 'drop')?.link).toBe(link)
  })

  test('have that time in a session that has lived long, too, when something else comes', () => {
    const session = converse()
    const link = session.online('duplex')
    for (let minute = 1; minute <= 6; minute++) {
      session.later(20_000)
      session.event(link, '/a', minute)
    }
    session.publish()
    session.later(5000)
    session.event(link, '/a', 9)
    expect(find(session.later(9999), 'drop')).toBeUndefined()
    expect(find(session.later(1), 'drop')?.link).toBe(link)
  })

  test('that were too large for that link leave nothing behind which it would have to answer', () => {
    const session = converse()
    const link = session.online('duplex')
    const { one } = session.publish()
    session.hear(link, { successful: false, error: '413::too large' } as never)
    expect(one.end).toMatchObject({ code: 'too-large' })
    expect(find(session.later(30_000), 'drop')).toBeUndefined()
  })

  test('that are answered there give a join that is under way no less time', () => {
    const session = converse()
    const link = session.online('duplex')
    session.publish()
    session.subscribe('/late')
    session.hear(link, yes('1'))
    expect(find(session.later(9_999), 'drop')).toBeUndefined()
    expect(find(session.later(1), 'drop')?.link).toBe(link)
  })

  test('that had to wait go out over that link as soon as those before them are answered', () => {
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
    const posts = session.history.slice(before).filter(({ type }) => type === 'post')
    expect(posts).toEqual([expect.objectContaining({ afresh: true })])
  })
})
