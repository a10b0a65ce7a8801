import { describe, expect, test } from 'vitest'
import { type Conversation, converse, find, posted, yes } from '../../support/conversation'

const ids = (effects: ReturnType<Conversation['step']>) => posted(effects).map(({ id }) => id)

describe('publications under way on a socket that a request takes over from', () => {
  function moved() {
    const session = converse()
    const socket = session.online('duplex')
    const [one, two] = [session.publish().one, session.publish().one]
    const link = session.link('stream', { purpose: 'candidate' })
    return { session, socket, one, two, link }
  }

  test('go out again at once, where the server has not had them', () => {
    const { session, socket, link } = moved()
    const effects = session.answer(link, { published: 0 })
    expect(find(effects, 'drop')?.link).toBe(socket)
    expect(ids(effects)).toEqual(['1', '2'])
  })

  test('are answered once, with what is newer behind them', () => {
    const { session, link, one, two } = moved()
    session.answer(link, { published: 2 })
    const { one: three } = session.publish()
    session.aside(yes('1'), yes('2'), yes('3'))
    expect([one.end, two.end, three.end]).toEqual(['yes', 'yes', 'yes'])
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
