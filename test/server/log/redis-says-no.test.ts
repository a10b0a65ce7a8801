import { ErrorReply } from 'redis'
import { expect, onTestFinished, test } from 'vitest'
import { isPosition } from '../../../src/protocol/position'
import { numbers } from '../../support/numbers'
import { until } from '../../support/until'
import {
  cut,
  dataOf,
  describeRedis,
  failure,
  fill,
  hears,
  insist,
  nodes,
  ownRedis,
  ownReplica,
  readAll,
  watch,
} from './redis-nodes'

describeRedis('a Redis that says no', () => {
  test('because it has forgotten the scripts: they are told again', async () => {
    const redis = await ownRedis()
    const all = await nodes(2, redis)
    await redis.ask('SCRIPT', 'FLUSH')
    await Promise.all(all.map((node, index) => fill(node, numbers(100, index * 100))))
    await hears(all, 200)
    for (const node of all) expect(dataOf(node).sort((a, b) => Number(a) - Number(b))).toEqual(numbers(200))
  })

  test.each([
    ['because it is full', ['CONFIG', 'SET', 'maxmemory', '1'], ['CONFIG', 'SET', 'maxmemory', '0'], 50],
    // There a node gives its connection up.
    ['because it is a replica', ['REPLICAOF', '127.0.0.1', '1'], ['REPLICAOF', 'NO', 'ONE'], 1],
    [
      'because it lacks replicas',
      ['CONFIG', 'SET', 'min-replicas-to-write', '1'],
      ['CONFIG', 'SET', 'min-replicas-to-write', '0'],
      50,
    ],
  ])('%s: what is appended waits, and keeps its order', async (_, hindered, freed, atOnce) => {
    const redis = await ownRedis()
    const [node] = await nodes(1, redis)
    await fill(node!, [0])
    await redis.ask(...hindered)
    const asked = [fill(node!, numbers(50, 1))]
    const refusals = async () => {
      const stats = String(await redis.ask('INFO', 'errorstats'))
      return Number(/errorstat_(?:OOM|READONLY|NOREPLICAS):count=(\d+)/.exec(stats)?.[1] ?? 0)
    }
    await until(refusals)
    // Not in the midst of what is said again: what is taken then overtakes what was refused before it.
    await until(async () => {
      await redis.ask('CLIENT', 'PAUSE', '60000', 'WRITE')
      if ((await refusals()) % atOnce === 0) return true
      await redis.ask('CLIENT', 'UNPAUSE')
      return false
    })
    await redis.ask(...freed)
    asked.push(fill(node!, numbers(100, 51)))
    await redis.ask('CLIENT', 'UNPAUSE')
    await Promise.all(asked)
    await until(() => dataOf(node!).includes(150))
    expect(dataOf(node!).slice(-150)).toEqual(numbers(150, 1))
  })

  test.each([
    ['OOM', ['CONFIG', 'SET', 'maxmemory', '1']],
    ['READONLY', ['REPLICAOF', '127.0.0.1', '1']],
    ['NOREPLICAS', ['CONFIG', 'SET', 'min-replicas-to-write', '1']],
    ["can't run|ACL failure", ['ACL', 'SETUSER', 'default', '-xadd']],
  ])('for longer than patience: the error has its words as a cause: %s', async (words, hindered) => {
    const redis = await ownRedis()
    const [node] = await nodes(1, redis, { patience: 700 })
    await redis.ask(...hindered)
    await failure(node!.log.append('/n', '1'))
    for (const _ of numbers(3)) {
      const error = await Promise.resolve(node!.log.append('/n', '1')).catch((error) => error)
      const causes = []
      for (let cause = error.cause; cause; cause = cause.cause) causes.push(cause)
      expect(error.code).toBe('busy')
      expect(causes.at(-1)).toBeInstanceOf(ErrorReply)
      expect(causes.at(-1).message).toMatch(new RegExp(words))
    }
  })

  test.each([
    ['because it is full', ['CONFIG', 'SET', 'maxmemory', '1'], ['CONFIG', 'SET', 'maxmemory', '0']],
    [
      'because it lacks replicas',
      ['CONFIG', 'SET', 'min-replicas-to-write', '1'],
      ['CONFIG', 'SET', 'min-replicas-to-write', '0'],
    ],
  ])('%s: the connections stay, and who reads is answered', async (_, hindered, freed) => {
    const redis = await ownRedis()
    const [node] = await nodes(1, redis, { patience: 1500 })
    await fill(node!, [0])
    await redis.ask(...hindered)
    // By what the node has asked last: whoever asks here has connections, too.
    const ofNode = /id=\d+ addr=\S+ .* cmd=(xread|hm?get|pexpire|\S*eval)/g
    const known = async () => String(await redis.ask('CLIENT', 'LIST')).match(ofNode)
    const idsOf = async () => (await known())?.map((line) => /id=\d+/.exec(line)?.[0]).sort()
    const before = await idsOf()
    const refused = numbers(20).map(() => failure(node!.log.append('/n', '1')))
    expect(await node!.log.published('p')).toBe(0)
    expect(new Set((await Promise.all(refused)).map(({ code }) => code))).toEqual(new Set(['busy']))
    expect(await idsOf()).toEqual(before)
    await redis.ask(...freed)
    await fill(node!, [1])
    await until(() => dataOf(node!).includes(1))
    expect(dataOf(node!)).toEqual([0, 1])
  })

  test.each([
    ['maxmemory', '1'],
    ['min-replicas-to-write', '1'],
  ])('until it does again, which a node finds out by itself (%s)', async (name, value) => {
    const redis = await ownRedis()
    const [node] = await nodes(1, redis, { patience: 400, retention: { age: 400 } })
    const { log } = node!
    const trimmed = async () => {
      const calls = async () =>
        /cmdstat_set:calls=(\d+),\S*failed_calls=\d+|$/.exec(String(await redis.ask('INFO', 'commandstats')))?.[0]
      const before = await calls()
      await until(async () => {
        log.trim()
        return (await calls()) !== before
      })
    }
    await redis.ask('CONFIG', 'SET', name, value)
    expect((await failure(log.append('/n', '1'))).code).toBe('busy')
    await trimmed()
    expect(log.state.away).toBeGreaterThan(0)
    await redis.ask('CONFIG', 'SET', name, '0')
    await trimmed()
    await until(() => log.state.away === 0)
  })

  test('and loses the connections: who reads goes on', async () => {
    const redis = await ownRedis()
    const [node] = await nodes(1, redis, { mirror: { messages: 2 } })
    const old = await fill(node!, numbers(10))
    await hears([node!], 10)
    await redis.ask('CONFIG', 'SET', 'maxmemory', '1')
    await cut(redis)
    expect(await readAll(node!, old[3]!)).toEqual(numbers(6, 4))
    expect(await node!.log.published('p')).toBe(0)
  })

  test('for longer than patience: nothing was done, and the call says so', async () => {
    const redis = await ownRedis()
    const [node] = await nodes(1, redis, { patience: 400 })
    await redis.ask('CONFIG', 'SET', 'maxmemory', '1')
    const { code, after } = await failure(node!.log.append('/n', '1'))
    expect(code).toBe('busy')
    expect(after).toBeLessThan(10_000)
    expect(await redis.ask('CONFIG', 'SET', 'maxmemory', '0')).toBe('OK')
    await until(async () => (await Promise.resolve(node!.log.append('/n', '2')).catch(() => '')) !== '')
    await until(() => dataOf(node!).includes(2))
    expect(dataOf(node!)).toEqual([2])
  })
})

describeRedis('a publication that replicas must have', () => {
  const source = { publisher: 'p', number: 1 }

  test('finds out by itself when they take what they are given again', async () => {
    const redis = await ownRedis({ settings: { 'repl-diskless-sync-delay': '0' } })
    const replica = await ownReplica(redis)
    const [node] = await nodes(1, redis, { replicas: 1, patience: 1000, retention: { age: 400 } })
    const { log } = node!
    replica.pause()
    onTestFinished(replica.resume)
    expect((await failure(log.append('/n', '1'))).code).toBe('delivery-unknown')
    log.trim()
    await until(async () => /cmdstat_wait:calls=[3-9]/.test(String(await redis.ask('INFO', 'commandstats'))))
    expect(log.state.away).toBeGreaterThan(0)
    replica.resume()
    await until(() => {
      log.trim()
      return log.state.away === 0
    })
  })

  test('is asked for behind a write of the same connection: Redis 7.2 and later look at that alone', async () => {
    const redis = await ownRedis({ settings: { 'repl-diskless-sync-delay': '0' } })
    await ownReplica(redis)
    const [node] = await nodes(1, redis, { replicas: 1 })
    await node!.log.append('/n', '1', source)
    const asked = await watch(redis)
    await node!.log.append('/n', '1', source)
    await until(() => asked.some(({ command }) => command === 'WAIT'))
    const { by } = asked.find(({ command }) => command === 'WAIT')!
    const commands = asked.filter((one) => one.by === by).map(({ command }) => command)
    expect(commands[commands.indexOf('WAIT') - 1]).toBe('SET')
  })

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
    for (const { after } of [numbered!, ...others]) expect(after).toBeLessThan(15_000)
    replica.resume()
    await insist(() => log.append('/n', '2', source))
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
    await insist(() => log.append('/n', '1', source))
    expect(dataOf(node!)).toEqual([1])
  })
})
