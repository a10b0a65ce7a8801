import { expect, test, vi } from 'vitest'
import { epochOf } from '../../../src/protocol/position'
import { numbers } from '../../support/numbers'
import { durable, type TestRedis } from '../../support/redis'
import { until } from '../../support/until'
import { dataOf, describeRedis, fill, hears, nodes, open, ownRedis, ownReplica } from './redis-nodes'

/** Milliseconds for what takes a machine long that is busy. */
const long = 60_000

vi.setConfig({ testTimeout: long })

/** What docs/guarantees.md asks of an operator: else what a crash has cut short comes to life with the next start. */
async function rewrite(redis: TestRedis) {
  await redis.ask('BGREWRITEAOF')
  const busy = /aof_rewrite_(in_progress|scheduled):1/
  await until(async () => !busy.test(String(await redis.ask('INFO', 'persistence'))))
}

describeRedis('a Redis that forgets nothing', () => {
  test('is killed, and nothing is lost, doubled or reordered; what is appended meanwhile waits', async () => {
    const redis = await ownRedis({ settings: durable })
    const all = await nodes(2, redis, { patience: long })
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
      await hears([all[0]!], before + 101)
      await redis.kill()
      append(20)
      await redis.restart()
      await rewrite(redis)
    }
    const answers = (await Promise.all(asked)) as string[]
    await hears(all, answers.length)
    const half = numbers(answers.length / 2)
    for (const node of all) {
      const positions = new Map(node.heard.map(({ data, position }) => [data, position]))
      const heard = (data: number | string) => positions.get(data)
      expect(dataOf(node).filter((data) => typeof data === 'number')).toEqual(half)
      expect(dataOf(node).filter((data) => typeof data === 'string')).toEqual(half.map(String))
      expect(answers.filter((_, index) => index % 2 === 0)).toEqual(half.map(heard))
      // Asked again after a later number was taken.
      for (const number of half) expect(['already', heard(String(number))]).toContain(answers[number * 2 + 1])
      expect(node.breaks).toBe(0)
      expect(epochOf(node.log.tail)).toBe(epoch)
    }
  })

  test('does not begin a new epoch when it no longer waits for the disk, as long as it goes on', async () => {
    const redis = await ownRedis({ settings: durable })
    const [node] = await nodes(1, redis)
    const { log } = node!
    const [position] = await fill(node!, [1])
    await redis.restart()
    await until(async () => (await Promise.resolve(log.published('p')).catch(() => undefined)) === 0)
    await redis.ask('CONFIG', 'SET', 'appendfsync', 'everysec')
    await log.catchUp()
    expect([epochOf(log.tail), node!.breaks]).toEqual([epochOf(position!), 0])
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
    const after = await open(replica, { prefix: before!.prefix })
    expect(epochOf(after.log.tail) > epochOf(before!.log.tail)).toBe(true)
    expect(await after.log.read(before!.log.tail, 10)).toBeUndefined()
  })
})

describeRedis('a Redis that was the replica of another one for a while', () => {
  /** A node, and what it has published that the other one never had. */
  async function begin() {
    const settings = { ...durable, 'repl-diskless-sync-delay': '0' }
    const redis = await ownRedis({ settings })
    const [node] = await nodes(1, redis)
    await fill(node!, [1])
    const other = await ownReplica(redis, settings)
    await other.ask('REPLICAOF', 'NO', 'ONE')
    const [lost] = await fill(node!, [2])
    // Only who waits is told.
    await until(async () => String(await redis.ask('INFO', 'clients')).includes('blocked_clients:1'))
    return {
      ...{ redis, node: node!, lost: lost! },
      async demote() {
        await redis.ask('REPLICAOF', '127.0.0.1', String(other.port))
        await until(async () => String(await redis.ask('INFO', 'replication')).includes('master_link_status:up'))
      },
      promote: () => redis.ask('REPLICAOF', 'NO', 'ONE'),
      /** How often nodes have said hello. */
      greetings: async () =>
        Number(/cmdstat_eval:calls=(\d+)/.exec(String(await redis.ask('INFO', 'commandstats')))?.[1]),
    }
  }

  test('may lack what it had before: a new epoch', async () => {
    const { node, lost, demote, promote } = await begin()
    await demote()
    await promote()
    await until(() => node.breaks)
    expect(epochOf(node.log.tail) > epochOf(lost)).toBe(true)
    await fill(node, [3])
    await hears([node], 3)
    expect(dataOf(node)).toEqual([1, 2, 3])
  })

  test('may lack what nobody knows who is there now: a new epoch, too', async () => {
    const { redis, node, lost, demote, promote } = await begin()
    await node.log.close()
    await demote()
    await promote()
    const late = await open(redis, { prefix: node.prefix })
    expect(epochOf(late.log.tail) > epochOf(lost)).toBe(true)
    expect(await late.log.read(lost, 1)).toBeUndefined()
  })

  test('is waited for by whoever comes meanwhile: a new epoch, too', async () => {
    const { redis, node, lost, demote, promote, greetings } = await begin()
    await node.log.close()
    await demote()
    const before = await greetings()
    const opening = open(redis, { prefix: node.prefix })
    await until(async () => (await greetings()) > before)
    await promote()
    const { log } = await opening
    expect(epochOf(log.tail) > epochOf(lost)).toBe(true)
  })
})
