import { afterAll, beforeAll, expect, test } from 'vitest'
import { closeLater } from '../../support/close-later'
import { numbers } from '../../support/numbers'
import { startHoldUp, startRedis, type TestRedis } from '../../support/redis'
import { until } from '../../support/until'
import { complaints, dataOf, describeRedis, fill, hears, type Node, nodes, open, readAll } from './redis-nodes'

describeRedis('a log in Redis to which others write', () => {
  let redis: TestRedis
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.close())

  /** @returns the id */
  const add = async ({ prefix }: Node, ...fields: string[]) =>
    String(await redis.ask('XADD', `{${prefix}}:log`, '*', ...fields))

  test('goes on, on every node, and each says once what it leaves out', async () => {
    const said = complaints()
    const all = await nodes(2, redis)
    await fill(all[0]!, numbers(10))
    const epoch = await redis.ask('HGET', `{${all[0]!.prefix}}:state`, 'epoch')
    const ids = [
      await add(all[0]!, 'a', 'b'),
      await add(all[0]!, 'e', '1', 'c', '/n', 'd', '"of another epoch"'),
      await add(all[0]!, 'e', String(epoch), 'd', '"in another order"', 'c', '/n'),
    ]
    await fill(all[0]!, numbers(10, 10))
    await hears(all, 20)
    await until(() => said.join().split(ids[2]!).length === 3)
    await fill(all[1]!, numbers(10, 20))
    await hears(all, 30)
    for (const node of all) expect(dataOf(node)).toEqual(numbers(30))
    expect(all.map(({ breaks }) => breaks)).toEqual([0, 0])
    for (const id of ids) expect(said.join().split(id)).toHaveLength(3)
  })

  test('names once what lies before and behind its own', async () => {
    const said = complaints()
    const way = closeLater(await startHoldUp(redis.port))
    const first = await open(redis)
    const lame = await open(way, { prefix: first.prefix })
    way.hold()
    const ids = [await add(first, 'a', 'b')]
    await fill(first, [1])
    for (const _ of numbers(2)) ids.push(await add(first, 'c', 'd'))
    await until(() => said.join().includes(ids[2]!))
    way.release()
    await until(() => said.join().split(ids[2]!).length >= 3)
    await fill(first, [2])
    await hears([first, lame], 2)
    for (const id of ids) expect(said.join().split(id)).toHaveLength(3)
  })

  test('does not fill the console with what they write, and says what to do', async () => {
    const said = complaints()
    const node = await open(redis)
    for (const number of numbers(30)) {
      await add(node, 'a', 'b')
      await fill(node, [number])
      await hears([node], number + 1)
    }
    expect(said.length).toBeLessThan(30)
    for (const line of said) expect(line).toContain('choose another prefix')
  })

  test('is read past what they have written, from wherever it is read, and is trimmed', async () => {
    complaints()
    const first = await open(redis, { retention: { messages: 700 } })
    for (const number of numbers(4)) {
      await fill(first, [2 * number])
      await Promise.all(numbers(250).map(() => add(first, 'a', 'x'.repeat(5000))))
      await fill(first, [2 * number + 1])
    }
    await hears([first], 8)
    expect(dataOf(first)).toEqual(numbers(8))
    for (const messages of [1, 3, 100]) {
      const late = await open(redis, { prefix: first.prefix, mirror: { messages } })
      const kept = await readAll(late, late.log.floor, 2)
      expect(kept).toEqual(numbers(kept.length, 8 - kept.length))
      expect(kept.length).toBeGreaterThan(4)
    }
  })

  test('is read from its beginning by a node that begins with the newest of it', async () => {
    complaints()
    const [first] = await nodes(1, redis)
    await add(first!, 'a', 'b')
    await fill(first!, numbers(600))
    for (const _ of numbers(7)) await add(first!, 'a', 'b')
    await fill(first!, numbers(900, 600))
    const late = await open(redis, { prefix: first!.prefix })
    expect(late.log.state.messages).toBeLessThan(1500)
    expect(await readAll(late, late.log.floor, 4000)).toEqual(numbers(1500))
  })

  test('waits for what is its own, whatever else comes', async () => {
    const said = complaints()
    const [node] = await nodes(1, redis)
    const ids: string[] = []
    for (const _ of numbers(5)) {
      ids.push(await add(node!, 'a', 'b'))
      await until(() => said.join().includes(ids.at(-1)!))
    }
    await fill(node!, [1])
    await hears([node!], 1)
    expect(said).toHaveLength(5)
  })

  test('follows what is its own where all is lost behind a clock that is set back, whatever others wrote before', async () => {
    const said = complaints()
    const [node] = await nodes(1, redis)
    const { prefix } = node!
    const ahead = Date.now() + 3_600_000
    await redis.ask('XADD', `{${prefix}}:log`, `${ahead}-0`, 'a', 'b')
    await until(() => said.length)
    const epoch = await redis.ask('HGET', `{${prefix}}:state`, 'epoch')
    // So another node has begun it, which knew nothing of the epoch before.
    await redis.ask('DEL', `{${prefix}}:log`)
    await redis.ask('HSET', `{${prefix}}:state`, 'epoch', String(Number(epoch) - 1), 'floor', '0-0', 'gone', '0')
    await until(() => node!.breaks)
    await fill(node!, [1, 2])
    await hears([node!], 2)
    expect(dataOf(node!)).toEqual([1, 2])
  })
})
