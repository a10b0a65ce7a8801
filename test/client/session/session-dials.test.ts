import { describe, expect, test } from 'vitest'
import { EnckeError } from '../../../src/protocol/errors'
import { type Conversation, converse, find, flowing, place, types } from '../../support/conversation'
import { broken } from '../../support/errors'

const exhausted = { type: 'exhausted', error: new EnckeError('no-transport', 'nothing works') } as const

describe('pauses between tries', () => {
  /** The pauses until the next dial, each try having failed. */
  function pauses(session: Conversation, tries: number): number[] {
    session.step({ type: 'open' })
    return Array.from({ length: tries }, () => {
      const effects = session.step(exhausted)
      const pause = find(effects, 'dial') ? 0 : session.patience
      if (pause) expect(types(session.later(pause))).toEqual(['dial'])
      return pause
    })
  }

  test('are none at first, then of a second at most, then they double, up to a minute', () => {
    const [none, ...found] = pauses(converse({ random: () => 1 - 1e-9 }), 12).map(Math.round)
    expect(none).toBe(0)
    expect(found[0]).toBeGreaterThan(0)
    expect(found[0]).toBeLessThanOrEqual(1000)
    for (const [index, pause] of found.entries()) {
      if (index) expect(pause).toBe(Math.min(60_000, 2 * (found[index - 1] as number)))
    }
    expect(found.at(-1)).toBe(60_000)
  })

  test('are of ten seconds at most where the live link goes on meanwhile', () => {
    const session = converse()
    session.notice(session.online(), { rotate: true })
    for (let time = 0; time < 12; time++) {
      session.closed(session.link(), broken)
      session.later(10_000)
      session.step({ type: 'alive', link: 1 })
    }
    // The first of all, the one for the successor, and one after each of these.
    expect(session.history.filter(({ type }) => type === 'dial')).toHaveLength(14)
  })

  test('are over when the page goes to sleep, or the client is closed', () => {
    for (const type of ['rest', 'close'] as const) {
      const session = converse()
      pauses(session, 6)
      session.step(exhausted)
      expect(session.patience).toBeLessThan(60_000)
      session.step({ type })
      expect(session.patience).toBe(Number.POSITIVE_INFINITY)
      expect(session.later(60_000)).toEqual([])
    }
  })

  test('are drawn at random from the whole range', () => {
    const [, longest = 0] = pauses(converse({ random: () => 1 - 1e-9 }), 2)
    for (const draw of [0, 0.25, 0.5]) {
      const [, pause] = pauses(converse({ random: () => draw }), 2)
      expect(pause).toBeCloseTo(draw * longest)
    }
  })

  test('follow failures that are told, and the session stays what it is', () => {
    const session = converse()
    session.step({ type: 'open' })
    expect(session.step(exhausted)[0]).toEqual({ type: 'error', error: exhausted.error })
    expect(session.session.state).toBe('connecting')
  })

  test('begin anew after a link that held, and after one that lived for a moment, but then not with none', () => {
    const session = converse()
    const [, second = 0] = pauses(session, 6)
    const moment = session.link()
    session.answer(moment)
    session.later(1)
    session.closed(moment, broken)
    expect(session.patience).toBeCloseTo(second)
    session.later(session.patience)
    const held = session.link()
    session.answer(held)
    session.later(10_000)
    expect(find(session.closed(held, broken), 'dial')).toEqual({ type: 'dial', again: false })
  })

  test('are no shorter than the interval that the server advised', () => {
    const session = converse()
    session.step({ type: 'open' })
    const link = session.link()
    session.answer(link, {}, { interval: 3000 })
    session.closed(link, broken)
    expect(session.later(2999)).toEqual([])
    expect(types(session.later(1))).toEqual(['dial'])
  })

  test('double once, where a try finds no answer in time and nothing else is left', () => {
    const session = converse()
    session.step({ type: 'open' })
    let last = 0
    for (let time = 0; time < 6; time++) {
      session.link()
      session.later(session.patience)
      session.step(exhausted)
      const pause = session.patience
      if (time > 1) expect(pause).toBeLessThan(2.1 * last)
      last = pause
      session.later(pause)
    }
    expect(last).toBeGreaterThan(1000)
  })

  test('are over at once when the network is back, and begin anew', () => {
    const session = converse()
    pauses(session, 9)
    session.step(exhausted)
    expect(session.patience).toBeGreaterThan(10_000)
    expect(session.step({ type: 'return' })).toEqual([{ type: 'dial', again: false }])
    session.link()
    expect(session.step({ type: 'return' })).toEqual([])
    expect(find(session.step(exhausted), 'dial')).toBeTruthy()
  })
})

test('a poll that ends after its time with nothing is followed at once, however many have', () => {
  const session = converse()
  let link = session.online('poll')
  for (let time = 0; time < 30; time++) {
    expect(session.closed(link)).toEqual([{ type: 'dial', again: true }])
    link = session.link('poll')
    session.later(20_000)
    session.answer(link)
  }
})

describe('while the session is lost, only what finds a new way is opened:', () => {
  test('a link that would have grown old needs no successor any more', () => {
    const session = converse()
    session.step({ type: 'open' })
    const link = session.link('stream', { age: 1 })
    session.answer(link)
    session.closed(link, broken)
    session.step({ type: 'exhausted', error: broken })
    const due = session.patience
    expect(due).toBeGreaterThan(1)
    expect(session.later(due)).toEqual([{ type: 'dial', again: false }])
  })

  test.each(['stream', 'duplex'] as const)(
    'over a %s in doubt, what changes does not wait until something else works',
    (kind) => {
      const { session } = flowing(kind)
      session.later(750)
      session.aside({ channel: '/meta/connect', successful: true, ext: { encke: { join: 1, written: 9 } } })
      expect(types(session.later(100))).toEqual(['doubt'])
      for (let time = 0; time < 3; time++) session.step({ type: 'exhausted', error: broken })
      const { effects } = session.subscribe('/late')
      expect(types(effects)).toEqual([kind === 'duplex' ? 'send' : 'dial'])
      const later = session.later(1000).filter(({ type }) => type === 'dial')
      expect(later).toEqual([{ type: 'dial', again: false }])
    },
  )

  test('where nothing else works, a link that is sound goes on, and none is asked for', () => {
    const session = converse()
    session.online()
    expect(session.step(exhausted)).toEqual([{ type: 'error', error: exhausted.error }])
    expect(types(session.later(10_000))).toEqual(['post'])
  })

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

test('a session that nothing carries, and nothing seeks any more, seeks anew', () => {
  const conversation = converse()
  conversation.step({ type: 'open' })
  const [one, other] = [conversation.link(), conversation.link()]
  expect(conversation.closed(one, broken)).toEqual([])
  expect(conversation.closed(other, broken)).toEqual([{ type: 'dial', again: false }])
  conversation.step(exhausted)
  const last = conversation.link()
  expect(conversation.closed(last, broken), 'it waits already').toEqual([])
})

test('of two links that are tried the later one may fail first: the other goes on', () => {
  const conversation = converse()
  conversation.step({ type: 'open' })
  const [one, other] = [conversation.link(), conversation.link('poll')]
  expect(conversation.closed(other, broken)).toEqual([])
  expect(find(conversation.answer(one), 'live')?.link).toBe(one)
})

test('a stream that comes to its end without a word is lost', () => {
  const conversation = converse()
  const effects = conversation.closed(conversation.online())
  expect(types(effects)).toEqual(['state', 'dial'])
  expect(find(effects, 'state')).toMatchObject({ state: 'offline', error: { code: 'network' } })
})
