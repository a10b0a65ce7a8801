import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { epochOf, millisecondsOf, type Position, sequenceOf, sequences } from '../../../src/protocol/position'
import { closeLater } from '../../support/close-later'
import { numbers } from '../../support/numbers'
import { startHoldUp, startRedis, type TestRedis } from '../../support/redis'
import { until } from '../../support/until'
import {
  complaints,
  dataOf,
  describeRedis,
  fill,
  hears,
  type Node,
  nodes,
  open,
  ownRedis,
  read,
  readAll,
} from './redis-nodes'

const idOf = (position: Position) => `${millisecondsOf(position)}-${sequenceOf(position)}`

describeRedis('a log in Redis', () => {
  let redis: TestRedis
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.close())

  const streamOf = ({ prefix }: Node) => `{${prefix}}:log`
  const remove = (node: Node, position: Position) => redis.ask('XDEL', streamOf(node), idOf(position))
  /** That many of the newest stay. */
  const trim = (node: Node, count: number) => redis.ask('XTRIM', streamOf(node), 'MAXLEN', String(count))

  test.each([
    ['some of the oldest are taken', (node: Node) => trim(node, 30), numbers(30, 20)],
    ['one among the others is taken', (node: Node, old: Position[]) => remove(node, old[25]!), numbers(24, 26)],
    [
      'the oldest and one among the others are taken',
      async (node: Node, old: Position[]) => {
        await trim(node, 30)
        await remove(node, old[25]!)
      },
      numbers(24, 26),
    ],
  ])(
    'from which %s by another hand tells whoever had yet to read it, and the others nothing',
    async (_, take, rest) => {
      const said = complaints()
      const [node] = await nodes(1, redis, { mirror: { messages: 5 } })
      const { log } = node!
      const old = await fill(node!, numbers(50))
      await hears([node!], 50)
      const far = read(log, old[39]!)
      await until(() => far.session.phase === 'live')
      await take(node!, old)
      const behind = read(log, old[3]!)
      await until(() => behind.session.phase === 'live')
      expect(behind.heard).toEqual(rest)
      expect(behind.told).toEqual([{ patterns: ['/n'], from: old[3], to: log.floor, reason: 'trimmed' }])
      await fill(node!, [50])
      await until(() => behind.heard.includes(50) && far.heard.includes(50))
      expect([far.heard, far.told]).toEqual([numbers(11, 40), []])
      expect(said).toEqual([expect.stringContaining('has taken entries')])
      expect(epochOf(log.tail)).toBe(epochOf(old[0]!))
    },
  )

  test('to which something is added for what is taken tells of that', async () => {
    const said = complaints()
    const node = await open(redis, { mirror: { messages: 5 } })
    const old = await fill(node, numbers(50))
    await hears([node], 50)
    await redis.ask('XADD', streamOf(node), 'MAXLEN', '50', '*', 'a', 'b')
    await until(() => said.length === 2 && node.log.floor >= old[0]!)
    // Redis says which is the first, but not which was the last before that: it may have been a moment earlier.
    expect(node.log.floor < old[1]!).toBe(true)
    const behind = read(node.log, node.log.floor)
    await until(() => behind.session.phase === 'live')
    expect([behind.heard, behind.told]).toEqual([numbers(49, 1), []])
    await redis.ask('XADD', streamOf(node), 'MAXLEN', '30', '*', 'a', 'b')
    await until(() => said.length === 4)
    expect(await node.log.read(old[3]!, 1)).toBeUndefined()
    await node.log.close()
    await redis.ask('XADD', streamOf(node), 'MAXLEN', '30', '*', 'a', 'b')
    const { floor } = (await open(redis, { prefix: node.prefix })).log
    expect([floor >= old[22]!, floor < old[23]!]).toEqual([true, true])
  })

  test('to which others have added asks Redis no more about it than before', async () => {
    const said = complaints()
    const node = await open(redis)
    await redis.ask('XADD', streamOf(node), '*', 'a', 'b')
    await until(() => said.length)
    const asked = async () => /xinfo\S*:calls=\d+/.exec(String(await redis.ask('INFO', 'commandstats')))?.[0]
    const before = await asked()
    for (const number of numbers(10)) await fill(node, [number])
    await hears([node], 10)
    expect(await asked()).toBe(before)
  })

  test('of which all is taken goes on where it was', async () => {
    complaints()
    const all = await nodes(3, redis, { mirror: { messages: 5 } })
    const old = await fill(all[0]!, numbers(100))
    await hears(all, 100)
    await trim(all[0]!, 0)
    await fill(all[1]!, numbers(10, 100))
    await hears(all, 110)
    for (const node of all) {
      expect(dataOf(node)).toEqual(numbers(110))
      const behind = read(node.log, old[3]!)
      await until(() => behind.session.phase === 'live')
      expect(behind.told).toEqual([{ patterns: ['/n'], from: old[3], to: node.log.floor, reason: 'trimmed' }])
      expect(behind.heard).toEqual(numbers(10, 100).slice(-behind.heard.length))
    }
  })

  test('of which something is taken that a node has not read yet tells the clients of that node', async () => {
    complaints()
    const way = closeLater(await startHoldUp(redis.port))
    const first = await open(redis)
    const lame = await open(way, { prefix: first.prefix })
    await fill(first, numbers(10))
    await hears([lame], 10)
    const reader = read(lame.log, lame.log.tail)
    await until(() => reader.session.phase === 'live')
    const from = lame.log.tail
    way.hold()
    const [, gone] = await fill(first, numbers(3, 10))
    // Its reader waits for one, and is given that one.
    await fill(first, numbers(3, 13))
    await remove(first, gone!)
    way.release()
    await until(() => reader.heard.includes(15))
    expect(reader.told).toEqual([{ patterns: ['/n'], from: expect.any(String), to: gone, reason: 'trimmed' }])
    expect(reader.told[0]!.from >= from).toBe(true)
    expect(reader.heard.filter((data) => (data as number) > 11)).toEqual(numbers(4, 12))
  })

  test('of which something was taken before a node began leads nobody across that', async () => {
    complaints()
    const first = await open(redis)
    const old = await fill(first, numbers(10))
    await remove(first, old[5]!)
    const late = await open(redis, { prefix: first.prefix })
    expect([late.log.floor, await late.log.read(old[4]!, 10)]).toEqual([old[5], undefined])
    expect(await readAll(late, old[5]!)).toEqual(numbers(4, 6))
  })

  test('from which something is taken that was there before it began anew has lost nothing', async () => {
    complaints()
    const first = await open(redis)
    await fill(first, numbers(10))
    await redis.ask('HSET', `{${first.prefix}}:state`, 'run', 'another')
    const { log } = await open(redis, { prefix: first.prefix })
    const { floor } = log
    expect((await log.append('/n', '1')) > floor).toBe(true)
    await trim(first, 5)
    const late = await open(redis, { prefix: first.prefix })
    expect([late.log.floor, await readAll(late, floor)]).toEqual([floor, [1]])
    await trimNow(await open(redis, { prefix: first.prefix, retention: { messages: 3 } }))
    expect((await open(redis, { prefix: first.prefix })).log.floor).toBe(floor)
  })

  test('from which something was taken tells that also while it takes no writes', async () => {
    const said = complaints()
    const own = await ownRedis()
    const node = await open(own, { mirror: { messages: 5 } })
    const old = await fill(node, numbers(50))
    await hears([node], 50)
    await own.ask('XDEL', streamOf(node), idOf(old[25]!))
    await own.ask('CONFIG', 'SET', 'maxmemory', '1')
    expect(await node.log.read(old[3]!, 10)).toBeUndefined()
    expect([node.log.floor, said]).toEqual([old[25], []])
    await own.ask('CONFIG', 'SET', 'maxmemory', '0')
    await until(() => said.length)
    await node.log.read(old[4]!, 10)
    expect(said).toHaveLength(1)
  })

  test('says nothing of what its nodes let go of, also where that was not counted before', async () => {
    const said = complaints()
    const options = { retention: { messages: 50 }, mirror: { messages: 5 } }
    const all = await nodes(2, redis, options)
    const old = await fill(all[0]!, numbers(200))
    await redis.ask('HDEL', `{${all[0]!.prefix}}:state`, 'gone')
    all.push(await open(redis, { prefix: all[0]!.prefix, ...options }))
    old.push(...(await fill(all[0]!, numbers(100, 200))))
    await until(() => all.every(({ log }) => log.tail === old[299]))
    const floors = new Set<Position>()
    for (const { log } of all) {
      log.trim()
      await log.read(old[290]!, 1)
      floors.add(log.floor)
    }
    expect(floors.size).toBe(1)
    expect(old).toContain([...floors][0])
    expect(await readAll(all[0]!, [...floors][0]!)).toEqual(numbers(300).slice(old.indexOf([...floors][0]!) + 1))
    expect(said).toEqual([])
    await remove(all[0]!, old[295]!)
    expect([await all[2]!.log.read(old[280]!, 1), said.length], 'but of what others take').toEqual([undefined, 1])
  })

  /** As it does every ten seconds. */
  async function trimNow({ log }: Node) {
    const trims = async () => String(await redis.ask('INFO', 'commandstats')).match(/cmdstat_xlen:calls=\d+/)?.[0]
    const before = await trims()
    const { now } = performance
    const spy = vi.spyOn(performance, 'now').mockImplementation(() => now.call(performance) + 10_000)
    log.trim()
    spy.mockRestore()
    await until(async () => (await trims()) !== before)
  }

  test('keeps less once it is to keep less, a thousand publications at a time', async () => {
    const first = await open(redis)
    const { prefix } = first
    await fill(first, numbers(1500))
    const less = await open(redis, { prefix, retention: { messages: 100 } })
    await trimNow(less)
    expect(await redis.ask('XLEN', streamOf(less))).toBe(500)
    const lesser = await open(redis, { prefix, retention: { messages: 100 } })
    await trimNow(lesser)
    expect(await redis.ask('XLEN', streamOf(less))).toBe(100)
  })

  test('keeps what it has where it has no bound', async () => {
    const without = Number.POSITIVE_INFINITY
    const node = await open(redis, { retention: { age: without, messages: without } })
    const told: unknown[] = []
    node.log.onTrouble((reason) => told.push(reason))
    await fill(node, numbers(10))
    await trimNow(node)
    await fill(node, [10])
    await hears([node], 11)
    expect([await redis.ask('XLEN', streamOf(node)), told]).toEqual([11, []])
  })

  test('says nothing where a millisecond is full', async () => {
    const said = complaints()
    const all = await nodes(2, redis, { mirror: { messages: 2 } })
    const [before] = await fill(all[0]!, [0])
    const ahead = Date.now() + 3_600_000
    await redis.ask('XSETID', streamOf(all[0]!), `${ahead}-${sequences - 2}`)
    const positions = await fill(all[1]!, numbers(4, 1))
    expect(positions.map(idOf)).toEqual([
      `${ahead}-${sequences - 1}`,
      `${ahead + 1}-0`,
      `${ahead + 1}-1`,
      `${ahead + 1}-2`,
    ])
    await hears(all, 5)
    for (const node of all) expect(await readAll(node, before!)).toEqual(numbers(4, 1))
    expect(said).toEqual([])
    await remove(all[0]!, before!)
    await all[0]!.log.read(before!, 1)
    await until(() => said.length)
    expect(all[0]!.log.floor).toBe(positions[0])
  })
})
