import { createClient, createCluster } from 'redis'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { createRedisLog } from '../../../src/server/log/redis'
import type { RedisLogOptions } from '../../../src/server/log/redis-options'
import { numbers } from '../../support/numbers'
import { deadUrl, startRedis, type TestRedis } from '../../support/redis'
import { until } from '../../support/until'
import { describeRedis, failure, fill, hears, open, readAll } from './redis-nodes'

describe('a log in Redis', () => {
  test.each<[RedisLogOptions | Record<string, unknown>]>([
    [{ retention: { messages: 0 } }],
    [{ retention: { age: Number.NaN } }],
    [{ mirror: { characters: -1 } }],
    [{ mirror: { age: '600000' } }],
    [{ patience: 0 }],
    [{ patience: Number.NaN }],
    [{ patience: Number.POSITIVE_INFINITY }],
    [{ patience: 3e9 }],
    [{ replicas: -1 }],
    [{ replicas: Number.NaN }],
    [{ retension: { messages: 5 } }],
    [{ retention: { mesages: 5 } }],
    [{ retention: { characters: 5 } }],
    [{ mirror: { bytes: 5 } }],
  ])('is not made with %o, which it says at once', async (options) => {
    const connection = { url: await deadUrl() }
    expect(await failure(createRedisLog({ connection, ...options }))).toMatchObject({ code: 'bad-option' })
  })

  test('is not made from a mere address, of which the password is not repeated', async () => {
    const address = 'redis://encke:secret@localhost:6379'
    for (const options of [address, { connection: address }] as RedisLogOptions[]) {
      const { code, message } = await failure(createRedisLog(options))
      expect([code, message]).toEqual(['bad-option', expect.stringContaining("{ connection: { url: 'redis://…' } }")])
      expect(message).not.toContain('secret')
    }
  })

  test('is not made from a client of redis, whose address would be left aside for localhost', async () => {
    const url = await deadUrl()
    const clients = [createClient({ url }), createCluster({ rootNodes: [{ url }] })]
    for (const connection of clients as unknown as { url: string }[]) {
      const { code, message } = await failure(createRedisLog({ connection, patience: 1 }))
      expect([code, message]).toEqual(['bad-option', expect.stringContaining('not the client')])
    }
  })
})

describeRedis('a log in Redis', () => {
  let redis: TestRedis
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.close())
  afterEach(() => void vi.useRealTimers())

  /** All but the one that asks. */
  const connections = async () => String(await redis.ask('CLIENT', 'LIST')).match(/(?<=^id=)\d+(?!.*cmd=client)/gm)

  test('takes what is undefined for the default', async () => {
    const nothing = { messages: undefined, age: undefined }
    const bounds = { retention: nothing, mirror: { ...nothing, characters: undefined } }
    const node = await open(redis, { ...bounds, patience: undefined, replicas: undefined })
    await fill(node, numbers(10))
    await hears([node], 10)
    expect(await readAll(node, node.log.floor)).toEqual(numbers(10))
  })

  test('keeps so many publications of any age, loses no connection for it, and no publisher stays for ever', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const retention = { age: Number.POSITIVE_INFINITY, messages: 4.5 }
    const node = await open(redis, { retention, patience: 60_000 })
    const before = await connections()
    expect(before).toHaveLength(2)
    await fill(node, numbers(50))
    await node.log.append('/n', '50', { publisher: 'p', number: 1 })
    vi.advanceTimersByTime(11_000)
    node.log.trim()
    const list = `{${node.prefix}}:log`
    await until(async () => (await redis.ask('XLEN', list)) === 5)
    expect(await connections()).toEqual(before)
    const left = Number(await redis.ask('PTTL', `{${node.prefix}}:publisher:p`))
    expect(left).toBeGreaterThan(3_590_000)
    expect(left).toBeLessThanOrEqual(3_600_000)
  })
})
