import { expect, test } from 'vitest'
import { closeLater } from '../../support/close-later'
import { numbers } from '../../support/numbers'
import type { TestRedis } from '../../support/redis'
import { startServer } from '../../support/server'
import { joining, newKey, post } from '../../support/wire'
import { describeRedis, open, ownRedis } from './redis-nodes'

async function memoryOf(redis: TestRedis) {
  const [, bytes] = /used_memory:(\d+)/.exec(String(await redis.ask('INFO', 'memory'))) ?? []
  return Number(bytes)
}

describeRedis('what Redis keeps', () => {
  test('of a session with three subscriptions and one publication is some 400 bytes, as the manual says', async () => {
    const redis = await ownRedis()
    const { log } = await open(redis, { retention: { messages: 1 } })
    const { url } = closeLater(await startServer({ log }))
    async function visit(n: number) {
      const key = newKey()
      const subscriptions = ['/chat/lobby', `/users/${n}`, '/news/**']
      await post(url, [joining('long-polling', { key, subscriptions })])
      await post(url, [{ channel: '/chat/lobby', clientId: key, id: '1', data: { text: 'hello' } }])
    }
    async function visits(count: number) {
      for (const n of numbers(count / 10)) await Promise.all(numbers(10).map((one) => visit(10 * n + one)))
      return memoryOf(redis)
    }
    const before = await visits(1000)
    const bytes = ((await visits(1000)) - before) / 1000
    expect(bytes).toBeGreaterThan(350)
    expect(bytes).toBeLessThan(450)
  })
})
