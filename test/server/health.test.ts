import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { connect, type TransportName } from '../../src/index'
import { createMemoryLog, type EnckeServer } from '../../src/server/index'
import { closeLater, serve } from '../support/close-later'
import { likeBrowser } from '../support/like-browser'
import { numbers } from '../support/numbers'
import { hello } from '../support/plain-client'
import { until } from '../support/until'
import { ask, joining, newKey, post } from '../support/wire'
import { describeRedis, open, ownRedis, ownReplica } from './log/redis-nodes'

/** What is said on the console. */
function complaints() {
  const said: unknown[] = []
  const spy = vi.spyOn(console, 'error').mockImplementation((text) => void said.push(text))
  onTestFinished(() => spy.mockRestore())
  return said
}

describe('what a server says of itself', () => {
  test('is how many sessions and links there are, by transport, also when they have gone', async () => {
    const { encke, url } = await serve()
    const listen = async (name: TransportName) => {
      const client = closeLater(connect(url, { transports: [name], environment: likeBrowser() }))
      await client.subscribe('/a', () => {}).ready
      return client
    }
    const names = ['websocket', 'websocket', 'fetch-streaming', 'long-polling'] as const
    const clients = await Promise.all(names.map(listen))
    const some = { websocket: 2, 'fetch-streaming': 1, 'long-polling': 1, eventsource: 0, 'callback-polling': 0 }
    await until(() => encke.stats().links['long-polling'])
    expect(encke.stats()).toMatchObject({ sessions: 4, links: some, publications: 0, away: 0 })
    await Promise.all(clients.map((client) => client.close()))
    await until(() => Object.values(encke.stats().links).every((count) => count === 0))
    await until(() => encke.stats().sessions === 0)
  })

  test.each(['websocket', 'fetch-streaming', 'long-polling'] as const)(
    'is to how much its sessions are subscribed, and so whether what has gone from a page has unsubscribed (%s)',
    async (name) => {
      const { encke, url } = await serve()
      const client = closeLater(connect(url, { transports: [name], environment: likeBrowser() }))
      const [shown, other] = ['/shown/*', '/other'].map((pattern) => client.subscribe(pattern, () => {}))
      await Promise.all([shown?.ready, other?.ready])
      expect(encke.stats().patterns).toBe(2)
      shown?.unsubscribe()
      await until(() => encke.stats().patterns === 1)
      await client.close()
      await until(() => encke.stats().patterns === 0)
    },
  )

  test('is what has come from the log, and what that keeps', async () => {
    const { encke } = await serve()
    await Promise.all(numbers(20_000).map((number) => encke.publish(`/${number % 3}`, 'hello')))
    await until(() => encke.stats().publications === 20_000)
    const { messages, characters } = encke.stats()
    expect(messages).toBe(10_000)
    expect(characters / messages).toBeGreaterThan('/1"hello"'.length)
    expect(characters / messages).toBeLessThan(100)
  })

  test('is how much was refused, and why', async () => {
    const { encke, url } = await serve({
      authenticate: ({ ext }) => ext.token !== 'none' && 'ann',
      authorize: ({ channel }) =>
        channel !== '/secret' && (channel !== '/broken' || Promise.reject(new Error('no database'))),
      limits: { sessions: 2 },
    })
    complaints()
    const join = (key: string, subscriptions: string[]) => post(url, [joining('long-polling', { key, subscriptions })])
    const key = newKey()
    await join(key, ['/a', '/secret'])
    await join(newKey(), ['/broken'])
    await post(url, [{ channel: '/secret', data: 1, id: '1', clientId: key }])
    await post(url, [{ ...hello, ext: { token: 'none' } }])
    await post(url, [{ channel: '/meta/connect', clientId: 'none', connectionType: 'long-polling' }])
    await post(url, [hello])
    await post(url, [hello])
    await post(url, [hello], { origin: 'https://elsewhere.example' })
    await ask(url, { body: 'nonsense' })
    expect(encke.stats().refused).toEqual({ 400: 1, 402: 1, 403: 4, 409: 0, 413: 0, 426: 0, 503: 2 })
  })

  test('is told by no other event', async () => {
    const { encke } = await serve()
    expect(() => encke.on('error' as 'log', () => {})).toThrow('only log')
  })

  test('is not what a closed node hears', async () => {
    const log = createMemoryLog()
    const [{ encke }, other] = [await serve({ log }), await serve({ log })]
    encke.close()
    await other.encke.publish('/a', 1)
    expect(other.encke.stats()).toMatchObject({ publications: 1 })
    expect(encke.stats()).toMatchObject({ publications: 0 })
  })
})

describeRedis('an operator', () => {
  async function begin(redis: { url: string }) {
    const { log } = await open(redis, { patience: 2000 })
    return (await serve({ log })).encke
  }

  /** Why the log is away, or undefined where it is back. */
  function listening(encke: EnckeServer) {
    const told: (string | undefined)[] = []
    encke.on('log', (trouble) => told.push(trouble && `${trouble.code}: ${trouble.message}`))
    return told
  }

  test('hears that Redis is lost, why it is not back, and that it is, each once', async () => {
    const redis = await ownRedis()
    const encke = await begin(redis)
    const told = listening(encke)
    const said = complaints()
    await redis.kill()
    await until(() => told.some((one) => one?.includes('ECONNREFUSED')))
    expect(told[0]).toMatch(/^busy: the log cannot be reached: /)
    expect(encke.stats().away).toBeGreaterThan(0)
    await redis.restart()
    await until(() => told.includes(undefined))
    expect(new Set(told).size).toBe(told.length)
    expect(encke.stats().away).toBe(0)
    expect(said).toEqual([])
  })

  test('who does not listen finds it on the console', async () => {
    const said = complaints()
    const redis = await ownRedis()
    await begin(redis)
    await redis.kill()
    await until(() => String(said.at(-1)).includes('ECONNREFUSED'))
    await redis.restart()
    await until(() => said.at(-1) === 'Encke: the log is well again')
    expect(said[0]).toMatch(/^Encke: the log cannot be reached: /)
    expect(new Set(said).size).toBe(said.length)
  })

  test('hears that Redis is full, once, and nothing else until it has taken something', async () => {
    const redis = await ownRedis()
    const encke = await begin(redis)
    const told = listening(encke)
    await redis.ask('CONFIG', 'SET', 'maxmemory', '1')
    for (const _ of numbers(2)) await expect(encke.publish('/a', 1)).rejects.toThrow('OOM')
    expect(told).toEqual([expect.stringMatching(/^busy: the log takes nothing: .*OOM/)])
    await redis.ask('CONFIG', 'SET', 'maxmemory', '0')
    await encke.publish('/a', 1)
    await until(() => told.length > 1)
    expect(told[1]).toBe(undefined)
  })

  test('hears once of a right that the node lacks, however often that costs it the connection', async () => {
    const redis = await ownRedis()
    const encke = await begin(redis)
    const told = listening(encke)
    await redis.ask('ACL', 'SETUSER', 'default', '-xread')
    const connections = async () =>
      Number(/total_connections_received:(\d+)/.exec(String(await redis.ask('INFO', 'stats')))?.[1])
    const before = await connections()
    // Each of these questions is one, too.
    let asked = 0
    await until(async () => (await connections()) - before > ++asked + 6)
    expect(told).toEqual([expect.stringMatching(/xread/)])
    await redis.ask('ACL', 'SETUSER', 'default', '+xread')
    await until(() => told.includes(undefined))
  })

  test('hears that the address leads to a replica', async () => {
    const redis = await ownRedis({ settings: { 'repl-diskless-sync-delay': '0' } })
    await ownReplica(redis)
    const encke = await begin(redis)
    const told = listening(encke)
    await redis.ask('REPLICAOF', '127.0.0.1', '1')
    await expect(encke.publish('/a', 1)).rejects.toThrow()
    await until(() => told.some((one) => one?.includes('READONLY')))
    await expect(encke.publish('/a', 1)).rejects.toThrow('READONLY')
    await redis.ask('REPLICAOF', 'NO', 'ONE')
    await until(() => told.includes(undefined))
    expect(told.filter((one) => one?.includes('READONLY'))).toHaveLength(1)
    expect(told.join()).not.toContain('script')
  })

  test('who throws, now or later, is told of on the console, and the others hear all the same', async () => {
    const said = complaints()
    const redis = await ownRedis()
    const encke = await begin(redis)
    encke.on('log', () => {
      throw new Error('now')
    })
    encke.on('log', (async () => Promise.reject(new Error('later'))) as () => void)
    const undo = encke.on('log', () => said.push('never'))
    const told = listening(encke)
    undo()
    await redis.kill()
    await until(() => told.length && said.length > 1)
    expect(said.slice(0, 2)).toEqual([new Error('now'), new Error('later')])
  })

  test('hears nothing of a server that is closed', async () => {
    const said = complaints()
    const redis = await ownRedis()
    const { log } = await open(redis, { patience: 2000 })
    const { encke } = await serve({ log })
    const told = listening(encke)
    encke.close()
    const reached = new Promise((resolve) => log.onTrouble(resolve))
    await redis.kill()
    await reached
    expect([told, said]).toEqual([[], []])
  })
})
