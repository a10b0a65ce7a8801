import { describe, expect, test } from 'vitest'
import { type Client, connect, type SubscribeOptions } from '../../src/index'
import type { Page } from '../../src/server/log/log'
import { createMemoryLog } from '../../src/server/log/memory'
import { closeLater, serve } from '../support/close-later'
import { numbers } from '../support/numbers'
import { haveRedis } from '../support/redis'
import type { TestServer } from '../support/server'
import { until } from '../support/until'
import { open, ownRedis } from './log/redis-nodes'

async function begin(): Promise<{ server: TestServer; client: Client }> {
  const server = await serve()
  const client = closeLater(connect(server.url, { transports: ['fetch-streaming', 'long-polling'] }))
  return { server, client }
}

function listen(client: Client, pattern: string, options: SubscribeOptions) {
  const got: unknown[] = []
  const { ready } = client.subscribe(pattern, ({ data }) => got.push(data), options)
  return Object.assign(got, { ready })
}

/** Makes everyone who listens wait for what is published meanwhile. */
async function lag(server: TestServer, meanwhile: () => void) {
  server.allow(0)
  server.cut()
  meanwhile()
  server.allow(Number.POSITIVE_INFINITY)
  server.cut()
}

const prices = (server: TestServer, count: number) => {
  for (let price = 0; price < count; price++)
    for (const name of ['x', 'y']) server.encke.publish(`/price/${name}`, [name, price])
}

/** Publishes the end to one channel when both have brought something; resolves with all that came until then. */
async function upToTheEnd(server: TestServer, got: unknown[], name: string) {
  await until(() => got.length >= 2)
  await server.encke.publish(`/price/${name}`, 'end')
  await until(() => got.includes('end'))
  return [...got]
}

describe('a subscription to the latest', () => {
  test('gets of what has piled up only the newest of each channel', async () => {
    const { server, client } = await begin()
    prices(server, 1000)
    const got = listen(client, '/price/*', { since: 'oldest', latest: true })
    expect(await upToTheEnd(server, got, 'x')).toEqual([['x', 999], ['y', 999], 'end'])
  })

  test.skipIf(!haveRedis())('gets no more of what is older than the memory of its node', async () => {
    const { log } = await open(await ownRedis(), { mirror: { messages: 50 } })
    const server = await serve({ log })
    const since = await server.encke.publish('/price/x', 'first')
    for (const price of numbers(20)) await server.encke.publish('/price/x', price)
    const last = await Promise.all(numbers(100).map((number) => server.encke.publish('/other', number)))
    await until(() => log.tail >= last.at(-1)!)
    const client = closeLater(connect(server.url, { transports: ['fetch-streaming'] }))
    const got = listen(client, '/price/*', { since, latest: true })
    await until(() => got.length)
    await server.encke.publish('/price/x', 'end')
    await until(() => got.includes('end'))
    expect([...got]).toEqual([19, 'end'])
  })

  test('is brought them from a log that keeps very much without all of that being read', async () => {
    const log = createMemoryLog({ messages: 50_000 })
    const read = log.read.bind(log)
    let runs = 0
    log.read = (...asked) => {
      const page = read(...asked) as Page
      runs += page.runs.length
      return page
    }
    const server = await serve({ log })
    for (const price of numbers(25_000))
      for (const name of ['x', 'y']) server.encke.publish(`/price/${name}`, [name, price])
    const client = closeLater(connect(server.url, { transports: ['fetch-streaming'] }))
    const everything = listen(client, '/order/7', {})
    await everything.ready
    const got = listen(client, '/price/*', { since: 'oldest', latest: true })
    await until(() => got.length === 2)
    expect([...got]).toEqual([
      ['x', 24_999],
      ['y', 24_999],
    ])
    expect(runs).toBeLessThan(10)
  })

  test('gets everything while it keeps up', async () => {
    const { server, client } = await begin()
    const got = listen(client, '/price/*', { latest: true })
    await got.ready
    for (let price = 0; price < 20; price++) {
      await server.encke.publish('/price/x', price)
      await until(() => got.length === price + 1)
    }
    expect([...got]).toEqual(numbers(20))
  })

  test('gets the newest after a break', async () => {
    const { server, client } = await begin()
    const got = listen(client, '/price/*', { latest: true })
    await got.ready
    await lag(server, () => prices(server, 300))
    expect(await upToTheEnd(server, got, 'y')).toEqual([['x', 299], ['y', 299], 'end'])
  })

  test('beside one that wants everything does not keep anything from that', async () => {
    const { server, client } = await begin()
    const newest = listen(client, '/price/x', { latest: true })
    await newest.ready
    const every = listen(client, '/price/x', {})
    const wild = listen(client, '/price/**', {})
    await Promise.all([every.ready, wild.ready])
    await lag(server, () => prices(server, 100))
    await until(() => every.length >= 100 && wild.length >= 200)
    expect([every.length, wild.length]).toEqual([100, 200])
  })

  test('and another pattern that wants everything go their own ways', async () => {
    const { server, client } = await begin()
    const newest = listen(client, '/price/x', { latest: true })
    const every = listen(client, '/price/y', {})
    await Promise.all([newest.ready, every.ready])
    await lag(server, () => prices(server, 100))
    await until(() => every.length === 100)
    expect([...newest]).toEqual([['x', 99]])
  })
})
