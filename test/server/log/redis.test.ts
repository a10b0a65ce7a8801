import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { epochOf, isPosition, millisecondsOf, type Position } from '../../../src/protocol/position'
import type { Log, Verdict } from '../../../src/server/log/log'
import { createRedisLog, type RedisLogOptions } from '../../../src/server/log/redis'
import { runSeed, seeded } from '../../support/random'
import {
  deadUrl,
  durable,
  haveRedis,
  type RedisOptions,
  startHoldUp,
  startImpostor,
  startRedis,
  type TestRedis,
} from '../../support/redis'
import { until } from '../../support/until'

const have = haveRedis()
let common: TestRedis | undefined
beforeAll(async () => {
  if (have) common = await startRedis()
})
afterAll(() => common?.close())
let prefixes = 0

const numbers = (count: number, from = 0) => Array.from({ length: count }, (_, index) => from + index)

interface Node {
  log: Log
  /** What its listeners heard. */
  heard: { position: Position; data: unknown }[]
  breaks: number
}

/** One more log on a Redis, as a node of the server has it. */
async function open(redis: { url: string }, options: RedisLogOptions = {}): Promise<Node> {
  const log = await createRedisLog({ connection: { url: redis.url }, patience: 10_000, ...options })
  onTestFinished(() => log.close())
  const node: Node = { log, heard: [], breaks: 0 }
  log.onAppend(({ position, json }) => node.heard.push({ position, data: JSON.parse(json).data }))
  log.onBreak(() => node.breaks++)
  return node
}

/** So many logs that share what they have, and nothing with those of other tests. */
function nodes(count: number, redis: TestRedis = common!, options: RedisLogOptions = {}): Promise<Node[]> {
  const prefix = `p${prefixes++}`
  return Promise.all(numbers(count).map(() => open(redis, { prefix, ...options })))
}

/** A Redis of its own, for a test that is not kind to it. */
async function ownRedis(options?: RedisOptions): Promise<TestRedis> {
  const redis = await startRedis(options)
  onTestFinished(() => redis.close())
  return redis
}

const dataOf = ({ heard }: Node) => heard.map(({ data }) => data)
const positionsOf = ({ heard }: Node) => heard.map(({ position }) => position)
const hears = (all: Node[], count: number) =>
  until(() => all.every(({ heard }) => heard.length >= count), `all hear ${count}`, 15_000)

/** Appends these numbers at once, in this order. */
const fill = ({ log }: Node, list: number[]) =>
  Promise.all(list.map((number) => log.append('/n', String(number)))) as Promise<Position[]>

/** Everything beyond a position, page by page. */
async function readAll({ log }: Node, after: Position, limit = 20): Promise<unknown[]> {
  const all: unknown[] = []
  for (let at = after; ; ) {
    const page = await log.read(at, limit)
    if (!page) throw new Error('gone')
    all.push(...page.entries.map(({ json }) => JSON.parse(json).data))
    at = page.end
    if (!page.more) return all
  }
}

/** What a call rejects with, and after how many milliseconds. */
async function failure(call: unknown): Promise<{ code: string; message: string; after: number }> {
  const began = performance.now()
  try {
    await call
  } catch (error) {
    const { code, message } = error as { code: string; message: string }
    return { code, message, after: performance.now() - began }
  }
  throw new Error('it did not fail')
}

/** Cuts the connections of all nodes. */
const cut = (redis: TestRedis) => redis.ask('CLIENT', 'KILL', 'TYPE', 'normal')

describe.skipIf(!have)('logs that share a Redis', () => {
  test('hear what any of them appends, once and in the same order', async () => {
    const all = await nodes(3)
    const lists = all.map((_, index) => numbers(5000).filter((number) => number % 3 === index))
    const positions = (await Promise.all(all.map((node, index) => fill(node, lists[index]!)))).flat()
    await hears(all, 5000)
    for (const node of all) {
      expect(node.heard).toEqual(all[0]!.heard)
      expect(positionsOf(node)).toEqual([...new Set(positions)].sort())
      for (const [index, list] of lists.entries())
        expect(dataOf(node).filter((data) => (data as number) % 3 === index)).toEqual(list)
      expect(node.log.tail).toBe(node.heard.at(-1)!.position)
      expect(node.breaks).toBe(0)
    }
  })

  test('take the numbers of a publisher once and in order, whichever of them it asks', async () => {
    const random = seeded(runSeed('redis numbers'))
    const all = await nodes(3)
    const wanted = numbers(300, 1)
    const positions = new Map<number, Position>()
    for (let left = wanted; left.length; ) {
      const sent = left.slice(0, 5).flatMap((number) => numbers(1 + Math.floor(random() * 3)).map(() => number))
      sent.sort(() => random() - 0.5)
      const ask = async (number: number) => {
        const { log } = all[Math.floor(random() * 3)]!
        const verdict = await log.append('/n', String(number), { publisher: 'p', number })
        if (verdict === 'gap') return
        left = left.filter((other) => other !== number)
        if (!isPosition(verdict)) return expect(verdict).toBe('already')
        expect(positions.get(number) ?? verdict).toBe(verdict)
        positions.set(number, verdict)
      }
      await Promise.all(sent.map(ask))
    }
    await hears(all, 300)
    for (const node of all) expect(dataOf(node)).toEqual(wanted)
    for (const { position, data } of all[0]!.heard) expect(positions.get(data as number) ?? position).toBe(position)
    for (const { log } of all) expect(await log.published('p')).toBe(300)
  })

  test('read what is older than their memory from Redis', async () => {
    const prefix = `p${prefixes++}`
    const first = await open(common!, { prefix })
    const positions = await fill(first, numbers(300))
    const late = await open(common!, { prefix, mirror: { messages: 50 } })
    expect(late.log.tail).toBe(positions.at(-1))
    for (const limit of [7, 20, 1000]) expect(await readAll(late, late.log.floor, limit)).toEqual(numbers(300))
    expect(await readAll(late, positions[123]!)).toEqual(numbers(176, 124))
  })

  test('ask Redis once for what many read at the same time', async () => {
    const [node] = await nodes(1, common!, { mirror: { messages: 50 } })
    await fill(node!, numbers(200))
    await hears([node!], 200)
    await common!.ask('CONFIG', 'RESETSTAT')
    const pages = await Promise.all(numbers(10).map(() => node!.log.read(node!.log.floor, 20)))
    for (const page of pages) expect(page).toEqual(pages[0])
    expect(pages[0]!.entries).toHaveLength(20)
    expect(String(await common!.ask('INFO', 'commandstats'))).toContain('cmdstat_evalsha:calls=1,')
  })

  test('leave no hole in what is read while much is appended', async () => {
    const all = await nodes(2, common!, { mirror: { messages: 5 } })
    const appending = fill(all[0]!, numbers(3000))
    const read: unknown[] = []
    for (let at = all[1]!.log.floor; read.length < 3000; ) {
      const page = (await all[1]!.log.read(at, 50))!
      read.push(...page.entries.map(({ json }) => JSON.parse(json).data))
      at = page.end
      if (!page.more) await new Promise((resolve) => setImmediate(resolve))
    }
    expect(read).toEqual(numbers(3000))
    await appending
  })

  test('carry what is large', async () => {
    const all = await nodes(2, common!, { mirror: { characters: 1000 } })
    const large = numbers(4).map((number) => `${number}${'é'.repeat(1_000_000)}`)
    const { floor } = all[1]!.log
    await Promise.all(large.map((text) => all[0]!.log.append('/n', JSON.stringify(text))))
    await hears(all, 4)
    for (const node of all) {
      expect(dataOf(node)).toEqual(large)
      expect(await readAll(node, floor)).toEqual(large)
    }
  })

  test('know what any of them was told to remember, until it is to be forgotten', async () => {
    const [one, other] = await nodes(2)
    const key = 'é {x} \r\n'
    expect(await other!.log.recall(key)).toBeUndefined()
    one!.log.remember(key, '{"a":1}')
    await until(async () => (await other!.log.recall(key)) === '{"a":1}')
    expect(Number(await common!.ask('PTTL', `{p${prefixes - 1}}:session:${key}`))).toBeGreaterThan(3_590_000)
    other!.log.remember(key, undefined)
    await until(async () => (await one!.log.recall(key)) === undefined)
  })

  test('remember the number of a publisher for an hour after it was last taken or asked for', async () => {
    const [one, other] = await nodes(2)
    const key = `{p${prefixes - 1}}:publisher:p`
    const source = { publisher: 'p', number: 1 }
    const asked = [
      () => one!.log.append('/a', '1', source),
      () => other!.log.published('p'),
      () => other!.log.skip({ publisher: 'p', number: 2 }),
    ]
    for (const ask of asked) {
      await ask()
      expect(Number(await common!.ask('PTTL', key))).toBeGreaterThan(3_590_000)
      await common!.ask('PEXPIRE', key, '100000')
    }
  })

  test('know nothing of those with another prefix', async () => {
    const [one] = await nodes(1)
    const [other] = await nodes(1)
    await fill(one!, [1])
    await hears([one!], 1)
    expect(await other!.log.published('p')).toBe(0)
    expect(other!.heard).toEqual([])
    expect(other!.log.tail).toBe(other!.log.floor)
  })

  test('give rising positions when the clock of Redis goes back, and beyond the most that a millisecond holds', async () => {
    const all = await nodes(2)
    const first = (await all[0]!.log.append('/n', '0')) as Position
    const ahead = millisecondsOf(first) + 3_600_000
    const epoch = String(Number.parseInt(epochOf(first), 36))
    await common!.ask('XADD', `{p${prefixes - 1}}:log`, `${ahead}-46653`, 'e', epoch, 'c', '/n', 'd', '1')
    const positions = await fill(all[1]!, [2, 3, 4, 5])
    await hears(all, 6)
    for (const node of all) {
      expect(dataOf(node)).toEqual(numbers(6))
      expect(positionsOf(node).slice(2)).toEqual(positions)
      expect([...new Set(positionsOf(node))].sort()).toEqual(positionsOf(node))
      expect(positionsOf(node).every(isPosition)).toBe(true)
    }
  })

  test('say that there is a break when they have lagged behind what is kept, rather than leaving a hole', async () => {
    const prefix = `p${prefixes++}`
    const way = await startHoldUp(common!.port)
    onTestFinished(way.close)
    const first = await open(common!, { prefix, retention: { messages: 50 } })
    const lame = await open(way, { prefix, retention: { messages: 50 } })
    await fill(first, numbers(10))
    await hears([lame], 10)
    way.hold()
    await fill(first, numbers(400, 10))
    way.release()
    await until(() => lame.breaks)
    await fill(first, [410])
    await until(() => dataOf(lame).includes(410))
    const before = dataOf(lame).filter((data) => (data as number) < 200)
    expect(before).toEqual(numbers(before.length))
    expect(await lame.log.read(lame.heard[before.length - 1]!.position, 10)).toBeUndefined()
    const kept = await readAll(lame, lame.log.floor)
    expect(kept).toEqual(numbers(kept.length, 411 - kept.length))
    expect(kept.length).toBeGreaterThanOrEqual(50)
  })
})

describe.skipIf(!have)('a Redis that forgets nothing', () => {
  test('is killed, and nothing is lost, doubled or reordered; what is appended meanwhile waits', async () => {
    const redis = await ownRedis({ settings: durable })
    const all = await nodes(2, redis)
    const epoch = epochOf(all[0]!.log.tail)
    const asked: Promise<unknown>[] = []
    const source = (number: number) => ({ publisher: 'p', number: number + 1 })
    const append = (count: number) => {
      for (const number of numbers(count, asked.length / 2)) {
        asked.push(Promise.resolve(all[0]!.log.append('/n', String(number))))
        asked.push(Promise.resolve(all[1]!.log.append('/n', `"${number}"`, source(number))))
      }
    }
    for (let round = 0; round < 3; round++) {
      const before = all[0]!.heard.length
      append(500)
      await until(() => all[0]!.heard.length > before + 100)
      await redis.kill()
      append(20)
      await redis.restart()
    }
    const answers = (await Promise.all(asked)) as string[]
    await hears(all, answers.length)
    const half = numbers(answers.length / 2)
    for (const node of all) {
      const heard = (data: number | string) => node.heard.find((one) => one.data === data)!.position
      expect(dataOf(node).filter((data) => typeof data === 'number')).toEqual(half)
      expect(dataOf(node).filter((data) => typeof data === 'string')).toEqual(half.map(String))
      expect(answers.filter((_, index) => index % 2 === 0)).toEqual(half.map(heard))
      // Asked again after a later number was taken.
      for (const number of half) expect(['already', heard(String(number))]).toContain(answers[number * 2 + 1])
      expect(node.breaks).toBe(0)
      expect(epochOf(node.log.tail)).toBe(epoch)
    }
  })

  test('gives way to a replica, which may lack something: a new epoch', async () => {
    const redis = await ownRedis({ settings: { ...durable, 'repl-diskless-sync-delay': '0' } })
    const replica = await ownReplica(redis, durable)
    const [before] = await nodes(1, redis)
    await fill(before!, [1, 2])
    await redis.ask('WAIT', '1', '1000')
    const offset = async (one: TestRedis) =>
      /master_repl_offset:(\d+)/.exec(String(await one.ask('INFO', 'replication')))?.[1]
    await until(async () => (await offset(redis)) === (await offset(replica)))
    await redis.kill()
    await replica.ask('REPLICAOF', 'NO', 'ONE')
    const after = await open(replica, { prefix: `p${prefixes - 1}` })
    expect(epochOf(after.log.tail) > epochOf(before!.log.tail)).toBe(true)
    expect(await after.log.read(before!.log.tail, 10)).toBeUndefined()
  })
})

/** Of another one, and up to date. */
async function ownReplica(redis: TestRedis, settings = {}): Promise<TestRedis> {
  const replica = await ownRedis({ settings: { ...settings, replicaof: `127.0.0.1 ${redis.port}` } })
  await until(async () => String(await replica.ask('INFO', 'replication')).includes('master_link_status:up'))
  return replica
}

describe.skipIf(!have)('a Redis that forgets', () => {
  /** Every node has begun a new epoch, and all goes on there. */
  async function expectNewEpoch(all: Node[], old: Position[]) {
    await until(() => all.every(({ breaks }) => breaks), 'a break')
    for (const { log, breaks } of all) {
      expect(breaks).toBe(1)
      expect(epochOf(log.tail) > epochOf(old[0]!)).toBe(true)
      for (const position of old) expect(await log.read(position, 10)).toBeUndefined()
    }
    for (const node of all) node.heard.length = 0
    await Promise.all(all.map((node, index) => fill(node, [index])))
    await hears(all, all.length)
    for (const node of all) {
      expect(node.heard).toEqual(all[0]!.heard)
      expect(await readAll(node, node.log.floor)).toEqual(dataOf(node))
    }
  }

  test('is killed: the log begins a new epoch, and every node says so', async () => {
    const redis = await ownRedis()
    const all = await nodes(3, redis)
    const old = await fill(all[0]!, numbers(100))
    await hears(all, 100)
    await redis.restart()
    await expectNewEpoch(all, old)
  })

  test('is killed before a node that was away comes back: a new epoch too', async () => {
    const redis = await ownRedis()
    const [first] = await nodes(1, redis)
    const old = await fill(first!, numbers(10))
    await redis.restart()
    const late = await open(redis, { prefix: `p${prefixes - 1}` })
    expect(epochOf(late.log.tail) > epochOf(old[0]!)).toBe(true)
    await fill(late, numbers(10))
    await until(() => first!.breaks)
    expect(epochOf(first!.log.tail)).toBe(epochOf(late.log.tail))
  })

  test('is emptied while the nodes are connected', async () => {
    const redis = await ownRedis()
    const all = await nodes(3, redis)
    const old = await fill(all[0]!, numbers(100))
    await hears(all, 100)
    await redis.ask('FLUSHALL')
    await expectNewEpoch(all, old)
  })

  test('is emptied, and what is appended at once is in the new epoch', async () => {
    const redis = await ownRedis()
    const all = await nodes(2, redis)
    const old = await fill(all[0]!, numbers(10))
    await hears(all, 10)
    await redis.ask('FLUSHALL')
    const positions = await fill(all[0]!, numbers(10, 10))
    expect(positions.every((position) => epochOf(position) > epochOf(old[0]!))).toBe(true)
    await all[1]!.log.catchUp()
    expect(epochOf(all[1]!.log.tail)).toBe(epochOf(positions[0]!))
    await until(() => all[1]!.log.tail === positions.at(-1))
    expect(await readAll(all[1]!, all[1]!.log.floor)).toEqual(numbers(10, 10))
  })

  test('is emptied while somebody reads what is old: it is gone', async () => {
    const redis = await ownRedis()
    const [node] = await nodes(1, redis, { mirror: { messages: 5 } })
    const old = await fill(node!, numbers(50))
    await hears([node!], 50)
    await redis.ask('FLUSHALL')
    expect(await node!.log.read(old[3]!, 10)).toBeUndefined()
    expect(epochOf(node!.log.tail) > epochOf(old[3]!)).toBe(true)
  })

  test('begins a later epoch also when its clock has gone back', async () => {
    const redis = await ownRedis()
    const all = await nodes(2, redis)
    const ahead = Date.now() + 3_600_000
    await redis.ask('HSET', `{p${prefixes - 1}}:state`, 'epoch', String(ahead))
    await until(() => all.every(({ breaks }) => breaks === 1))
    await redis.ask('FLUSHALL')
    await until(() => all.every(({ breaks }) => breaks === 2))
    for (const { log } of all) expect(Number.parseInt(epochOf(log.tail), 36)).toBeGreaterThan(ahead)
  })

  test('does not begin a new epoch because a connection is lost, or because somebody asks', async () => {
    const all = await nodes(2)
    await fill(all[0]!, numbers(10))
    await hears(all, 10)
    const { tail } = all[0]!.log
    await cut(common!)
    await Promise.all(all.map(({ log }) => log.published('p')))
    await Promise.all(numbers(20).map(() => all[0]!.log.catchUp()))
    expect(all.map(({ log, breaks }) => [log.tail, breaks])).toEqual([
      [tail, 0],
      [tail, 0],
    ])
  })
})

describe.skipIf(!have)('a Redis that is away', () => {
  const source = (number: number) => ({ publisher: 'p', number })

  test('for longer than patience: calls reject, and say whether it may have happened', async () => {
    const redis = await ownRedis({ settings: durable })
    const [node] = await nodes(1, redis, { patience: 500 })
    const { log } = node!
    redis.pause()
    const sent = [log.append('/n', '1'), log.append('/n', '2', source(1)), log.published('p')].map(failure)
    await redis.kill()
    await until(async () => (await failure(log.append('/n', '3'))).message.includes('cannot be reached'))
    const late = [log.append('/n', '4'), log.skip(source(2)), log.recall('x'), log.catchUp()].map(failure)
    const failures = await Promise.all([...sent, ...late])
    expect(failures.map(({ code }) => code)).toEqual(['delivery-unknown', ...numbers(6).map(() => 'busy')])
    for (const { after } of failures) expect(after).toBeLessThan(2000)
    await redis.restart()
    expect(isPosition(await retried(() => log.append('/n', '2', source(1))))).toBe(true)
    expect(dataOf(node!).filter((data) => data === 3 || data === 4)).toEqual([])
  })

  /** Asks again while it is busy. */
  async function retried(call: () => unknown): Promise<unknown> {
    for (;;) {
      try {
        return await call()
      } catch (error) {
        if ((error as { code: string }).code !== 'busy') throw error
      }
    }
  }

  test('from the start: there is no log', async () => {
    const began = performance.now()
    const dead = await failure(createRedisLog({ connection: { url: await deadUrl() }, patience: 400 }))
    expect(dead.code).toBe('busy')
    expect(performance.now() - began).toBeLessThan(1800)
  })

  test('from the start, behind a port that says nothing: there is no log', async () => {
    const silence = await startImpostor(() => '')
    onTestFinished(silence.close)
    const { code, after } = await failure(createRedisLog({ connection: { url: silence.url }, patience: 400 }))
    expect(code).toBe('busy')
    expect(after).toBeLessThan(1800)
  })

  test('or too old: there is no log, and the reason is said at once', async () => {
    const info = '# Server\r\nredis_version:6.0.16\r\nrun_id:0\r\n'
    const old = await startImpostor((asked) =>
      (asked.match(/^\*\d/gm) ?? [])
        .map(() => (asked.includes('INFO\r') ? `$${info.length}\r\n${info}\r\n` : '+OK\r\n'))
        .join(''),
    )
    onTestFinished(old.close)
    const { code, after } = await failure(createRedisLog({ connection: { url: old.url }, patience: 5000 }))
    expect(code).toBe('bad-option')
    expect(after).toBeLessThan(2000)
  })

  test('half open: calls reject in time, and all is well when it comes back', async () => {
    const redis = await ownRedis({ settings: durable })
    const all = await nodes(2, redis, { patience: 500 })
    await fill(all[0]!, [0])
    redis.pause()
    const calls = [
      all[0]!.log.append('/n', '1', source(1)),
      all[0]!.log.append('/n', '2'),
      all[1]!.log.append('/n', '3'),
      all[1]!.log.published('p'),
    ]
    const failures = await Promise.all(calls.map(failure))
    expect(failures.map(({ code }) => code)).toEqual(['busy', 'delivery-unknown', 'delivery-unknown', 'busy'])
    for (const { after } of failures) expect(after).toBeLessThan(2000)
    redis.resume()
    await retried(() => all[1]!.log.append('/n', '1', source(1)))
    await retried(() => all[1]!.log.append('/n', '4', source(2)))
    await until(() => all.every((node) => dataOf(node).includes(4)))
    for (const node of all) {
      expect(node.heard).toEqual(all[0]!.heard)
      expect(dataOf(node).filter((data) => [0, 1, 4].includes(data as number))).toEqual([0, 1, 4])
      expect(new Set(dataOf(node)).size).toBe(node.heard.length)
      expect(node.breaks).toBe(0)
    }
  })

  test('so many calls wait and no more; they succeed in order when it is back', async () => {
    const redis = await ownRedis({ settings: durable })
    const [node] = await nodes(1, redis)
    await redis.kill()
    let refused = 0
    const asked = numbers(11_000).map(async (number) => {
      try {
        return await node!.log.append('/n', String(number), { publisher: `p${number}`, number: 1 })
      } catch (error) {
        refused++
        return (error as { code: string }).code
      }
    })
    await until(() => refused >= 1000)
    await redis.restart()
    const taken = 11_000 - refused
    expect(taken).toBe(10_000)
    const answers = await Promise.all(asked)
    expect(new Set(answers.slice(taken))).toEqual(new Set(['busy']))
    await hears([node!], taken)
    expect(dataOf(node!)).toEqual(numbers(taken))
    expect(positionsOf(node!)).toEqual(answers.slice(0, taken))
  })

  test('those that have given up waiting leave their place to others', async () => {
    const redis = await ownRedis()
    const [node] = await nodes(1, redis, { patience: 300 })
    await redis.kill()
    await until(async () => (await failure(node!.log.skip(source(1)))).message.includes('cannot be reached'))
    const failures = await Promise.all(numbers(10_001).map(() => failure(node!.log.skip(source(1)))))
    expect(new Set(failures.map(({ code }) => code))).toEqual(new Set(['busy']))
    const late = await failure(node!.log.skip(source(1)))
    expect(late.message).toContain('cannot be reached')
    expect(late.after).toBeGreaterThan(250)
  })
})

describe.skipIf(!have)('a lost connection', () => {
  test('does not change the order of what a node appends, however often', async () => {
    const random = seeded(runSeed('redis cuts'))
    const redis = await ownRedis()
    const all = await nodes(2, redis)
    const asked: Promise<Verdict>[] = []
    for (let round = 0; round < 8; round++) {
      for (const number of numbers(300, asked.length))
        asked.push(Promise.resolve(all[0]!.log.append('/n', `${number}`)))
      await until(() => all[1]!.heard.length > random() * asked.length)
      await cut(redis)
    }
    const positions = (await Promise.all(asked)) as Position[]
    await hears(all, asked.length)
    for (const node of all) {
      expect(dataOf(node)).toEqual(numbers(asked.length))
      expect(positionsOf(node)).toEqual(positions)
      expect(node.breaks).toBe(0)
    }
  })

  test('whose successor says nothing is given up in time', async () => {
    const way = await startHoldUp(common!.port)
    onTestFinished(way.close)
    const node = await open(way, { prefix: `p${prefixes++}`, patience: 700 })
    way.hold()
    way.cut()
    await until(() => way.silent)
    way.release()
    await until(async () => isPosition(await Promise.resolve(node.log.append('/n', '1')).catch(() => undefined)))
    await until(() => node.heard.length)
  })

  test('of the reader alone loses nothing', async () => {
    const redis = await ownRedis()
    const all = await nodes(2, redis)
    for (let round = 0; round < 3; round++) {
      await until(async () => /cmd=xread/.test(String(await redis.ask('CLIENT', 'LIST'))))
      const clients = String(await redis.ask('CLIENT', 'LIST')).split('\n')
      const readers = clients.filter((line) => line.includes('cmd=xread')).map((line) => /id=(\d+)/.exec(line)![1]!)
      for (const id of readers) await redis.ask('CLIENT', 'KILL', 'ID', id)
      await fill(all[round % 2]!, numbers(50, round * 50))
    }
    await hears(all, 150)
    for (const node of all) expect([dataOf(node), node.breaks]).toEqual([numbers(150), 0])
  })
})

describe.skipIf(!have)('a Redis that says no', () => {
  test('because it has forgotten the scripts: they are told again', async () => {
    const redis = await ownRedis()
    const all = await nodes(2, redis)
    await redis.ask('SCRIPT', 'FLUSH')
    const began = performance.now()
    await Promise.all(all.map((node, index) => fill(node, numbers(100, index * 100))))
    expect(performance.now() - began).toBeLessThan(3000)
    await hears(all, 200)
    for (const node of all) expect(dataOf(node).sort((a, b) => Number(a) - Number(b))).toEqual(numbers(200))
  })

  test.each([
    ['because it is full', [['CONFIG', 'SET', 'maxmemory', '1']], [['CONFIG', 'SET', 'maxmemory', '0']]],
    ['because it is a replica', [['REPLICAOF', '127.0.0.1', '1']], [['REPLICAOF', 'NO', 'ONE']]],
    [
      'because it lacks replicas',
      [['CONFIG', 'SET', 'min-replicas-to-write', '1']],
      [['CONFIG', 'SET', 'min-replicas-to-write', '0']],
    ],
  ])('%s: what is appended waits, and keeps its order', async (_, hindered, freed) => {
    const redis = await ownRedis()
    const [node] = await nodes(1, redis)
    await fill(node!, [0])
    for (const command of hindered) await redis.ask(...command)
    const asked = [fill(node!, numbers(50, 1))]
    await until(async () =>
      /errorstat_(OOM|READONLY|NOREPLICAS|ERR)/.test(String(await redis.ask('INFO', 'errorstats'))),
    )
    asked.push(fill(node!, numbers(50, 51)))
    for (const command of freed) await redis.ask(...command)
    asked.push(fill(node!, numbers(50, 101)))
    await Promise.all(asked)
    await until(() => dataOf(node!).includes(150))
    expect(dataOf(node!).slice(-150)).toEqual(numbers(150, 1))
  })

  test('for longer than patience: nothing was done, and the call says so', async () => {
    const redis = await ownRedis()
    const [node] = await nodes(1, redis, { patience: 400 })
    await redis.ask('CONFIG', 'SET', 'maxmemory', '1')
    const { code, after } = await failure(node!.log.append('/n', '1'))
    expect(code).toBe('busy')
    expect(after).toBeLessThan(1800)
    expect(await redis.ask('CONFIG', 'SET', 'maxmemory', '0')).toBe('OK')
    await until(async () => (await Promise.resolve(node!.log.append('/n', '2')).catch(() => '')) !== '')
    await until(() => dataOf(node!).includes(2))
    expect(dataOf(node!)).toEqual([2])
  })
})

describe.skipIf(!have)('a publication that replicas must have', () => {
  const source = { publisher: 'p', number: 1 }

  test('counts as taken when they have it; else it is not known, and it is not doubled', async () => {
    const redis = await ownRedis({ settings: { 'repl-diskless-sync-delay': '0' } })
    const replica = await ownReplica(redis)
    const [node] = await nodes(1, redis, { replicas: 1, patience: 2000 })
    const { log } = node!
    expect(isPosition(await log.append('/n', '1'))).toBe(true)
    replica.pause()
    onTestFinished(replica.resume)
    const calls = [
      failure(log.append('/n', '2', source)),
      failure(log.append('/n', '3')),
      ...numbers(20).map(async (number) => {
        await until(() => dataOf(node!).includes(number < 10 ? 2 : 3))
        return failure(log.append('/n', String(number + 10)))
      }),
    ]
    await until(() => dataOf(node!).includes(12))
    await cut(redis)
    const [numbered, ...others] = await Promise.all(calls)
    expect(numbered).toMatchObject({ code: 'busy' })
    for (const { code } of others) expect(code).toBe('delivery-unknown')
    for (const { after } of [numbered!, ...others]) expect(after).toBeLessThan(5000)
    replica.resume()
    await until(async () => isPosition(await Promise.resolve(log.append('/n', '2', source)).catch(() => undefined)))
    await log.append('/n', '4')
    await until(() => dataOf(node!).includes(4))
    expect(dataOf(node!)).toEqual([1, 2, 3, ...numbers(20, 10), 4])
  })

  test('is asked for again over a new connection, and they must have it all the same', async () => {
    const redis = await ownRedis({ settings: { 'repl-diskless-sync-delay': '0' } })
    const replica = await ownReplica(redis)
    const [node] = await nodes(1, redis, { replicas: 1, patience: 1500 })
    const { log } = node!
    replica.pause()
    onTestFinished(replica.resume)
    const call = failure(log.append('/n', '1', source))
    await hears([node!], 1)
    await cut(redis)
    expect((await call).code).toBe('busy')
    replica.resume()
    await until(async () => isPosition(await Promise.resolve(log.append('/n', '1', source)).catch(() => undefined)))
    expect(dataOf(node!)).toEqual([1])
  })
})

describe.skipIf(!have)('a log that closes', () => {
  const resources = () => process.getActiveResourcesInfo().filter((name) => /Timeout|TCPSocket/.test(name)).length

  test('rejects what waits, and leaves no timer and no connection', async () => {
    const redis = await ownRedis()
    await until(async () => !(await redis.ask('CLIENT', 'LIST', 'TYPE', 'pubsub')))
    const before = resources()
    const log = await createRedisLog({ connection: { url: redis.url }, patience: 60_000 })
    await log.append('/n', '1')
    await redis.kill()
    const waiting = [log.append('/n', '2', { publisher: 'p', number: 1 }), log.published('p'), log.catchUp()].map(
      failure,
    )
    await until(async () => resources() > before)
    await log.close()
    for (const { code } of await Promise.all(waiting)) expect(code).toBe('closed')
    expect((await failure(log.append('/n', '3'))).code).toBe('closed')
    await until(() => resources() <= before)
  })

  test('leaves no connection, wherever it was just then', async () => {
    const redis = await ownRedis()
    const connected = async () =>
      String(await redis.ask('CLIENT', 'LIST'))
        .trim()
        .split('\n').length - 1
    for (let round = 0; round < 10; round++) {
      const log = await createRedisLog({ connection: { url: redis.url } })
      if (round % 2) await cut(redis)
      if (round % 3) await until(async () => (await connected()) > 0)
      await log.close()
    }
    await until(async () => (await connected()) === 0)
  })

  test('twice does no harm', async () => {
    const [node] = await nodes(1)
    await node!.log.close()
    await node!.log.close()
    node!.log.remember('x', 'y')
    node!.log.trim()
  })
})
