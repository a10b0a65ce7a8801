import { createClient } from 'redis'
import { describe, onTestFinished, vi } from 'vitest'
import { decode, encode } from '../../../src/protocol/batch'
import type { Missed, Notice } from '../../../src/protocol/message'
import { isPosition, type Position } from '../../../src/protocol/position'
import type { Log } from '../../../src/server/log/log'
import { createRedisLog } from '../../../src/server/log/redis'
import type { RedisLogOptions } from '../../../src/server/log/redis-options'
import type { Run } from '../../../src/server/log/run'
import { createSessions } from '../../../src/server/sessions/sessions'
import { closeLater } from '../../support/close-later'
import { numbers } from '../../support/numbers'
import { dataIn, singlesOf } from '../../support/publications'
import { haveRedis, type RedisOptions, startRedis, type TestRedis } from '../../support/redis'
import { linkOf } from '../../support/server-session'
import { until } from '../../support/until'

/** Tests that are skipped where there is no Redis. */
export const describeRedis = describe.skipIf(!haveRedis())

let prefixes = 0
const newPrefix = () => `p${prefixes++}`

export interface Node {
  log: Log
  prefix: string
  /** What its listeners heard. */
  runs: Run[]
  readonly heard: { position: Position; data: unknown }[]
  breaks: number
}

/** Asks again while it is busy. */
export async function retried<Value>(call: () => Value): Promise<Awaited<Value>> {
  for (;;) {
    try {
      return await call()
    } catch (error) {
      if ((error as { code: string }).code !== 'busy') throw error
    }
  }
}

/**
 * One more log on a Redis, as a node of the server has it; it shares nothing unless a prefix is given. Where patience is
 * short, a busy machine may need several tries.
 */
export async function open(redis: { url: string }, options: RedisLogOptions = {}): Promise<Node> {
  const { prefix = newPrefix() } = options
  const whole = { connection: { url: redis.url }, patience: 10_000, ...options, prefix }
  const log = closeLater(await retried(() => createRedisLog(whole)))
  const node: Node = {
    ...{ log, prefix, runs: [], breaks: 0 },
    get heard() {
      return singlesOf(node.runs).map(({ position, data }) => ({ position, data: JSON.parse(data) }))
    },
  }
  log.onAppend((run) => node.runs.push(run))
  log.onBreak(() => node.breaks++)
  return node
}

/** So many logs that share what they have, and nothing with those of other tests. */
export function nodes(count: number, redis: TestRedis, options: RedisLogOptions = {}): Promise<Node[]> {
  const prefix = newPrefix()
  return Promise.all(numbers(count).map(() => open(redis, { prefix, ...options })))
}

/** A Redis of its own, for a test that is not kind to it. */
export async function ownRedis(options?: RedisOptions): Promise<TestRedis> {
  return closeLater(await startRedis(options))
}

/** Of another one, and up to date. */
export async function ownReplica(redis: TestRedis, settings = {}): Promise<TestRedis> {
  const replica = await ownRedis({ settings: { ...settings, replicaof: `127.0.0.1 ${redis.port}` } })
  await until(async () => String(await replica.ask('INFO', 'replication')).includes('master_link_status:up'))
  return replica
}

/** What Redis is asked from now on, and over which connection. */
export async function watch({ url }: TestRedis) {
  const asked: { by: string; command: string }[] = []
  const client = createClient({ url })
  closeLater({ close: () => client.destroy() })
  await client.connect()
  await client.monitor((line) => {
    const [, by = '', command = ''] = / \[\d+ (\S+)\] "(\w+)"/.exec(String(line)) ?? []
    asked.push({ by, command })
  })
  return asked
}

/** Cuts the connections of all nodes. */
export const cut = (redis: TestRedis) => redis.ask('CLIENT', 'KILL', 'TYPE', 'normal')

export const dataOf = ({ heard }: Node) => heard.map(({ data }) => data)
export const positionsOf = ({ heard }: Node) => heard.map(({ position }) => position)
export const hears = (all: Node[], count: number) =>
  until(() => all.every(({ runs }) => countOf(runs) >= count), `all hear ${count}`, 30_000)

/** How many there are, however often that is asked while they come. */
const countOf = (runs: readonly Run[]) => runs.reduce((sum, { count }) => sum + count, 0)

/** Appends these numbers at once, in this order. */
export const fill = ({ log }: Node, list: number[]) =>
  Promise.all(list.map((number) => log.append('/n', String(number)))) as Promise<Position[]>

/** Calls it again and again, until something is appended. */
export const insist = (append: () => unknown) =>
  until(async () => isPosition(await Promise.resolve(append()).catch(() => undefined)))

/** Everything beyond a position, page by page. */
export async function readAll({ log }: Node, after: Position, limit = 20): Promise<unknown[]> {
  const all: unknown[] = []
  for (let at = after; ; ) {
    const page = await log.read(at, limit)
    if (!page) throw new Error('gone')
    all.push(...dataIn(page.runs))
    at = page.end
    if (!page.more) return all
  }
}

/** A client that listens to what is published beyond a position: what it hears, and what it is told of what is gone. */
export function read(log: Log, from: Position) {
  const sessions = closeLater(createSessions({ log, now: () => 0, defer: setImmediate, expiry: 1000 }))
  const heard: unknown[] = []
  const told: Missed[] = []
  const link = linkOf({
    write(batch) {
      for (const { channel, data, ext } of decode(encode(batch))) {
        if (channel === '/n') heard.push(data)
        else told.push(...((ext?.encke as Notice | undefined)?.missed ?? []))
      }
      return true
    },
  })
  const join = { join: 1, version: 1, subscriptions: ['/n'], at: from }
  const reply = { channel: '/meta/connect', successful: true }
  const session = sessions.create('a reader', false, undefined)
  sessions.join(session, { link, join, reply, prompt: true, published: 0, refused: {} })
  return { session, heard, told }
}

/** What is said on the console. */
export function complaints() {
  const said: string[] = []
  const spy = vi.spyOn(console, 'error').mockImplementation((text) => void said.push(text))
  onTestFinished(() => spy.mockRestore())
  return said
}

/** What a call rejects with, and after how many milliseconds. */
export async function failure(call: unknown): Promise<{ code: string; message: string; after: number }> {
  const began = performance.now()
  try {
    await call
  } catch (error) {
    const { code, message } = error as { code: string; message: string }
    return { code, message, after: performance.now() - began }
  }
  throw new Error('it did not fail')
}
