import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { series } from '../../../src/protocol/numbers'
import { epochOf, isPosition, millisecondsOf, type Position } from '../../../src/protocol/position'
import { closeLater } from '../../support/close-later'
import { numbers } from '../../support/numbers'
import { dataIn, singlesOf } from '../../support/publications'
import { runSeed, seeded } from '../../support/random'
import { startHoldUp, startRedis, type TestRedis } from '../../support/redis'
import { until } from '../../support/until'
import { dataOf, describeRedis, fill, hears, nodes, open, positionsOf, readAll } from './redis-nodes'

describeRedis('logs that share a Redis', () => {
  let redis: TestRedis
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.close())

  test('hear what any of them appends, once and in the same order', async () => {
    const all = await nodes(3, redis)
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
    const all = await nodes(3, redis)
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
    const first = await open(redis)
    const positions = await fill(first, numbers(300))
    const late = await open(redis, { prefix: first.prefix, mirror: { messages: 50 } })
    expect(late.log.tail).toBe(positions.at(-1))
    for (const limit of [7, 20, 1000]) expect(await readAll(late, late.log.floor, limit)).toEqual(numbers(300))
    expect(await readAll(late, positions[123]!)).toEqual(numbers(176, 124))
  })

  test('ask Redis once for what many read at the same time', async () => {
    const [node] = await nodes(1, redis, { mirror: { messages: 50 } })
    await fill(node!, numbers(200))
    await hears([node!], 200)
    const pages = await Promise.all(numbers(10).map(() => node!.log.read(node!.log.floor, 20)))
    for (const page of pages) expect(page).toBe(pages[0])
    expect(singlesOf(pages[0]!.runs)).toHaveLength(20)
  })

  test('leave no hole in what is read while much is appended', async () => {
    const all = await nodes(2, redis, { mirror: { messages: 5 } })
    const appending = fill(all[0]!, numbers(3000))
    const read: unknown[] = []
    for (let at = all[1]!.log.floor; read.length < 3000; ) {
      const page = (await all[1]!.log.read(at, 50))!
      read.push(...dataIn(page.runs))
      at = page.end
      if (!page.more) await new Promise((resolve) => setImmediate(resolve))
    }
    expect(read).toEqual(numbers(3000))
    await appending
  })

  test('carry what is large', async () => {
    const all = await nodes(2, redis, { mirror: { characters: 1000 } })
    const large = numbers(4).map((number) => `${number}${'é'.repeat(1_000_000)}`)
    const { floor } = all[1]!.log
    await Promise.all(large.map((text) => all[0]!.log.append('/n', JSON.stringify(text))))
    await hears(all, 4)
    for (const node of all) {
      expect(dataOf(node)).toEqual(large)
      expect(await readAll(node, floor)).toEqual(large)
    }
  })

  test('take at once, of what is large, only as much as one answer is to bring', async () => {
    const way = closeLater(await startHoldUp(redis.port))
    const first = await open(redis)
    const lame = await open(way, { prefix: first.prefix })
    let [atOnce, most] = [0, 0]
    lame.log.onAppend(({ length }) => {
      atOnce += length
      most = Math.max(most, atOnce)
      setImmediate(() => (atOnce = 0))
    })
    const large = numbers(80).map((number) => `${number}${'x'.repeat(100_000)}`)
    way.hold()
    await Promise.all(large.map((text) => first.log.append('/n', JSON.stringify(text))))
    way.release()
    await hears([first, lame], 80)
    expect(dataOf(lame)).toEqual(large)
    expect(most).toBeLessThan(500_000)

    const sent = async () => Number(/total_net_output_bytes:(\d+)/.exec(String(await redis.ask('INFO', 'stats')))?.[1])
    const before = await sent()
    const small = await open(redis, { prefix: first.prefix, mirror: { characters: 1_000_000 } })
    expect((await sent()) - before).toBeLessThan(1_500_000)
    const late = await open(redis, { prefix: first.prefix })
    expect((await sent()) - before).toBeLessThan(6_500_000)
    for (const node of [small, late]) expect(await readAll(node, node.log.floor)).toEqual(large)
  })

  test('bring of what is older only a page at a time, however much is asked for', async () => {
    const [node] = await nodes(1, redis, { mirror: { messages: 1 } })
    const from = node!.log.tail
    await Promise.all(numbers(10).map(() => node!.log.append('/n', JSON.stringify('x'.repeat(99_998)))))
    await hears([node!], 10)
    expect(singlesOf((await node!.log.read(from, 1000))!.runs)).toHaveLength(3)
  })

  test('know what any of them was told to remember, until it is to be forgotten', async () => {
    const [one, other] = await nodes(2, redis)
    const key = 'é {x} \r\n'
    expect(await other!.log.recall(key)).toBeUndefined()
    one!.log.remember(key, '{"a":1}')
    await until(async () => (await other!.log.recall(key)) === '{"a":1}')
    expect(Number(await redis.ask('PTTL', `{${one!.prefix}}:session:${key}`))).toBeGreaterThan(3_590_000)
    other!.log.remember(key, undefined)
    await until(async () => (await one!.log.recall(key)) === undefined)
  })

  test('remember the number of a publisher for an hour after it was last taken or asked for', async () => {
    const [one, other] = await nodes(2, redis)
    const key = `{${one!.prefix}}:publisher:p`
    const source = { publisher: 'p', number: 1 }
    const asked = [
      () => one!.log.append('/a', '1', source),
      () => other!.log.published('p'),
      () => other!.log.skip({ publisher: 'p', number: 2 }),
    ]
    for (const ask of asked) {
      await ask()
      expect(Number(await redis.ask('PTTL', key))).toBeGreaterThan(3_590_000)
      await redis.ask('PEXPIRE', key, '100000')
    }
  })

  test('know what they know of a session for as long as any of them holds it', async () => {
    const [one, other] = await nodes(2, redis)
    onTestFinished(() => void vi.useRealTimers())
    vi.useFakeTimers({ toFake: ['performance'] })
    const keys = [`{${one!.prefix}}:publisher:p`, `{${one!.prefix}}:session:p`] as const
    const live = async () => {
      const left = await Promise.all(keys.map((key) => redis.ask('PTTL', key)))
      return left.every((milliseconds) => Number(milliseconds) > 3_590_000)
    }
    const grow = () => Promise.all(keys.map((key) => redis.ask('PEXPIRE', key, '100000')))
    await one!.log.append('/a', '1', { publisher: 'p', number: 1 })
    one!.log.remember('p', '{}')
    await until(live)
    for (const node of [one!, other!]) node.log.hold('p')
    one!.log.release('p')
    await grow()
    vi.advanceTimersByTime(601_000)
    one!.log.trim()
    other!.log.trim()
    await until(live)
  })

  test('keep of a publisher what had no entry two hundred numbers back, and nothing of an earlier series', async () => {
    const [one] = await nodes(1, redis)
    const size = () => redis.ask('HLEN', `{${one!.prefix}}:publisher:p`)
    const source = (number: number) => ({ publisher: 'p', number })
    await Promise.all(numbers(450, 1).map((number) => one!.log.skip(source(number), number % 2 ? 'no' : undefined)))
    expect(await size(), 'those, and the last number').toBe(201)
    await one!.log.append('/a', '1', source(series + 1))
    expect(await size(), 'the last number, and its place').toBe(2)
  })

  test('leave nothing behind for long of what names no publisher', async () => {
    const [node] = await nodes(1, redis, { patience: 300.5 })
    await fill(node!, numbers(5))
    const left = async () => ((await redis.ask('KEYS', `{${node!.prefix}}:publisher:*`)) as string[]).length
    expect(await left()).toBe(5)
    await until(async () => (await left()) === 0)
  })

  test('know nothing of those with another prefix', async () => {
    const [one] = await nodes(1, redis)
    const [other] = await nodes(1, redis)
    await fill(one!, [1])
    await hears([one!], 1)
    expect(await other!.log.published('p')).toBe(0)
    expect(other!.heard).toEqual([])
    expect(other!.log.tail).toBe(other!.log.floor)
  })

  test('give rising positions when the clock of Redis goes back, and beyond the most that a millisecond holds', async () => {
    const all = await nodes(2, redis)
    const first = (await all[0]!.log.append('/n', '0')) as Position
    const ahead = millisecondsOf(first) + 3_600_000
    const epoch = String(Number.parseInt(epochOf(first), 36))
    await redis.ask('XADD', `{${all[0]!.prefix}}:log`, `${ahead}-46653`, 'e', epoch, 'c', '/n', 'd', '1')
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
    const way = closeLater(await startHoldUp(redis.port))
    const first = await open(redis, { retention: { messages: 50 } })
    const lame = await open(way, { prefix: first.prefix, retention: { messages: 50 } })
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
