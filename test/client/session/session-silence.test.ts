import { describe, expect, test } from 'vitest'
import { converse, find, place, types, yes } from '../../support/conversation'

describe('silence', () => {
  test('past one and a half times the timeout and a second is a dead link', () => {
    const session = converse()
    const link = session.online()
    expect(types(session.later(30_999))).toEqual(['post'])
    const effects = session.later(1)
    expect(types(effects)).toEqual(['drop', 'state', 'dial'])
    expect(find(effects, 'drop')).toMatchObject({ link, error: { code: 'timeout' } })
    expect(session.session.state).toBe('offline')
  })

  test('ends with any byte: that is a sign of life', () => {
    const session = converse()
    const link = session.online()
    session.later(30_000)
    session.step({ type: 'alive', link })
    session.later(30_000)
    session.notice(link, { at: place(1) })
    expect(session.later(30_999)).toEqual([])
    expect(session.session.state).toBe('online')
  })

  test('of ten seconds is too much where an answer is due', () => {
    const session = converse()
    session.step({ type: 'open' })
    const link = session.link()
    expect(session.later(9_999)).toEqual([])
    expect(find(session.later(1), 'drop')).toMatchObject({ link, error: { code: 'timeout' } })
  })

  test('is borne no longer on a socket that owes the answer to a publication, whatever else is asked there', () => {
    const session = converse()
    const link = session.online('duplex')
    session.publish()
    session.later(9000)
    session.subscribe('/late')
    expect(find(session.later(1000), 'drop')).toMatchObject({ link, error: { code: 'timeout' } })
  })

  test('is borne for ten seconds more with each part of an answer that comes, and the whole of it has a minute', () => {
    const session = converse()
    session.step({ type: 'open' })
    const link = session.link()
    for (let time = 0; time < 11; time++) {
      expect(session.later(5000)).toEqual([])
      session.step({ type: 'alive', link })
    }
    expect(session.later(4999)).toEqual([])
    expect(find(session.later(1), 'drop')?.link).toBe(link)
  })

  test('is borne as long where the answer to a publication waits behind what else comes on a socket', () => {
    const session = converse()
    const link = session.online('duplex')
    session.publish()
    for (let time = 1; time <= 11; time++) {
      expect(
        session.later(5000).some(({ type }) => type === 'drop'),
        `after ${5 * time} s`,
      ).toBe(false)
      session.event(link, '/a', time)
    }
    expect(session.later(4999).some(({ type }) => type === 'drop')).toBe(false)
    expect(find(session.later(1), 'drop')?.link).toBe(link)
  })

  test('is in order on a socket on which nothing is awaited any more', () => {
    const session = converse()
    const link = session.online('duplex')
    session.publish()
    session.hear(link, { channel: '/p', id: '1', successful: false, error: '409:1:gap' })
    session.answer(link, { published: 0, tail: place(0, 1_800_000_000_000) })
    session.answer(link, { published: 0 })
    expect(session.outbox.underWay).toBe(0)
    expect(session.later(30_000).filter(({ type }) => type === 'drop')).toEqual([])
  })

  test('begins anew with what goes out again', () => {
    const session = converse()
    const link = session.online('duplex')
    session.publish()
    for (let time = 1; time <= 20; time++) {
      session.later(5000)
      session.hear(link, { channel: '/p', id: '1', successful: false, error: '503::busy' })
      session.answer(link, { published: 0 })
    }
    expect(session.session.state).toBe('online')
    expect(find(session.history, 'drop')).toBeUndefined()
  })

  test('is borne for as long as that may take behind which an answer waits', () => {
    const session = converse()
    const link = session.online('duplex')
    session.publish('x'.repeat(40_000))
    session.subscribe('/late')
    session.later(1000)
    session.step({ type: 'alive', link })
    expect(session.later(18_999).some(({ type }) => type === 'drop')).toBe(false)
    expect(find(session.later(2), 'drop')?.link).toBe(link)
  })

  test('of a held poll may be as long as that of a stream', () => {
    const session = converse()
    session.closed(session.online('poll'))
    const link = session.link('poll')
    expect(session.later(30_999)).toEqual([])
    expect(find(session.later(1), 'drop')?.link).toBe(link)
  })
})

describe('publications over a socket', () => {
  test('do not end it as long as they are answered, though there is always one that is not', () => {
    const session = converse()
    const link = session.online('duplex')
    session.publish()
    for (let second = 1; second <= 90; second++) {
      session.publish()
      session.later(1000)
      session.hear(link, yes(second))
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

  test('have ten seconds from whatever else comes there, in a session that has lived long, too', () => {
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

  test('that were too large for it leave nothing behind which it would have to answer', () => {
    const session = converse()
    const link = session.online('duplex')
    const { one } = session.publish()
    session.hear(link, { successful: false, error: '413::too large' } as never)
    session.hear(link, { channel: '/p', id: '1', successful: false, error: '400::data is missing' })
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
})
