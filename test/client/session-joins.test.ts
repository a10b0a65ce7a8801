import { describe, expect, test } from 'vitest'
import { EnckeError } from '../../src/protocol/errors'
import type { Missed } from '../../src/protocol/message'
import { type Conversation, converse, find, key, place, read, types } from '../support/conversation'

const broken = new EnckeError('network', 'broken')

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

  test('numbers rise, from link to link', () => {
    const session = converse()
    session.step({ type: 'open' })
    const numbers = [session.link(), session.link('poll'), session.link()].map((link) => session.joinOf(link).join)
    expect(numbers).toEqual([1, 2, 3])
  })

  test('the answer accepts the subscriptions, makes the link live and the session online', () => {
    const session = converse({ patterns: ['/a'] })
    session.step({ type: 'open' })
    const link = session.link()
    expect(session.answer(link)).toEqual([
      { type: 'live', link },
      { type: 'state', state: 'online', error: undefined },
      { type: 'post', batch: [], afresh: true },
    ])
    expect(session.subscribers[0]?.answers).toEqual([undefined])
  })

  // The answer's acceptance is taken first, for every pattern that it carried; `ready` resolves, and the refusal that
  // follows is heard by nobody.
  test('a pattern that the server refuses is told no, and never yes', () => {
    const session = converse({ patterns: ['/a', '/secret'] })
    session.step({ type: 'open' })
    session.answer(session.link(), { refused: { '/secret': '403:/secret:not for you' } })
    expect(session.subscribers[1]?.answers).toEqual([expect.objectContaining({ code: 'refused' })])
  })

  test('a refused pattern is told why, is not asked for again, and the others go on', () => {
    const session = converse({ patterns: ['/a', '/secret'] })
    session.step({ type: 'open' })
    const link = session.link()
    session.answer(link, { refused: { '/secret': '403:/secret:not for you' } })
    const [ours, refused] = session.subscribers
    expect(refused?.answers.at(-1)).toMatchObject({ code: 'refused', message: 'subscribe to /secret: not for you' })
    session.event(link, '/a', 1)
    expect(ours?.events).toHaveLength(1)
    session.closed(link, broken)
    expect(session.joinOf(session.link()).subscriptions).toEqual(['/a'])
  })
})

describe('later joins', () => {
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
})

describe('of several links only one counts', () => {
  test('a lower answer proves its link, and nothing more', () => {
    const session = converse({ patterns: ['/a'] })
    session.step({ type: 'open' })
    const [slow, quick] = [session.link(), session.link('poll')]
    session.answer(quick)
    expect(session.answer(slow)).toEqual([{ type: 'stale', link: slow }])
    expect(session.event(slow, '/a', 1)).toEqual([])
    session.event(quick, '/a', 1)
    expect(session.subscribers[0]?.events).toHaveLength(1)
  })

  test('an answer to another join than the last on its link is ignored', () => {
    const session = converse()
    session.step({ type: 'open' })
    const link = session.link()
    expect(session.answer(link, { join: 7 })).toEqual([])
    expect(session.session.state).toBe('connecting')
  })

  test('when a better one is answered, the old link is dropped and what it still brings is not heard', () => {
    const session = converse({ patterns: ['/a'] })
    const old = session.online()
    const better = session.link()
    expect(session.answer(better)).toEqual([
      { type: 'live', link: better },
      { type: 'drop', link: old },
    ])
    expect(session.event(old, '/a', 1)).toEqual([])
    session.event(better, '/a', 1)
    expect(session.subscribers[0]?.events).toHaveLength(1)
  })

  test('a stale answer proves the path, and takes nothing', () => {
    const session = converse()
    session.step({ type: 'open' })
    const [slow, quick] = [session.link(), session.link('poll')]
    session.answer(quick)
    expect(session.answer(slow, { stale: 2 })).toEqual([{ type: 'stale', link: slow }])
    expect(session.session.state).toBe('online')
  })

  test('after a stale answer the next number lies beyond the one that the server knows', () => {
    const session = converse()
    session.step({ type: 'open' })
    session.answer(session.link(), { stale: 41 })
    expect(session.joinOf(session.link()).join).toBe(42)
  })

  test('a stale answer to a further join leads to another join with a higher number', () => {
    const session = converse({ patterns: ['/a'] })
    session.online()
    session.subscribe('/b')
    const effects = session.answer(session.link(), { stale: 9 })
    expect(effects).toEqual([{ type: 'dial', again: true }])
    expect(session.joinOf(session.link()).join).toBe(10)
  })

  test('offered a beginning beyond a place on the live link, it takes nothing more there before the next answer', () => {
    const session = converse({ patterns: ['/a'] })
    const link = session.online('duplex')
    session.event(link, '/a', 1)
    session.subscribe('/a', 'oldest')
    session.answer(link, { begin: { '/a': place(5) }, at: place(5) })
    session.event(link, '/a', 6)
    session.notice(link, { at: place(7) })
    expect(session.subscribers[0]?.events.map(({ data }) => data)).toEqual([1])
    expect(session.joinOf(link)).toMatchObject({ at: place(1) })
    const gap: Missed = { patterns: ['/a'], from: place(1), to: place(5), reason: 'trimmed' }
    expect(find(session.answer(link, { missed: [gap] }), 'missed')).toEqual({ type: 'missed', gap })
    session.event(link, '/a', 6)
    expect(session.subscribers[0]?.events.map(({ data }) => data)).toEqual([1, 6])
  })

  test('offered a beginning beyond a place that it has, it joins again with its own', () => {
    const session = converse({ patterns: ['/a'] })
    session.step({ type: 'open' })
    const [first, second] = [session.link(), session.link('poll')]
    session.answer(first, { begin: { '/a': place(0) }, tail: place(0) })
    expect(session.session.state).toBe('online')
    const effects = session.answer(second, { begin: { '/a': place(9) }, tail: place(9) })
    expect(effects).toEqual([
      { type: 'drop', link: second },
      { type: 'dial', again: true },
    ])
    expect(session.joinOf(session.link())).toMatchObject({ at: place(0) })
  })

  test('rotate opens a successor while the old link goes on', () => {
    const session = converse({ patterns: ['/a'] })
    const old = session.online()
    expect(session.notice(old, { rotate: true })).toEqual([{ type: 'dial', again: true }])
    const successor = session.link()
    session.event(old, '/a', 1)
    expect(session.subscribers[0]?.events).toHaveLength(1)
    expect(session.session.state).toBe('online')
    session.answer(successor)
    session.event(successor, '/a', 2)
    expect(session.subscribers[0]?.events.map(({ data }) => data)).toEqual([1, 2])
    expect(session.history.filter(({ type }) => type === 'state')).toHaveLength(2)
  })

  test('rotate that is said twice opens one successor', () => {
    const session = converse()
    const old = session.online()
    session.notice(old, { rotate: true })
    session.link()
    expect(session.notice(old, { rotate: true })).toEqual([])
  })

  test('rotate that is said twice at once opens one, too', () => {
    const session = converse()
    const rotate = { channel: '/meta/connect', successful: true, ext: { encke: { rotate: true as const } } }
    expect(session.hear(session.online(), rotate, rotate)).toEqual([{ type: 'dial', again: true }])
  })

  test('a successor that fails time and again leaves what changes meanwhile to the next try', () => {
    const session = converse()
    session.notice(session.online(), { rotate: true })
    session.closed(session.link(), broken)
    session.closed(session.link(), broken)
    expect(session.subscribe('/late').effects).toEqual([])
    expect(find(session.later(199), 'dial')).toBeUndefined()
    expect(find(session.later(1), 'dial')).toEqual({ type: 'dial', again: true })
  })

  test('a link that takes the session ends the wait for another try', () => {
    const session = converse()
    const live = session.online()
    session.notice(live, { rotate: true })
    session.closed(session.link(), broken)
    session.closed(session.link(), broken)
    const due = session.patience
    session.answer(session.link('stream', { purpose: 'candidate' }))
    expect(find(session.later(due), 'dial')).toBeUndefined()
  })

  test('an answer to an earlier join takes nothing, and the next number is the next one', () => {
    const session = converse()
    session.online()
    const [earlier, later] = [session.link(), session.link()]
    session.answer(later)
    expect(types(session.answer(earlier))).toEqual(['dial'])
    expect(session.joinOf(session.link()).join).toBe(session.joinOf(later).join + 1)
  })
})

describe('how long the way there and back takes', () => {
  /** A link that only has to prove itself has four times as long, and a second at least. */
  function expectOf(session: Conversation, roundTrip: number) {
    const probe = session.link('stream', { purpose: 'probe' })
    expect(find(session.later(4 * roundTrip - 1), 'drop')).toBeUndefined()
    expect(find(session.later(1), 'drop')?.link).toBe(probe)
  }

  test('is the shortest of late: one answer that is slow says little', () => {
    const session = converse()
    session.step({ type: 'open' })
    const first = session.link()
    session.later(400)
    session.answer(first)
    const second = session.link()
    session.later(700)
    session.answer(second)
    expectOf(session, 500)
  })

  test('does not count how long a socket takes to open', () => {
    const session = converse()
    session.step({ type: 'open' })
    const socket = session.link('duplex')
    session.later(600)
    session.answer(socket)
    expectOf(session, 250)
    session.subscribe('/late')
    session.later(300)
    session.answer(socket)
    expectOf(session, 300)
  })
})

describe('a candidate', () => {
  test('takes the session from the link that is live, without a state between', () => {
    const session = converse({ patterns: ['/a'] })
    const old = session.online()
    const candidate = session.link('duplex', { purpose: 'candidate' })
    expect(session.joinOf(candidate)).toMatchObject({ join: 101, at: place(0) })
    expect(session.answer(candidate)).toEqual([
      { type: 'live', link: candidate },
      { type: 'drop', link: old },
    ])
    expect(session.history.filter(({ type }) => type === 'state')).toHaveLength(2)
  })

  test('does not lose the session again to the polls that go on while it is under way', () => {
    const session = converse({ patterns: ['/a'] })
    session.closed(session.online('poll'))
    const polls = [session.link('poll')]
    const candidate = session.link('duplex', { purpose: 'candidate' })
    polls.push(session.link('poll'))
    const numbers = polls.map((poll) => session.joinOf(poll).join)
    expect(numbers).toEqual([2, 3])
    expect(session.joinOf(candidate).join).toBeGreaterThan(3)
    session.answer(candidate)
    expect(session.joinOf(session.link('stream')).join).toBeGreaterThan(session.joinOf(candidate).join)
  })

  test('loses it to one that brings other subscriptions, of which it knows nothing', () => {
    const session = converse({ patterns: ['/a'] })
    session.closed(session.online('poll'))
    session.link('poll')
    const candidate = session.link('duplex', { purpose: 'candidate' })
    session.subscribe('/late')
    expect(session.joinOf(session.link('poll')).join).toBeGreaterThan(session.joinOf(candidate).join)
  })

  test('that has taken the session from the polls and stays mute is given up after a second', () => {
    const session = converse({ patterns: ['/a'] })
    session.closed(session.online('poll'))
    const poll = session.link('poll')
    const candidate = session.link('stream', { purpose: 'candidate' })
    session.answer(poll, { stale: session.joinOf(candidate).join })
    session.closed(poll)
    expect(session.later(999)).toEqual([])
    const effects = session.later(1)
    expect(effects).toMatchObject([{ type: 'drop', link: candidate }, { type: 'state' }, { type: 'dial' }])
  })

  test('that polls is answered at once, though nothing has changed: it has to prove itself', () => {
    const session = converse()
    session.online()
    const candidate = session.link('poll', { purpose: 'candidate' })
    expect(session.said(candidate).advice).toEqual({ timeout: 0 })
    session.later(9_999)
    expect(session.later(1)).toMatchObject([{ type: 'drop', link: candidate }])
  })

  test('that fails concerns nobody while another link is live', () => {
    const session = converse()
    session.online()
    expect(session.closed(session.link('stream', { purpose: 'candidate' }), broken)).toEqual([])
  })

  test('is the way on when the live link breaks: nothing is lost yet', () => {
    const session = converse()
    const live = session.online()
    session.notice(live, { rotate: true })
    const candidate = session.link('stream', { purpose: 'candidate' })
    session.notice(live, { moved: 2 })
    expect(session.closed(live)).toEqual([])
    expect(types(session.answer(candidate))).toContain('live')
    expect(session.session.state).toBe('online')
  })

  test('asks for the padding and for the silence that the network is known to need', () => {
    const session = converse()
    session.step({ type: 'open' })
    expect(session.joinOf(session.link('stream', { pad: 2048, silence: 12_000 }))).toMatchObject({
      pad: 2048,
      timeout: 12_000,
    })
    const ordinary = session.joinOf(session.link('stream', { pad: 0, silence: 0 }))
    expect(ordinary).not.toHaveProperty('pad')
    expect(ordinary).not.toHaveProperty('timeout')
  })
})

describe('a link that only has to prove itself', () => {
  const probing = (kind?: 'stream' | 'poll' | 'duplex') => {
    const session = converse({ patterns: ['/a'] })
    const live = session.online()
    const probe = session.link(kind, { purpose: 'probe' })
    return { session, live, probe }
  }

  test('joins with the number 0, which takes the session from nobody and is no number used up', () => {
    const { session, probe } = probing()
    expect(session.said(probe)).toMatchObject({ channel: '/meta/connect', clientId: key })
    expect(session.joinOf(probe)).toMatchObject({ join: 0, version: 1 })
    expect(session.joinOf(session.link()).join).toBe(2)
  })

  test('has proved itself by a stale answer, and the live link goes on', () => {
    const { session, live, probe } = probing()
    expect(session.answer(probe, { join: 0, stale: 1 })).toEqual([{ type: 'stale', link: probe }])
    session.event(live, '/a', 1)
    expect(session.subscribers[0]?.events).toHaveLength(1)
  })

  test('and runs both ways then joins with a higher number, and takes over', () => {
    const { session, live, probe } = probing('duplex')
    session.answer(probe, { join: 0, stale: 1 })
    const effects = session.step({ type: 'join', link: probe })
    expect(effects).toMatchObject([{ type: 'send', link: probe }])
    expect(session.joinOf(probe)).toMatchObject({ join: 101, version: 1, at: place(0) })
    expect(session.answer(probe)).toEqual([
      { type: 'live', link: probe },
      { type: 'drop', link: live },
    ])
  })

  test('that dies concerns nobody', () => {
    for (const error of [broken, undefined]) {
      const { session, probe } = probing()
      expect(session.closed(probe, error)).toEqual([])
      expect(session.session.state).toBe('online')
    }
  })

  test('does not carry on when the live link breaks', () => {
    const { session, live, probe } = probing()
    const effects = session.closed(live, broken)
    expect(find(effects, 'drop')?.link).toBe(probe)
    expect(types(effects)).toEqual(['drop', 'state', 'dial'])
  })

  test.each([
    ['stream', 10, 1000],
    ['stream', 600, 2400],
    ['poll', 10, 1000],
    ['poll', 600, 2400],
    // Which has to be opened first.
    ['duplex', 10, 3000],
    ['duplex', 600, 7200],
  ] as const)('by a %s, where a round trip takes %i ms, has %i ms for its answer', (kind, roundTrip, most) => {
    const session = converse()
    session.step({ type: 'open' })
    const live = session.link()
    session.later(roundTrip)
    session.answer(live)
    const probe = session.link(kind, { purpose: 'probe' })
    expect(find(session.later(most - 1), 'drop')).toBeUndefined()
    expect(find(session.later(1), 'drop')).toMatchObject({ link: probe, error: { code: 'timeout' } })
  })

  test('keeps no changed subscription waiting', () => {
    const { session } = probing()
    expect(session.subscribe('/b').effects).toEqual([{ type: 'dial', again: true }])
  })

  test('is not told of, when nobody knows the link any more', () => {
    const { session, probe } = probing('duplex')
    session.closed(probe, broken)
    expect(session.step({ type: 'join', link: probe })).toEqual([])
  })
})

describe('a link that runs both ways and was moved away from', () => {
  test('by an attempt that was abandoned takes the session back', () => {
    const session = converse({ patterns: ['/a'] })
    const live = session.online('duplex')
    const abandoned = session.link('stream', { purpose: 'candidate' })
    session.closed(abandoned)
    expect(session.notice(live, { moved: 2 })).toMatchObject([{ type: 'send', link: live }])
    expect(session.joinOf(live)).toMatchObject({ join: 102, at: place(0) })
    expect(session.answer(live)).toEqual([])
    session.event(live, '/a', 1)
    expect(session.subscribers[0]?.events).toHaveLength(1)
    expect(types(session.later(30_000))).not.toContain('drop')
  })

  test('by an attempt that is still under way leaves it that time', () => {
    const session = converse()
    const live = session.online('duplex')
    const candidate = session.link('stream', { purpose: 'candidate' })
    expect(session.notice(live, { moved: 2 })).toEqual([])
    expect(session.answer(candidate).slice(0, 2)).toEqual([
      { type: 'live', link: candidate },
      { type: 'drop', link: live },
    ])
  })

  test('by an attempt whose answer never comes takes the session back after a second', () => {
    const session = converse()
    const live = session.online('duplex')
    const candidate = session.link('stream', { purpose: 'candidate' })
    session.notice(live, { moved: 2 })
    expect(types(session.later(999))).toEqual(['post'])
    const effects = session.later(1)
    expect(find(effects, 'drop')?.link).toBe(candidate)
    expect(find(effects, 'send')?.link).toBe(live)
    expect(session.joinOf(live).join).toBe(102)
  })

  test('by an attempt that breaks takes the session back', () => {
    const session = converse()
    const live = session.online('duplex')
    const candidate = session.link('stream', { purpose: 'candidate' })
    session.notice(live, { moved: 2 })
    expect(session.closed(candidate, broken)).toMatchObject([{ type: 'send', link: live }])
  })
})

test('a link that grows old is followed by a successor, which is opened once', () => {
  const session = converse()
  session.online()
  expect(session.step({ type: 'renew' })).toEqual([{ type: 'dial', again: true }])
  const successor = session.link()
  expect(session.notice(1, { rotate: true })).toEqual([])
  expect(types(session.answer(successor))).toContain('live')
})

describe('while the session is lost, only what finds a new way is opened:', () => {
  test('a link that would have grown old needs no successor any more', () => {
    const session = converse()
    session.closed(session.online(), broken)
    session.step({ type: 'exhausted', error: broken })
    const due = session.patience
    expect(due).toBeGreaterThan(0)
    expect(session.step({ type: 'renew' })).toEqual([])
    expect(session.patience).toBe(due)
    expect(session.later(due)).toEqual([{ type: 'dial', again: false }])
  })

  test.each(['stream', 'duplex'] as const)(
    'over a %s, what changes does not wait until something else works',
    (kind) => {
      const session = converse()
      session.online(kind)
      for (let time = 0; time < 3; time++) session.step({ type: 'exhausted', error: broken })
      const { effects } = session.subscribe('/late')
      expect(types(effects)).toEqual([kind === 'duplex' ? 'send' : 'dial'])
      const later = session.later(1000).filter(({ type }) => type === 'dial')
      expect(later).toEqual([{ type: 'dial', again: false }])
    },
  )

  test('an answer that cannot be taken leads to another race', () => {
    const session = converse({ patterns: ['/a'] })
    session.event(session.online(), '/a', 1)
    session.closed(1, broken)
    const link = session.link()
    expect(session.answer(link, { begin: { '/a': place(9) }, tail: place(9) })).toEqual([
      { type: 'drop', link },
      { type: 'dial', again: false },
    ])
  })
})
