import { describe, expect, test } from 'vitest'
import type { Answer, Message, Notice } from '../../../src/protocol/message'
import { place } from '../../support/conversation'
import { begin, linkOf, run } from '../../support/server-session'

const encke = (said: unknown) => ((said as [Message][])[0]?.[0]?.ext?.encke ?? {}) as Partial<Answer & Notice>
const poll = () => linkOf({ kind: 'poll' })

describe('a join', () => {
  test('that comes again, with the same number, takes the session anew: browsers and proxies repeat requests', () => {
    const talk = begin()
    talk.page(place(0))
    const again = linkOf()
    talk.join(again, { join: 1 })
    expect(talk.kinds.slice(-2)).toEqual(['end', 'read'])
    expect(talk.session.link).toBe(again)
    expect(encke(talk.page(place(0)))).toMatchObject({ join: 1 })
  })

  test('is told how far the log is where nothing of that concerned it', () => {
    const talk = begin()
    expect(encke(talk.page(place(9)))).toMatchObject({ join: 1, at: place(9) })
    talk.join(linkOf(), { at: place(9) })
    expect(encke(talk.page(place(10), run('/a', 10)))).not.toHaveProperty('at')
  })

  test('that begins before the end of the log is told when it has all of that, behind what comes last', () => {
    const talk = begin()
    talk.page(place(0))
    talk.log.tail = place(9)
    talk.join(linkOf(), { subscriptions: ['/a'] })
    const more = { runs: [run('/a', 1)], end: place(1), more: true }
    const [answer, first] = talk.step({ type: 'page', page: more, log: talk.log }) as [unknown, unknown]
    expect([answer, first]).toMatchObject([[{ ext: { encke: { join: 2 } } }], [{ data: 1 }]])
    expect(talk.page(place(9), run('/a', 5))).toMatchObject([[{ data: 5 }], [{ ext: { encke: { at: place(9) } } }]])
    expect(talk.publish(run('/a', 10))).toMatchObject([[{ data: 10 }]])
  })

  test('is told so by itself where nothing is left that concerns it', () => {
    const talk = begin()
    talk.page(place(0))
    talk.log.tail = place(9)
    talk.join(linkOf(), { subscriptions: ['/a'] })
    talk.step({ type: 'page', page: { runs: [run('/a', 1)], end: place(1), more: true }, log: talk.log })
    expect(talk.page(place(9))).toMatchObject([[{ ext: { encke: { at: place(9) } } }]])
  })

  test('is told so by the poll that brings the last of it, which is not held', () => {
    const talk = begin(poll())
    talk.page(place(0))
    talk.log.tail = place(9)
    talk.join(poll(), { subscriptions: ['/a'] })
    talk.step({ type: 'page', page: { runs: [run('/a', 1)], end: place(1), more: true }, log: talk.log })
    talk.join(poll(), { at: place(1) }, {}, false)
    const [last = []] = talk.page(place(9), run('/a', 5)) as [Message[]]
    expect(last.slice(1)).toMatchObject([{ data: 5 }, { ext: { encke: { at: place(9) } } }])
    talk.join(poll(), { at: place(1), subscriptions: ['/a'] })
    talk.step({ type: 'page', page: { runs: [run('/a', 5)], end: place(5), more: true }, log: talk.log })
    talk.join(poll(), { at: place(5) }, {}, false)
    expect(encke(talk.page(place(9)))).toMatchObject({ join: 5, at: place(9) })
  })

  test('that a poll holds is told no number of publications, since nobody was asked for it', () => {
    const talk = begin()
    talk.page(place(0))
    talk.join(poll(), {}, {}, false)
    talk.page(place(0))
    expect(encke(talk.publish(run('/a', 1)))).not.toHaveProperty('published')
    talk.join(poll(), { at: place(1) })
    expect(encke(talk.page(place(1)))).toMatchObject({ published: 0 })
  })
})

describe('a poll', () => {
  test('is held from when it came, however long the client took', () => {
    const talk = begin(poll())
    talk.page(place(0))
    talk.later(700)
    talk.join(poll(), {}, {}, false)
    talk.page(place(0))
    expect(talk.later(999)).toEqual([])
    expect(talk.later(1)).toMatchObject([[{ channel: '/meta/connect' }]])
  })

  test('ends with what is gone, and reads nothing more', () => {
    const talk = begin(poll())
    talk.log.floor = place(5)
    const said = talk.step({ type: 'page', page: undefined, log: talk.log })
    const gap = { patterns: ['/a', '/b'], from: place(0), to: place(5), reason: 'trimmed' }
    expect(said).toMatchObject([[{ ext: { encke: { join: 1 } } }, { ext: { encke: { missed: [gap] } } }]])
    expect([talk.kinds.at(-1), talk.session.phase]).toEqual(['end', 'away'])
  })
})

test('what more a busy log lets go of, while it is read for who was away for too long, is the same gap', () => {
  const talk = begin()
  talk.page(place(0))
  const gone = () => talk.step({ type: 'page', page: undefined, log: talk.log })
  talk.log.floor = place(5)
  talk.join(linkOf(), { subscriptions: ['/a', '/b'], own: { '/b': place(7) } })
  talk.log.floor = place(6)
  expect(gone()).toEqual(['read'])
  talk.log.floor = place(8)
  expect(gone()).toEqual(['read'])
  expect(encke(talk.page(place(9), run('/a', 9))).missed).toEqual([
    { patterns: ['/a'], from: place(0), to: place(8), reason: 'trimmed' },
    { patterns: ['/b'], from: place(6), to: place(8), reason: 'trimmed' },
  ])
})

test('who comes back to a log that lets go of all before it can be read is answered after a second nevertheless', () => {
  const talk = begin()
  talk.page(place(0))
  talk.log.floor = place(5)
  talk.join(linkOf({ hold: 5000 }), { subscriptions: ['/a', '/b'] })
  talk.later(1001)
  talk.log.floor = place(6)
  const said = talk.step({ type: 'page', page: undefined, log: talk.log })
  expect(said).toMatchObject([
    [{ ext: { encke: { join: 2 } } }],
    [{ ext: { encke: { missed: [{ to: place(6) }] } } }],
    'read',
  ])
})

test('of what a subscription to the latest has got by reading, nothing comes once more', () => {
  const talk = begin()
  talk.join(linkOf(), { subscriptions: ['/a'], latest: ['/a'] })
  const newest = run('/a', 3)
  expect(talk.page(place(3), newest).slice(1)).toMatchObject([[{ data: 3 }]])
  expect(talk.publish(newest)).toEqual([])
  expect(talk.publish(run('/a', 4))).toMatchObject([[{ data: 4 }]])
})

test('a session goes on in a log that begins anew and sorts lower, since a clock was set back', () => {
  const talk = begin()
  talk.page(place(0))
  const lower = place(0, 1_600_000_000_000)
  Object.assign(talk.log, { tail: lower, floor: lower })
  talk.step({ type: 'break' })
  expect(encke(talk.step({ type: 'page', page: undefined, log: talk.log }))).toMatchObject({
    missed: [{ reason: 'reset', to: lower }],
  })
  expect(talk.session.position).toBe(lower)
})
