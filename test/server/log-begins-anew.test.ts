import { expect, test } from 'vitest'
import { decode, encode } from '../../src/protocol/batch'
import { createMemoryLog, type Log } from '../../src/server/index'
import type { Run } from '../../src/server/log/run'
import { createSessions } from '../../src/server/sessions/sessions'
import { linkOf } from '../support/server-session'

const hold = 1000

/** Somebody who listens, on a log that loses all, and begins anew by a clock that was set back. */
function listening() {
  const appended = new Set<(run: Run) => void>()
  const broken = new Set<() => void>()
  const turns: (() => void)[] = []
  let now = 0
  let epoch = 1_700_000_000_000
  let current: Log
  function beginAnew() {
    epoch -= 1_000_000
    let time = epoch
    current = createMemoryLog({}, () => time++)
    current.onAppend((run) => {
      for (const listener of appended) listener(run)
    })
    for (const listener of broken) listener()
  }
  beginAnew()
  const log = new Proxy({} as Log, {
    get(_, name: keyof Log) {
      if (name === 'onAppend') return (listener: (run: Run) => void) => appended.add(listener)
      return name === 'onBreak' ? (listener: () => void) => broken.add(listener) : current[name]
    },
  })
  const sessions = createSessions({ log, now: () => now, defer: (run) => turns.push(run), expiry: 60_000 })
  function turn() {
    for (let run = turns.shift(); run; run = turns.shift()) run()
  }
  const heard: unknown[] = []
  const told: unknown[] = []
  const link = linkOf({
    hold,
    write(batch) {
      for (const { channel, data, ext } of decode(encode(batch))) {
        if (channel === '/n') heard.push(data)
        else told.push(ext?.encke)
      }
      return true
    },
  })
  const session = sessions.create('a listener', false, undefined)
  const join = { join: 1, version: 1, subscriptions: ['/n'] }
  const reply = { channel: '/meta/connect', successful: true }
  sessions.join(session, { link, join, reply, prompt: true, published: 0, refused: {} })
  turn()
  return {
    heard,
    told,
    turn,
    beginAnew,
    publish: (number: number) => current.append('/n', String(number)),
    /** It is time for a heartbeat. */
    wait() {
      now += hold
      sessions.tick()
    },
    get log() {
      return current
    },
  }
}

/** The log is lost, and begins anew; a heartbeat later something is published. */
function goOn(talk: ReturnType<typeof listening>) {
  talk.beginAnew()
  talk.turn()
  talk.wait()
  expect(talk.told.at(-1)).toEqual({ at: talk.log.tail })
  talk.publish(2)
  talk.turn()
}

test('what is published after a heartbeat in a log that begins anew, and sorts lower, is heard', () => {
  const talk = listening()
  talk.publish(1)
  talk.turn()
  goOn(talk)
  expect(talk.heard).toEqual([1, 2])
})

test('so it is when something had come just before the log was lost', () => {
  const talk = listening()
  talk.publish(1)
  goOn(talk)
  expect(talk.heard).toEqual([2])
})
