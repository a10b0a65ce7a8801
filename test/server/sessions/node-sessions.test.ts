import { expect, test } from 'vitest'
import { decode, encode } from '../../../src/protocol/batch'
import type { Batch, Join } from '../../../src/protocol/message'
import type { ServerLink } from '../../../src/server/link'
import { createMemoryLog } from '../../../src/server/log/memory'
import { createSessions } from '../../../src/server/sessions/sessions'
import { linkOf } from '../../support/server-session'

/** The sessions of a node, whose turn is over when the test says so. */
function node() {
  const log = createMemoryLog()
  const sessions = createSessions({ log, now: () => 0, defer() {}, expiry: 60_000 })
  const heard = new Map<string, unknown[]>()
  const hear = (key: string) => (batch: Batch) => {
    heard.get(key)?.push(...decode(encode(batch)).flatMap(({ data }) => data ?? []))
    return true
  }
  function join(key: string, link: ServerLink, subscriptions: string[], more: Partial<Join> = {}) {
    if (!heard.has(key)) heard.set(key, [])
    const session = sessions.get(key) ?? sessions.create(key, false, undefined)
    const reply = { channel: '/meta/connect', successful: true }
    const whole: Join = { join: session.number + 1, version: session.version + 1, subscriptions, ...more }
    sessions.join(session, { link, join: whole, reply, prompt: true, published: 0, refused: {} })
    return session
  }
  return { log, sessions, join, hear, heard: (key: string) => heard.get(key) }
}

test('a session that has gone on from a socket keeps its link when another one joins there', () => {
  const { sessions, join } = node()
  const [socket, stream] = [linkOf({ kind: 'duplex' }), linkOf()]
  const one = join('one', socket, ['/a'])
  join('one', stream, ['/a'])
  const other = join('other', socket, ['/a'])
  sessions.flush()
  expect([one.link, other.link]).toEqual([stream, socket])
  expect([one.phase, other.phase]).toEqual(['live', 'live'])
})

test('a socket has one session: another one that joins there takes it', () => {
  const { sessions, join } = node()
  const socket = linkOf({ kind: 'duplex' })
  const one = join('one', socket, ['/a'])
  sessions.flush()
  const other = join('other', socket, ['/a'])
  expect([one.link, other.link]).toEqual([undefined, socket])
})

test('who listens by several patterns to what is published beside something else hears it once', () => {
  const { log, sessions, join, hear, heard } = node()
  join('one', linkOf({ write: hear('one') }), ['/a', '/*', '/**'])
  sessions.flush()
  log.append('/a', '1')
  log.append('/b', '2')
  log.append('/a', '3')
  sessions.flush()
  expect(heard('one')).toEqual([1, 2, 3])
})

test('a pattern that a join gives up counts no more, and a session that has ended is let go of by the log', () => {
  const { log, sessions, join } = node()
  const held: string[] = []
  log.hold = (key) => void held.push(key)
  log.release = (key) => void held.splice(held.indexOf(key), 1)
  const known = new Map<string, string | undefined>()
  log.remember = (key, text) => void known.set(key, text)
  join('one', linkOf(), ['/a', '/b', '/c'])
  join('one', linkOf(), ['/c', '/d'])
  expect({ held, patterns: sessions.patterns }).toEqual({ held: ['one'], patterns: 2 })
  expect(JSON.parse(known.get('one') as string)).toMatchObject({ patterns: ['/c', '/d'] })
  sessions.create('one', false, 'somebody else')
  expect({ held, patterns: sessions.patterns }).toEqual({ held: ['one'], patterns: 0 })
  sessions.bye('one')
  expect({ held, sessions: sessions.size, known: known.get('one') }).toEqual({
    held: [],
    sessions: 0,
    known: undefined,
  })
})
