import { describe, expect, test, vi } from 'vitest'
import { createMemoryLog } from '../../src/server/index'
import { closeLater, serve } from '../support/close-later'
import { costOf } from '../support/cost'
import { numbers } from '../support/numbers'
import { handshake, subscribe } from '../support/plain-client'
import type { TestServer } from '../support/server'
import { until } from '../support/until'
import { enckeOf, joining, newKey, post, stream } from '../support/wire'

// What is much takes a machine long that is busy.
vi.setConfig({ testTimeout: 60_000 })

/** Milliseconds of processor time that one request may cost. */
const patience = 500

/** A plain client that listens to these. */
async function listener(server: TestServer, subscriptions: readonly string[]): Promise<string> {
  const clientId = await handshake(server)
  await subscribe(server, clientId, subscriptions)
  return clientId
}

const thousand = numbers(1000).map((number) => `/s/${number}`)

describe('a client with a thousand subscriptions', () => {
  test.each([
    ['ends one that is none, 200,000 times', Array(200_000).fill('')],
    ['ends 90,000 that it does not have', numbers(90_000).map((number) => `/${number}`)],
    ['ends one that it has, 100,000 times', Array(100_000).fill('/s/7')],
  ])('keeps nobody waiting when it %s', async (_, subscription) => {
    const server = await serve()
    const clientId = await listener(server, thousand)
    const ask = () => post(server.url, [{ channel: '/meta/unsubscribe', clientId, subscription }])
    const [{ messages }, cost] = await costOf(ask)
    expect(messages).toMatchObject([{ successful: true }])
    expect(messages[0]?.subscription).toHaveLength(subscription.length)
    expect(cost).toBeLessThan(patience)
  })

  test('keeps nobody waiting when it asks for one of them 200,000 times', async () => {
    const server = await serve()
    const clientId = await listener(server, thousand.slice(1))
    const subscription = Array(200_000).fill('/a')
    const ask = () => post(server.url, [{ channel: '/meta/subscribe', clientId, subscription }])
    const [{ messages }, cost] = await costOf(ask)
    expect(messages).toMatchObject([{ successful: true }])
    expect(messages[0]?.subscription).toHaveLength(subscription.length)
    expect(cost).toBeLessThan(patience)
  })

  test('keeps nobody waiting when it changes eighty of them in each message of a thousand', async () => {
    const server = await serve()
    const clientId = await listener(server, thousand.slice(100))
    const subscription = numbers(80).map((number) => `/x${number}`)
    const batch = numbers(1000).map((number) => ({
      channel: number % 2 ? '/meta/unsubscribe' : '/meta/subscribe',
      clientId,
      subscription,
    }))
    const [{ messages }, cost] = await costOf(() => post(server.url, batch))
    expect(messages.filter(({ successful }) => successful)).toHaveLength(1000)
    expect(cost).toBeLessThan(patience)
  })

  test('is heard as before when it has ended some of them and asked for others, twice in one message', async () => {
    const server = await serve()
    const clientId = await listener(server, ['/a', '/b', '/c'])
    const say = (verb: string, ...subscription: string[]) =>
      post(server.url, [{ channel: `/meta/${verb}`, clientId, subscription }])
    await say('unsubscribe', '/a', '/b', '/a', '/never')
    await say('subscribe', '/b', '/d', '/b', '/c')
    for (const name of ['a', 'b', 'c', 'd', 'never']) server.encke.publish(`/${name}`, name)
    const connect = { channel: '/meta/connect', clientId, connectionType: 'long-polling', advice: { timeout: 0 } }
    const { messages } = await post(server.url, [connect])
    expect(messages.slice(1).map(({ data }) => data)).toEqual(['b', 'c', 'd'])
  })
})

describe('channels of as many segments as there may be', () => {
  const deep = numbers(1000).map((number) => `/${number}${'/aaaaaaaaaaaaaaa'.repeat(31)}`)

  test('published in one request to two hundred who listen to all keep nobody waiting', async () => {
    const server = await serve({ timeout: 20_000 })
    const streams = await Promise.all(
      numbers(200).map(() => stream(server.url, [joining('xhr-streaming', { subscriptions: ['/**'] })])),
    )
    for (const one of streams) closeLater(one)
    await until(() => streams.every(({ text }) => text))
    const clientId = await handshake(server)
    const { messages } = await post(
      server.url,
      deep.map((channel) => ({ channel, clientId, data: 1 })),
    )
    expect(messages.filter(({ successful }) => successful)).toHaveLength(1000)
    const [, cost] = await costOf(() => post(server.url, []))
    expect(cost).toBeLessThan(3 * patience)
    await until(() => streams.every(({ text }) => text.includes('"/999/')))
  })

  test('keep nobody waiting when a hundred come back by polls for what has passed', async () => {
    const server = await serve({ timeout: 20_000 })
    const keys = numbers(100).map(() => newKey())
    let tail: unknown
    for (const key of keys) {
      const { messages } = await post(server.url, [joining('long-polling', { key, subscriptions: ['/**'] })])
      tail = enckeOf(messages[0]).tail
    }
    for (const channel of deep) server.encke.publish(channel, 1)
    const ext = { encke: { join: 2, version: 0, at: tail } }
    const comeBack = (clientId: string) =>
      post(server.url, [{ channel: '/meta/connect', clientId, connectionType: 'long-polling', ext }])
    const [, cost] = await costOf(() => Promise.all(keys.map(comeBack)))
    expect(cost).toBeLessThan(3 * patience)
  })

  describe('that have all but the last in common, with five hundred patterns of a client,', () => {
    const folder = '/aaaaaaaaaaaaaaa'.repeat(31)
    const alike = numbers(5000).map((number) => `${folder}/${number}`)
    const subscriptions = numbers(500).map((number) => `${folder.slice(16)}/${number}/**`)

    test('keep nobody waiting when it comes back for what has passed', async () => {
      const server = await serve()
      const key = newKey()
      const { messages } = await post(server.url, [joining('long-polling', { key, subscriptions })])
      const { tail } = enckeOf(messages[0])
      for (const channel of alike) server.encke.publish(channel, 1)
      const ext = { encke: { join: 2, version: 0, at: tail } }
      const connect = { channel: '/meta/connect', clientId: key, connectionType: 'long-polling' }
      const [answer, cost] = await costOf(() => post(server.url, [{ ...connect, advice: { timeout: 0 }, ext }]))
      expect(enckeOf(answer.messages[0]).at).not.toBe(tail)
      expect(cost).toBeLessThan(patience)
    })

    test('keep nobody waiting when they are published to ten who listen to all beside', async () => {
      const server = await serve({ timeout: 20_000 })
      const join = () => joining('xhr-streaming', { subscriptions: ['/**', ...subscriptions] })
      const streams = await Promise.all(numbers(10).map(() => stream(server.url, [join()])))
      for (const one of streams) closeLater(one)
      await until(() => streams.every(({ text }) => text))
      for (const channel of alike.slice(0, 200)) server.encke.publish(channel, 1)
      const [, cost] = await costOf(() => post(server.url, []))
      expect(cost).toBeLessThan(patience)
      await until(() => streams.every(({ text }) => text.includes('/199"')))
    })
  })
})

test('ten thousand messages in one request keep nobody waiting', async () => {
  const server = await serve({ limits: { batch: 10_000 } })
  const [{ messages }, cost] = await costOf(() => post(server.url, Array(10_000).fill({ channel: '/meta/nonsense' })))
  expect(messages).toHaveLength(10_000)
  expect(cost).toBeLessThan(patience)
})

describe('a handshake', () => {
  const hello = { channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: ['long-polling'] }

  test.each([
    ['text', 'x'.repeat(1_000_000)],
    ['a list', Array(500_000).fill(1)],
  ])('whose ext is %s costs little, and who is asked hears of none', async (_, ext) => {
    const asked: object[] = []
    const server = await serve({ authenticate: ({ ext }) => asked.push(ext) })
    const body = JSON.stringify([{ ...hello, ext }])
    const [{ messages }, cost] = await costOf(() => post(server.url, body))
    expect(messages).toMatchObject([{ successful: true }])
    expect(asked).toEqual([{}])
    expect(cost).toBeLessThan(patience)
  })
})

describe('a join', () => {
  test('with far more subscriptions than it may have is refused as a whole', async () => {
    const server = await serve({ limits: { subscriptions: 10 } })
    const subscriptions = numbers(161).map((number) => `/${number}`)
    const { messages } = await post(server.url, [joining('long-polling', { subscriptions })])
    expect(messages).toMatchObject([
      { successful: false, error: expect.stringMatching(/^413::more than/), advice: { reconnect: 'none' } },
    ])
    expect(server.encke.sessions).toBe(0)
    const fewer = await post(server.url, [joining('long-polling', { subscriptions: subscriptions.slice(1) })])
    expect(Object.keys(enckeOf(fewer.messages[0]).refused as object)).toHaveLength(150)
  })

  test('that names a pattern twice has it, and has room for as many as others', async () => {
    const server = await serve({ limits: { subscriptions: 2 } })
    const { messages } = await post(server.url, [joining('long-polling', { subscriptions: ['/a', '/a', '/b', '/a'] })])
    expect(messages).toMatchObject([{ successful: true }])
    expect(enckeOf(messages[0])).not.toHaveProperty('refused')
  })

  test('has nothing kept of what it wants the latest of but does not listen to', async () => {
    const log = createMemoryLog()
    const kept: string[] = []
    const server = await serve({
      log: Object.create(log, { remember: { value: (_: string, text: string) => kept.push(text) } }),
    })
    const latest = ['/a', ...numbers(1000).map((number) => `/never/${number}`)]
    await post(server.url, [joining('long-polling', { key: newKey(), subscriptions: ['/a', '/b'], latest })])
    expect(kept.map((text) => JSON.parse(text))).toMatchObject([{ patterns: ['/a', '/b'], latest: ['/a'] }])
  })
})

describe('a node on which all sessions together have as many patterns as they may', () => {
  const listening = (key: string, count: number, join = 1) =>
    joining('long-polling', { key, join, version: join, subscriptions: numbers(count).map((number) => `/${number}`) })
  const tooMany = [{ successful: false, error: '503::too many subscriptions', advice: { reconnect: 'retry' } }]
  const well = [{ successful: true }]

  test('asks who brings more to come again later, and takes them when there is room', async () => {
    const server = await serve({ limits: { patterns: 10 } })
    const [one, other] = [newKey(), newKey()]
    const say = async (message: object) => (await post(server.url, [message])).messages
    expect(await say(listening(one, 6))).toMatchObject(well)
    expect(await say(listening(other, 5))).toMatchObject(tooMany)
    expect(server.encke.sessions).toBe(1)
    expect(await say(listening(other, 4))).toMatchObject(well)
    expect(await say(listening(one, 7, 2))).toMatchObject(tooMany)
    expect(await say(listening(one, 5, 3))).toMatchObject(well)
    expect(await say(listening(other, 5, 2))).toMatchObject(well)
    await say({ channel: '/meta/disconnect', clientId: one, ext: { encke: { join: 3 } } })
    expect(await say(listening(other, 10, 3))).toMatchObject(well)
  })

  test('counts only what a join may listen to', async () => {
    const server = await serve({ limits: { patterns: 2 }, authorize: ({ channel }) => channel !== '/0' })
    expect((await post(server.url, [listening(newKey(), 3)])).messages).toMatchObject(well)
  })

  test('tells a plain client so that subscribes to more', async () => {
    const server = await serve({ limits: { patterns: 3 } })
    const clientId = await handshake(server)
    const say = async (verb: string, ...subscription: string[]) =>
      (await post(server.url, [{ channel: `/meta/${verb}`, clientId, subscription }])).messages
    expect(await say('subscribe', '/a', '/b')).toMatchObject(well)
    expect(await say('subscribe', '/b', '/c', '/d')).toMatchObject([{ error: '503::too many subscriptions' }])
    expect(await say('unsubscribe', '/a')).toMatchObject(well)
    expect(await say('subscribe', '/b', '/c', '/d')).toMatchObject(well)
  })
})
