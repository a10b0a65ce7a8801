import { describe, expect, test } from 'vitest'
import type { ServerLink } from '../../../src/server/link'
import type { Run } from '../../../src/server/log/run'
import { ServerSession } from '../../../src/server/sessions/session'
import type { SessionEvent } from '../../../src/server/sessions/states'
import { place, read } from '../../support/conversation'
import { linkOf, run } from '../../support/server-session'

/** A session of a plain client that listens to `/a`, and whose connects come over this link; the log ends at place 0. */
function plain(link: ServerLink) {
  const session = new ServerSession('c'.repeat(32), true, 0)
  session.subscribe('/a', place(0))
  const log = { tail: place(0), floor: place(0), newest: () => undefined }
  let now = 0
  const step = (event: SessionEvent) =>
    session.step(event, now).map((effect) => ('batch' in effect ? read(effect.batch) : effect.type))
  const page = (more = false) => step({ type: 'page', page: { runs: [], end: place(0), more }, log })
  return {
    page,
    /** Sends a connect, and what follows when nothing is in the log. */
    connect(id: string, prompt = false) {
      const join = { join: session.number + 1, version: 0 }
      const reply = { channel: '/meta/connect', id, successful: true }
      const said = step({ type: 'join', link, join, reply, prompt, published: 0, refused: {}, log })
      return [...said, ...page()]
    },
    publish: (one: Run) => step({ type: 'tail', runs: [one], end: one.position, log }),
    /** So many milliseconds later. */
    later(milliseconds: number) {
      now += milliseconds
      return step({ type: 'tick', heard: place(0), ahead: 0 })
    },
  }
}

describe('the connect of a plain client over a socket', () => {
  test('is held, and brings no frame before it is answered', () => {
    const talk = plain(linkOf({ kind: 'duplex' }))
    expect(talk.connect('1')).toEqual(['read'])
    expect(talk.later(999)).toEqual([])
    expect(talk.later(1)).toMatchObject([[{ id: '1' }]])
    expect(talk.later(5000), 'there is nothing to answer').toEqual([])
  })

  test('is answered when its time is over, however much has come meanwhile', () => {
    const talk = plain(linkOf({ kind: 'duplex' }))
    talk.connect('1')
    for (const n of [1, 2, 3]) {
      expect(talk.later(300)).toEqual([])
      expect(talk.publish(run('/a', n))).toMatchObject([[{ channel: '/a', data: n }]])
    }
    expect(talk.later(100)).toMatchObject([[{ id: '1' }]])
  })
})

test('a stream of a plain client that is worn gets its heartbeats, and no more than these: it cannot be followed', () => {
  const talk = plain(linkOf({ worn: true }))
  talk.connect('1')
  expect(talk.later(999)).toEqual([])
  expect(talk.later(1)).toEqual([[]])
})
