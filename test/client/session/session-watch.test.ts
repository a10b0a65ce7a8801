import { describe, expect, test } from 'vitest'
import type { LinkId } from '../../../src/client/session/states'
import { EnckeError } from '../../../src/protocol/errors'
import type { Written } from '../../../src/protocol/message'
import { type Conversation, converse, find, flowing, key, posted, types, yes } from '../../support/conversation'

/** The server's word beside the live link. */
const word = (session: Conversation, written: Written) =>
  session.aside({ channel: '/meta/connect', successful: true, ext: { encke: written } })

/** The same, and the server has been asked. */
function asked(kind?: 'stream' | 'duplex', batches = 3) {
  const { session, link } = flowing(kind, batches)
  session.later(750)
  return { session, link }
}

describe('a live link that falls silent out of its rhythm', () => {
  test('makes the client ask beside it how much was written, and say how much has come', () => {
    const { session } = flowing()
    expect(session.later(749)).toEqual([])
    const effects = session.later(1)
    expect(types(effects)).toEqual(['post'])
    expect(posted(effects)).toEqual([
      {
        channel: '/meta/connect',
        id: expect.stringMatching(/^w/),
        clientId: key,
        connectionType: 'xhr-streaming',
        advice: { timeout: 0 },
        ext: { encke: { written: 3 } },
      },
    ])
  })

  test('is asked about where it runs both ways too', () => {
    const { session } = flowing('duplex')
    expect(posted(session.later(750))).toMatchObject([{ connectionType: 'websocket' }])
  })

  test('is not asked about where it polls: a poll is silent by nature', () => {
    const { session, link } = flowing('poll', 1)
    session.closed(link)
    session.link('poll')
    for (let seconds = 0; seconds < 30; seconds++) expect(session.later(1000)).toEqual([])
  })

  test('is asked about when it has brought nothing but its answer, and not again when that is all', () => {
    const session = converse()
    session.online()
    expect(session.later(749)).toEqual([])
    expect(types(session.later(1))).toEqual(['post'])
    word(session, { join: 1, written: 1 })
    expect(session.later(28_000)).toEqual([])
  })

  test('is not asked about when any byte came meanwhile', () => {
    const { session, link } = flowing()
    session.later(749)
    session.step({ type: 'alive', link })
    expect(session.later(749)).toEqual([])
  })
})

describe('when the server has written more than has come', () => {
  const more: Written = { join: 1, written: 4 }

  test('and it does not come in time, the link is doubted, and goes on', () => {
    const { session, link } = asked()
    expect(word(session, more)).toEqual([])
    expect(session.later(99)).toEqual([])
    const effects = session.later(1)
    expect(types(effects)).toEqual(['doubt'])
    expect(find(effects, 'doubt')).toMatchObject({
      link,
      error: { code: 'timeout', message: '3 of 4 batches came over this link' },
    })
    expect(session.session.state).toBe('online')
    session.event(link, '/a', 9)
    expect(session.subscribers[0]?.events.at(-1)?.data).toBe(9)
  })

  test('and it comes, the link is not doubted', () => {
    const { session, link } = asked()
    word(session, more)
    session.event(link, '/a', 9)
    expect(session.later(749)).toEqual([])
  })

  test('on a socket where the session joins anew, whose answer does not come, the link is doubted', () => {
    const { session } = asked('duplex')
    session.subscribe('/b')
    word(session, { join: 2, written: 9 })
    expect(types(session.later(200))).toContain('doubt')
  })

  test('of an earlier join, nothing is doubted', () => {
    const { session } = asked()
    word(session, { join: 0, written: 4 })
    expect(session.later(20_000)).toEqual([])
  })

  test('is told with the answer to a publication as well, unasked', () => {
    const { session } = flowing()
    const { one } = session.publish()
    session.aside({ channel: '/p', id: '1', successful: true, ext: { encke: more } })
    expect(one.end).toBe('yes')
    expect(types(session.later(100))).toEqual(['doubt'])
  })

  test('but the link that is live by now is another one, which has brought all that it should, nothing is doubted', () => {
    const { session } = asked()
    session.answer(session.link())
    word(session, more)
    expect(session.later(749)).toEqual([])
  })
})

describe('when the server has written what has come', () => {
  test('nothing is doubted, and it is asked again later, and more seldom', () => {
    const { session } = asked()
    word(session, { join: 1, written: 3 })
    expect(session.later(2999)).toEqual([])
    expect(types(session.later(1))).toEqual(['post'])
  })

  test('but has not read what was sent on the link, the link is doubted', () => {
    const { session } = asked('duplex')
    word(session, { join: 1, written: 3, read: 0 })
    expect(find(session.later(100), 'doubt')?.error.message).toBe('0 of 1 batches reached the server')
  })

  test('and has read what was sent, nothing is doubted', () => {
    const { session } = asked('duplex')
    word(session, { join: 1, written: 3, read: 1 })
    expect(session.later(100)).toEqual([])
  })
})

test('when the server has lost the link, it is doubted, and why', () => {
  const { session } = asked()
  word(session, { join: 1 })
  expect(find(session.later(100), 'doubt')?.error.message).toBe('the server has lost this link')
})

test('what is sent on a link that runs both ways and finds no answer makes the client ask', () => {
  const session = converse()
  session.online('duplex')
  session.later(750)
  word(session, { join: 1, written: 1, read: 1 })
  expect(session.later(5000)).toEqual([])
  session.publish()
  expect(session.later(749)).toEqual([])
  expect(types(session.later(1))).toEqual(['post'])
})

test('a tick that comes late tells of this machine and not of the link', () => {
  const { session } = asked()
  word(session, { join: 1, written: 4 })
  expect(session.later(5000)).toEqual([])
  expect(types(session.later(250))).toEqual(['doubt'])
})

test('a question that is cut off is asked again, and does not wait for the longest silence', () => {
  const { session } = asked()
  expect(session.step({ type: 'unposted', error: new EnckeError('network', 'broken') })).toEqual([])
  expect(session.later(749)).toEqual([])
  expect(types(session.later(1))).toEqual(['post'])
})

test('where every question is turned down at once, they are asked ever more seldom', () => {
  const { session } = asked()
  let asks = 0
  for (let seconds = 0; seconds < 60; seconds += 0.25) {
    session.step({ type: 'unposted', error: new EnckeError('malformed', 'HTTP 405') })
    asks += session.later(250).length
  }
  expect(asks).toBeLessThan(10)
})

test('a question that is let go of with what was posted says nothing of what was sent since', () => {
  const { session, link } = asked('duplex')
  session.publish()
  session.hear(link, { channel: '/p', id: '1', successful: false, error: '503::busy' })
  session.answer(link)
  expect(types(session.later(750))).toEqual(['post'])
  word(session, { join: 2, written: 5, read: 3 })
  expect(types(session.later(100))).toEqual(['doubt'])
})

test('a doubt is told once for each question', () => {
  const { session } = asked()
  word(session, { join: 1, written: 4 })
  session.later(100)
  expect(session.later(5000)).toEqual([])
})

test('a doubt is told once for each link, whatever the server says of it afterwards', () => {
  const { session } = asked()
  word(session, { join: 1, written: 4 })
  session.later(100)
  word(session, { join: 1, written: 5 })
  expect(session.later(900)).toEqual([])
})

test('an answer beside the link that says nothing of publications leaves them where they are', () => {
  const { session } = asked()
  session.publish()
  expect(types(word(session, { join: 1, written: 3 }))).toEqual([])
})

test('another link that is opened beside it is no reason to ask', () => {
  for (const kind of ['stream', 'poll', 'duplex'] as const) {
    const { session } = asked()
    word(session, { join: 1, written: 3 })
    session.link(kind, { purpose: 'candidate' })
    expect(types(session.later(900))).not.toContain('post')
  }
})

describe('what is published on a link that runs both ways, whose other direction goes on,', () => {
  const tick = (session: Conversation, link: LinkId, n: number) => {
    session.later(100)
    return session.event(link, '/a', n)
  }

  test('and finds no answer makes the client ask, whatever comes meanwhile', () => {
    const { session, link } = flowing('duplex')
    session.publish()
    for (let n = 3; n < 10; n++) tick(session, link, n)
    expect(types(session.later(50))).toEqual(['post'])
  })

  test('and was not read makes it doubt the link, whatever comes meanwhile', () => {
    const { session, link } = flowing('duplex')
    session.publish()
    for (let n = 3; n < 11; n++) tick(session, link, n)
    word(session, { join: 1, written: 11, read: 1 })
    session.event(link, '/a', 11)
    expect(find(session.later(100), 'doubt')?.error.message).toBe('1 of 2 batches reached the server')
  })

  test('and was read, but is not answered while the next one is, makes the client ask once more', () => {
    const { session, link } = flowing('duplex')
    session.publish()
    session.publish()
    tick(session, link, 3)
    session.hear(link, yes('1'))
    for (let n = 4; n < 11; n++) tick(session, link, n)
    expect(types(session.later(50))).toEqual(['post'])
  })

  test('and is answered makes it ask nothing, as long as something comes', () => {
    const { session, link } = flowing('duplex')
    session.publish()
    tick(session, link, 3)
    session.hear(link, yes('1'))
    for (let n = 4; n < 30; n++) tick(session, link, n)
    expect(session.history.filter((effect) => effect.type === 'post' && effect.batch.length)).toEqual([])
  })

  test('and is answered makes it ask no sooner than the rhythm of what comes', () => {
    const session = converse({ patterns: ['/a'] })
    const link = session.online('duplex')
    for (let n = 1; n < 9; n++) {
      session.later(2000)
      session.event(link, '/a', n)
    }
    session.publish()
    session.hear(link, yes('1'))
    expect(session.patience).toBeGreaterThan(2000)
  })

  test('after the client has asked is no matter of the answer to that', () => {
    const { session } = asked('duplex')
    session.publish()
    word(session, { join: 1, written: 3, read: 1 })
    expect(session.later(200)).toEqual([])
  })

  test('and makes it ask once more before the first answer has come is no matter of that answer either', () => {
    const { session } = asked('duplex')
    session.publish()
    expect(types(session.later(750))).toEqual(['post'])
    word(session, { join: 1, written: 3, read: 1 })
    expect(session.later(200)).toEqual([])
  })

  test('and is answered makes it ask nothing, however much is published', () => {
    const { session, link } = flowing('duplex')
    for (let n = 3; n < 30; n++) {
      session.publish()
      tick(session, link, n)
      session.hear(link, { channel: '/p', id: String(n - 2), successful: true })
    }
    expect(session.history.filter((effect) => effect.type === 'post' && effect.batch.length)).toEqual([])
  })

  test('is no reason to doubt what has only not come yet, and comes', () => {
    const { session, link } = flowing('duplex')
    session.publish()
    for (let n = 3; n < 11; n++) tick(session, link, n)
    word(session, { join: 1, written: 12, read: 2 })
    session.event(link, '/a', 11)
    expect(types(session.later(600))).toEqual([])
  })
})
