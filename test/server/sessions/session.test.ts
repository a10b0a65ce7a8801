import { describe, expect, test } from 'vitest'
import type { Answer, Message, Notice } from '../../../src/protocol/message'
import { place } from '../../support/conversation'
import { begin, linkOf, run } from '../../support/server-session'

const encke = (message: Message | undefined) => message?.ext?.encke as Partial<Answer & Notice>

describe('a link that has carried enough', () => {
  test('is told once that a successor should take over, and so is each one after it', () => {
    const talk = begin(linkOf({ worn: true }))
    const rotations = (said: ReturnType<typeof talk.step>) =>
      said.filter((batch) => typeof batch !== 'string' && encke(batch[0])?.rotate).length
    expect(rotations(talk.page(place(0)))).toBe(1)
    expect(rotations(talk.publish(run('/a', 1)))).toBe(0)
    talk.join(linkOf({ worn: true }), { at: place(1) })
    expect(rotations(talk.page(place(1)))).toBe(1)
  })
})

describe('a join that names no patterns', () => {
  test('keeps all that may still be heard, and none that may not any more', () => {
    const talk = begin()
    talk.join(linkOf(), {}, { '/a': '403:/a:not any more' })
    expect([...talk.session.patterns]).toEqual(['/b'])
    talk.page(place(0))
    expect(talk.publish(run('/a', 1))).toEqual([])
    expect(talk.publish(run('/b', 2))).toMatchObject([[{ channel: '/b', data: 2 }]])
  })
})

test('of what a join wants the latest only, it keeps what the session listens to, however much else is named', () => {
  const talk = begin()
  const subscriptions = ['/a', '/b']
  talk.join(linkOf(), { subscriptions, latest: ['/a', '/b', '/c'] }, { '/b': '403:/b:no' })
  expect([...talk.session.latest]).toEqual(['/a'])
})

describe('a stream', () => {
  test('is answered by a batch of its own, and by nothing but that when there is nothing more to say', () => {
    const talk = begin()
    expect(talk.page(place(0))).toMatchObject([[{ channel: '/meta/connect', ext: { encke: { join: 1 } } }]])
    talk.join(linkOf())
    expect(talk.page(place(1), run('/a', 1))).toMatchObject([
      [{ channel: '/meta/connect', ext: { encke: { join: 2 } } }],
      [{ channel: '/a', data: 1 }],
    ])
  })

  test('that is silent hears how far it is, each time that it has been silent for so long', () => {
    const talk = begin()
    talk.page(place(0))
    expect(talk.later(999)).toEqual([])
    expect(talk.later(1)).toMatchObject([[{ channel: '/meta/connect', ext: { encke: { at: place(0) } } }]])
    expect(talk.later(999)).toEqual([])
    talk.publish(run('/a', 5))
    expect(talk.later(1)).toEqual([])
    expect(talk.later(999)).toMatchObject([[{ ext: { encke: { at: place(5) } } }]])
  })

  test('hears as often how far it is while what has passed cannot be read, and no further than it has been sent', () => {
    const talk = begin()
    expect(talk.later(1000, 0, place(7))).toMatchObject([[{ ext: { encke: { join: 1, at: place(0) } } }]])
    expect(talk.later(999, 0, place(7))).toEqual([])
    expect(talk.later(1, 0, place(7))).toMatchObject([[{ ext: { encke: { at: place(0) } } }]])
    expect(talk.page(place(1), run('/a', 1))).toMatchObject([[{ channel: '/a', data: 1 }]])
  })

  test('that is full is given nothing more before it has drained, and then what has passed', () => {
    const link = linkOf()
    const talk = begin(link)
    talk.page(place(0))
    talk.publish(run('/a', 1))
    talk.step({ type: 'full', link })
    expect(talk.publish(run('/a', 2))).toEqual([])
    expect(talk.later(60_000)).toEqual([])
    expect(talk.step({ type: 'drained', link: linkOf() })).toEqual([])
    expect(talk.step({ type: 'drained', link })).toEqual(['read'])
    expect(talk.session.position).toBe(place(1))
    expect(talk.page(place(2), run('/a', 2))).toMatchObject([[{ channel: '/a', data: 2 }]])
  })

  test('that another one has followed is no longer heard of', () => {
    const first = linkOf()
    const talk = begin(first)
    talk.join(linkOf())
    talk.page(place(0))
    for (const type of ['full', 'drained', 'closed'] as const) expect(talk.step({ type, link: first })).toEqual([])
    expect(talk.publish(run('/a', 1))).toMatchObject([[{ data: 1 }]])
  })
})

describe('a held poll', () => {
  /** The server was asked for nothing but what comes. */
  function held() {
    const talk = begin()
    talk.page(place(0))
    talk.join(linkOf({ kind: 'poll' }), {}, {}, false)
    expect(talk.page(place(0))).toEqual([])
    return talk
  }

  test('ends with the first that comes, behind its answer', () => {
    const talk = held()
    expect(talk.publish(run('/a', 1))).toMatchObject([[{ channel: '/meta/connect' }, { channel: '/a', data: 1 }]])
    expect(talk.kinds.at(-1)).toBe('end')
    expect(talk.session.phase).toBe('away')
    expect(talk.publish(run('/a', 2))).toEqual([])
  })

  test('is held as long as it asked for, while the heartbeat of a stream comes before its time', () => {
    const talk = held()
    expect(talk.later(900, 200)).toEqual([])
    expect(talk.later(100, 200)).toMatchObject([[{ channel: '/meta/connect' }]])
    talk.join(linkOf())
    talk.page(place(0))
    expect(talk.later(799, 200)).toEqual([])
    expect(talk.later(1, 200)).toMatchObject([[{ ext: { encke: { at: place(0) } } }]])
  })

  test('is answered at once with what is gone', () => {
    const talk = held()
    talk.log.floor = place(5)
    talk.join(linkOf({ kind: 'poll' }), {}, {}, false)
    const gap = { patterns: ['/a', '/b'], from: place(0), to: place(5), reason: 'trimmed' }
    expect(talk.page(place(5))).toMatchObject([[{ ext: { encke: { missed: [gap] } } }]])
  })

  test('is answered at once with where it begins, when it did not say that', () => {
    const talk = held()
    talk.join(linkOf({ kind: 'poll' }), { own: { '/b': 'latest' } }, {}, false)
    expect(talk.page(place(0))).toMatchObject([[{ ext: { encke: { begin: { '/b': place(0) } } } }]])
  })

  test('that is due is answered when all has been read, or when something of that is for it', () => {
    const talk = held()
    talk.join(linkOf({ kind: 'poll' }))
    const more = { runs: [], end: place(1), more: true }
    expect(talk.step({ type: 'page', page: more, log: talk.log })).toEqual(['read'])
    expect(talk.page(place(2))).toMatchObject([[{ ext: { encke: { at: place(2) } } }]])
  })

  test('that has got the first of what there is reads no more of it: the next one does', () => {
    const talk = held()
    talk.join(linkOf({ kind: 'poll' }))
    const page = { runs: [run('/a', 1)], end: place(1), more: true }
    expect(talk.step({ type: 'page', page, log: talk.log })).toMatchObject([[{}, { channel: '/a', data: 1 }]])
    expect(talk.session.phase).toBe('away')
  })

  test('is answered at once with what is not allowed any more', () => {
    const talk = held()
    const refused = { '/b': '403:/b:not authorized to subscribe' }
    talk.join(linkOf({ kind: 'poll' }), {}, refused, false)
    expect(talk.page(place(0))).toMatchObject([[{ ext: { encke: { refused } } }]])
  })

  test('goes on where the log is, though nothing of that concerned it', () => {
    const talk = held()
    expect(talk.later(1000, 0, place(7))).toMatchObject([[{ ext: { encke: { at: place(7) } } }]])
  })
})

test('a log that let go of what was not read yet says for whom, and takes nobody back who is beyond that', () => {
  const talk = begin()
  talk.page(place(0))
  talk.join(linkOf(), { subscriptions: ['/a', '/b'], own: { '/b': place(9) } })
  talk.log.floor = place(5)
  const said = talk.step({ type: 'page', page: undefined, log: talk.log })
  const gap = { patterns: ['/a'], from: place(0), to: place(5), reason: 'trimmed' }
  expect(said).toMatchObject([[{ ext: { encke: { join: 2 } } }], [{ ext: { encke: { missed: [gap] } } }], 'read'])
  expect(talk.page(place(9), run('/a', 8), run('/b', 8))).toMatchObject([[{ channel: '/a', data: 8 }]])
})

test('a link that another one follows is told by which number, and ended', () => {
  const talk = begin()
  talk.page(place(0))
  expect(talk.join(linkOf())[0]).toMatchObject([{ ext: { encke: { moved: 2 } } }])
  expect(talk.kinds.slice(-2)).toEqual(['end', 'read'])
})

test('a socket that another link follows before it was answered is answered that it is stale, which proves it', () => {
  const talk = begin()
  talk.page(place(0))
  talk.join(linkOf({ kind: 'duplex' }))
  expect(talk.join(linkOf())[0]).toMatchObject([{ successful: true, ext: { encke: { join: 2, stale: 3 } } }])
  expect(talk.kinds.slice(-2)).toEqual(['stale', 'read'])
  // The stream has been ended, and does not come back: neither takes the session from the other again and again.
  expect(talk.join(linkOf({ kind: 'duplex' }))[0]).toMatchObject([{ ext: { encke: { moved: 4 } } }])
})

describe('where links bring nothing of what is written on them', () => {
  /** How much may be read at once for the next of so many links, each of which was given something. */
  function rooms(...arrived: boolean[]) {
    const talk = begin()
    let at = 0
    return arrived.map((arrives, index) => {
      talk.page(place(10 * (index + 1)), run('/a', 10 * (index + 1)))
      if (arrives) at = 10 * (index + 1)
      talk.join(linkOf({ room: 1024 }), { at: place(at) })
      return talk.session.room
    })
  }

  test('each is given half as much as the one before, and more again when four have brought something', () => {
    expect(rooms(false, false, false)).toEqual([512, 256, 128])
    expect(rooms(true, true)).toEqual([1024, 1024])
    expect(rooms(false, false, true, true, true, true)).toEqual([512, 256, 305, 363, 431, 512])
  })

  test('a few messages are given at least', () => {
    expect(rooms(...Array<boolean>(12).fill(false)).slice(7)).toEqual([4, 4, 4, 4, 4])
  })

  test('one that was given nothing counts for neither', () => {
    const talk = begin()
    talk.page(place(10), run('/a', 10))
    talk.join(linkOf({ room: 1024 }))
    talk.page(place(0))
    talk.join(linkOf({ room: 1024 }))
    expect(talk.session.room).toBe(512)
  })
})

describe('places that differ', () => {
  test('are kept until all have come so far: nothing comes twice, and nothing is left out', () => {
    const talk = begin()
    const own = { '/b': place(9), '/a': place(5) }
    talk.join(linkOf(), { subscriptions: ['/b', '/a', '/c'], own })
    const some = [run('/a', 4), run('/a', 6), run('/b', 6), run('/c', 6)]
    expect(talk.page(place(7), ...some).slice(1)).toMatchObject([[{ channel: '/a' }, { channel: '/c' }]])
    expect(talk.publish(...some)).toEqual([])
    expect(talk.publish(run('/b', 8))).toEqual([])
    expect(talk.publish(run('/b', 10))).toMatchObject([[{ channel: '/b', data: 10 }]])
  })

  test('let through what one of them has yet to get, though another pattern that matches has it', () => {
    const talk = begin()
    for (const own of [
      { '/a/*': place(9), '/a/b': place(5) },
      { '/a/*': place(5), '/a/b': place(9) },
    ]) {
      talk.join(linkOf(), { subscriptions: Object.keys(own), own })
      const said = talk.page(place(9), run('/a/b', 5), run('/a/b', 7))
      expect(said.slice(1)).toMatchObject([[{ channel: '/a/b', data: 7 }]])
    }
  })

  test('of which the log has let go are one gap, which begins with the first', () => {
    const talk = begin()
    talk.page(place(0))
    talk.log.floor = place(8)
    const own = { '/a': place(5), '/b': place(3), '/c': place(6), '/d': place(8) }
    talk.join(linkOf(), { subscriptions: Object.keys(own), own })
    const missed = [{ patterns: ['/a', '/b', '/c'], from: place(3), to: place(8), reason: 'trimmed' }]
    expect(encke(talk.page(place(8))[0]?.[0] as Message)).toMatchObject({ missed })
  })
})

describe('a log that breaks off, and goes on somewhere else', () => {
  const epoch = 1_800_000_000_000

  test('is read anew for a link that is up to date, and for no other', () => {
    const link = linkOf()
    const talk = begin(link)
    expect(talk.step({ type: 'break' }), 'it is about to be read').toEqual([])
    talk.page(place(0))
    expect(talk.step({ type: 'break' })).toEqual(['read'])
    talk.page(place(0))
    talk.step({ type: 'full', link })
    expect(talk.step({ type: 'break' }), 'it will be read when the link has drained').toEqual([])
    talk.step({ type: 'closed', link })
    expect(talk.step({ type: 'break' }), 'nobody is there').toEqual([])
    expect(talk.page(place(1), run('/a', 1)), 'what was asked for while somebody was').toEqual([])
  })

  test('costs those nothing who listen to nothing', () => {
    const talk = begin()
    talk.join(linkOf(), { subscriptions: [] })
    talk.page(place(0))
    Object.assign(talk.log, { floor: place(5, epoch), tail: place(7, epoch) })
    talk.step({ type: 'break' })
    expect(talk.step({ type: 'page', page: undefined, log: talk.log })).toEqual(['read'])
    expect(talk.session.position).toBe(place(7, epoch))
    expect(talk.page(place(7, epoch))).toEqual([])
  })
})
