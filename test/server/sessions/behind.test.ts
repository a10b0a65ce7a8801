import { expect, test } from 'vitest'
import { decode, encode } from '../../../src/protocol/batch'
import type { Join } from '../../../src/protocol/message'
import type { Log, Page } from '../../../src/server/log/log'
import { createMemoryLog } from '../../../src/server/log/memory'
import { createSessions } from '../../../src/server/sessions/sessions'
import { numbers } from '../../support/numbers'
import { linkOf } from '../../support/server-session'

/** Sessions of a node whose turns are taken when the test says so. */
function node(read: (page: ReturnType<Log['read']>) => ReturnType<Log['read']>, now = () => 0) {
  const turns: (() => void)[] = []
  const log = createMemoryLog()
  const readLog = log.read.bind(log)
  log.read = (...asked) => read(readLog(...asked))
  const sessions = createSessions({ log, now, defer: (run) => turns.push(run), expiry: 60_000 })
  const reply = { channel: '/meta/connect', successful: true }
  function join(key: string, of: Partial<Join>) {
    const heard: unknown[] = []
    const link = linkOf({
      write: (batch) => heard.push(...decode(encode(batch)).flatMap(({ data }) => data ?? [])) > 0 || true,
    })
    const session = sessions.get(key) ?? sessions.create(key, false, undefined)
    const whole = { join: session.number + 1, version: 1, subscriptions: ['/n'], ...of }
    sessions.join(session, { link, join: whole, reply, prompt: true, published: 0, refused: {} })
    return heard
  }
  return { log, sessions, join, turn: () => turns.shift()?.() }
}

test('what is new waits for a few of those who come back for what has passed, not for all', () => {
  let time = 0
  const { log, sessions, join, turn } = node(
    (page) => {
      time += 4
      return page
    },
    () => time,
  )
  const live = join('live', {})
  turn()
  log.append('/n', '1')
  const others = numbers(20).map((number) => join(`${number}`, { own: { '/n': 'oldest' } }))
  turn()
  expect(live).toEqual([1])
  expect(others.filter((heard) => heard.length).length).toBeLessThan(10)
  for (let count = 0; count < 20; count++) turn()
  expect(others.every((heard) => heard.length === 1)).toBe(true)
  sessions.close()
})

test('a client that joins again and again has one page at a time read from a log that takes its time', async () => {
  const answers: (() => void)[] = []
  const { log, sessions, join, turn } = node(
    (page) => new Promise((resolve) => answers.push(() => resolve(page as Page))),
  )
  const places = numbers(5).map((number) => log.append('/n', `${number}`) as string)
  let heard: unknown[] = []
  for (const at of places) {
    heard = join('one', { at })
    turn()
  }
  expect(answers).toHaveLength(1)
  const last = join('one', { at: places[2]! })
  answers[0]!()
  await Promise.resolve()
  turn()
  expect(answers).toHaveLength(2)
  answers[1]!()
  await Promise.resolve()
  expect(heard).toEqual([])
  expect(last).toEqual([3, 4])
  sessions.close()
})

test('what the log cannot give for now is asked for again at the next tick, and no sooner', async () => {
  let asked = 0
  let away = true
  const { log, sessions, join, turn } = node((page) => {
    asked++
    return away ? Promise.reject(new Error('away')) : page
  })
  log.append('/n', '1')
  const heard = join('one', { own: { '/n': 'oldest' } })
  turn()
  await new Promise(setImmediate)
  turn()
  expect(asked).toBe(1)
  sessions.tick()
  await new Promise(setImmediate)
  away = false
  sessions.tick()
  expect({ asked, heard }).toEqual({ asked: 3, heard: [1] })
  sessions.close()
})
