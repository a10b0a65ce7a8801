import { expect, test } from 'vitest'
import { createRedisLog } from '../../../src/server/log/redis'
import { numbers } from '../../support/numbers'
import { until } from '../../support/until'
import { cut, describeRedis, failure, fill, hears, nodes, ownRedis, readAll } from './redis-nodes'

describeRedis('a log that closes', () => {
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

  test('leaves no timer though something old was read a moment ago', async () => {
    const redis = await ownRedis()
    const before = resources()
    const [node] = await nodes(1, redis, { mirror: { messages: 10 } })
    await fill(node!, numbers(100))
    await hears([node!], 100)
    expect(await readAll(node!, node!.log.floor)).toEqual(numbers(100))
    await node!.log.close()
    await until(() => resources() <= before, 'all is over', 8000)
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
      await until(async () => (await connected()) === 0)
    }
  })

  test('twice does no harm', async () => {
    const [node] = await nodes(1, await ownRedis())
    await node!.log.close()
    await node!.log.close()
    node!.log.remember('x', 'y')
    node!.log.trim()
  })
})
