import { expect, test, vi } from 'vitest'
import { epochOf, type Position } from '../../../src/protocol/position'
import { numbers } from '../../support/numbers'
import { durable } from '../../support/redis'
import { until } from '../../support/until'
import { cut, dataOf, describeRedis, fill, hears, type Node, nodes, open, ownRedis, read, readAll } from './redis-nodes'

/** Milliseconds for what takes a machine long that is busy. */
const long = 60_000

vi.setConfig({ testTimeout: long })

describeRedis('a Redis that forgets', () => {
  /** Every node has begun a new epoch, and all goes on there. */
  async function expectNewEpoch(all: Node[], old: Position[]) {
    await until(() => all.every(({ breaks }) => breaks), 'a break')
    for (const { log, breaks } of all) {
      expect(breaks).toBe(1)
      expect(epochOf(log.tail) > epochOf(old[0]!)).toBe(true)
      for (const position of old) expect(await log.read(position, 10)).toBeUndefined()
    }
    for (const node of all) node.runs.length = 0
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

  test.each([
    ['writes to disk every second', { ...durable, appendfsync: 'everysec' }, undefined],
    [
      'does not wait for the disk while it rewrites its file',
      { ...durable, 'no-appendfsync-on-rewrite': 'yes' },
      undefined,
    ],
    ['does not let nodes see that it waits for the disk', durable, ['ACL', 'SETUSER', 'default', '-config']],
  ])('or may have, since it %s: the same', async (_, settings, hindered) => {
    const redis = await ownRedis({ settings })
    if (hindered) await redis.ask(...hindered)
    const all = await nodes(2, redis)
    const old = await fill(all[0]!, numbers(10))
    await redis.restart()
    await expectNewEpoch(all, old)
  })

  test('is killed before a node that was away comes back: a new epoch too', async () => {
    const redis = await ownRedis()
    const [first] = await nodes(1, redis)
    const old = await fill(first!, numbers(10))
    await redis.restart()
    const late = await open(redis, { prefix: first!.prefix })
    expect(epochOf(late.log.tail) > epochOf(old[0]!)).toBe(true)
    await fill(late, numbers(10))
    await until(() => first!.breaks)
    expect(epochOf(first!.log.tail)).toBe(epochOf(late.log.tail))
  })

  test('or may have, since it had every write on disk before, and has not now: a new epoch', async () => {
    const redis = await ownRedis()
    const [first] = await nodes(1, redis)
    const { prefix, log } = first!
    await redis.ask('HSET', `{${prefix}}:state`, 'run', 'another', 'safe', '1')
    const late = await open(redis, { prefix })
    expect(epochOf(late.log.tail) > epochOf(log.tail)).toBe(true)
  })

  test('or may have, since it did not wait for the disk for a while: the same', async () => {
    const redis = await ownRedis({ settings: durable })
    const all = await nodes(2, redis)
    const old = await fill(all[0]!, numbers(10))
    await redis.ask('CONFIG', 'SET', 'appendfsync', 'everysec')
    await all[0]!.log.catchUp()
    await redis.ask('CONFIG', 'SET', 'appendfsync', 'always')
    await redis.restart()
    await expectNewEpoch(all, old)
  })

  test('is given an older copy of the stream: the same', async () => {
    const redis = await ownRedis()
    const all = await nodes(2, redis)
    const stream = `{${all[0]!.prefix}}:log`
    await fill(all[0]!, numbers(5))
    await redis.ask('COPY', stream, `{${all[0]!.prefix}}:copy`)
    const old = await fill(all[0]!, numbers(5, 5))
    await hears(all, 10)
    await redis.ask('COPY', `{${all[0]!.prefix}}:copy`, stream, 'REPLACE')
    await cut(redis)
    await expectNewEpoch(all, old)
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

  test('deletes the stream alone, to make room: what comes next is in a new epoch', async () => {
    const redis = await ownRedis()
    const all = await nodes(3, redis, { mirror: { messages: 5 } })
    const old = await fill(all[0]!, numbers(100))
    await hears(all, 100)
    await redis.ask('DEL', `{${all[0]!.prefix}}:log`)
    const positions = await fill(all[1]!, numbers(10, 100))
    expect(positions.every((position) => epochOf(position) > epochOf(old[0]!))).toBe(true)
    await until(() => all.every(({ log, breaks }) => breaks && log.tail === positions.at(-1)))
    for (const node of all) {
      expect(await node.log.read(old[0]!, 10)).toBeUndefined()
      expect(await readAll(node, node.log.floor)).toEqual(numbers(10, 100))
    }
  })

  test('has let go of all that has grown old: that is no new epoch', async () => {
    const redis = await ownRedis()
    const all = await nodes(2, redis, { retention: { age: 1000 } })
    const [first] = await fill(all[0]!, numbers(100))
    await hears(all, 100)
    await until(async () => {
      for (const { log } of all) log.trim()
      return (await redis.ask('XLEN', `{${all[0]!.prefix}}:log`)) === 0
    })
    await Promise.all(all.map((node) => fill(node, [1])))
    await hears(all, 102)
    for (const { log, breaks } of all) expect([epochOf(log.tail), breaks]).toEqual([epochOf(first!), 0])
  })

  test('deletes the stream: who has yet to read what is gone hears so once, and goes on', async () => {
    const redis = await ownRedis()
    const [node] = await nodes(1, redis, { mirror: { messages: 5 } })
    const { log, prefix } = node!
    const old = await fill(node!, numbers(50))
    await hears([node!], 50)
    await redis.ask('DEL', `{${prefix}}:log`)
    const { session, heard, told } = read(log, old[3]!)
    await until(() => told.length)
    await until(() => session.phase === 'live')
    expect(heard).toEqual(numbers(5, 45))
    expect(told).toEqual([{ patterns: ['/n'], from: old[3], to: old[44], reason: 'trimmed' }])
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

  test('restarts again and again behind a clock that was set back, and has not kept the last epoch: it has another name', async () => {
    const redis = await ownRedis()
    const { prefix } = await open(redis)
    const ahead = Date.now() + 3_600_000
    const epochs: string[] = []
    for (let restart = 0; restart < 3; restart++) {
      await redis.ask('HSET', `{${prefix}}:state`, 'epoch', String(ahead), 'run', `${restart}`)
      const { log } = await open(redis, { prefix })
      epochs.push(epochOf(log.tail))
      expect(Number.parseInt(epochOf(log.tail), 36)).toBeGreaterThan(ahead)
    }
    // Each is drawn from a thousand.
    expect(new Set(epochs).size).toBeGreaterThan(1)
  })

  test('is emptied while no node is there: the next one begins a later epoch all the same', async () => {
    const redis = await ownRedis()
    const { prefix, log } = await open(redis)
    await log.close()
    await redis.ask('FLUSHALL')
    const late = await open(redis, { prefix })
    expect(epochOf(late.log.tail) > epochOf(log.tail)).toBe(true)
    expect(Number.parseInt(epochOf(late.log.tail), 36), 'it is the time').toBeGreaterThan(Date.now() - long)
  })

  test('begins a later epoch also when its clock has gone back', async () => {
    const redis = await ownRedis()
    const all = await nodes(2, redis)
    const ahead = Date.now() + 3_600_000
    await redis.ask('HSET', `{${all[0]!.prefix}}:state`, 'epoch', String(ahead))
    await until(() => all.every(({ breaks }) => breaks === 1))
    await redis.ask('FLUSHALL')
    await until(() => all.every(({ breaks }) => breaks === 2))
    for (const { log } of all) expect(Number.parseInt(epochOf(log.tail), 36)).toBeGreaterThan(ahead)
  })

  test('does not begin a new epoch because a connection is lost, or because somebody asks', async () => {
    const redis = await ownRedis()
    const all = await nodes(2, redis)
    await fill(all[0]!, numbers(10))
    await hears(all, 10)
    const { tail } = all[0]!.log
    await cut(redis)
    await Promise.all(all.map(({ log }) => log.published('p')))
    await Promise.all(numbers(20).map(() => all[0]!.log.catchUp()))
    expect(all.map(({ log, breaks }) => [log.tail, breaks])).toEqual([
      [tail, 0],
      [tail, 0],
    ])
  })
})
