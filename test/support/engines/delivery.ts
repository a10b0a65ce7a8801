import { expect, test } from 'vitest'
import type { TransportName } from '../../../src/index'
import type { ServerOptions } from '../../../src/server/index'
import { listen, look, type PageWindow, publish, publishSlowly, until } from '../in-page'
import { numbers } from '../numbers'
import { runSeed, seeded } from '../random'
import type { TestServer } from '../server'
import { type Browser, column, serve as serveHere } from './suite'

/** Milliseconds of silence after which a client asks the server. */
const silence = 750

type Serve = (options?: ServerOptions) => Promise<TestServer>

/** Tests that a transport delivers in this engine. */
export function testDelivery({ name, open }: Browser, transport: TransportName, serve: Serve = serveHere) {
  test('has the first message after one request', column('first', transport), async () => {
    const server = await serve()
    const page = await open(server.origin)
    server.encke.publish('/early', 'bird')
    server.allow(1)
    const first = await page.evaluate(async (transport) => {
      const { Encke } = window as unknown as { Encke: typeof import('../../../src/index') }
      const client = Encke.connect('/encke', { transports: [transport] })
      for await (const { data } of client.subscribe('/early', { since: 'oldest' })) return data
      return undefined
    }, transport)
    expect(first).toBe('bird')
    expect(server.requests).toBe(1)
  })

  test('brings 500 messages in order, over one link after the other', column('order', transport), async () => {
    const server = await serve({ wear: { characters: 5000 } })
    const page = await open(server.origin)
    await listen(page, { transports: [transport] })
    await publish(server, 500, 7)
    await until(page, 500)
    expect(await look(page, 'got')).toEqual(numbers(500))
    expect(server.requests).toBeGreaterThan(transport === 'websocket' ? 0 : 1)
    expect((await look(page, 'log')).filter((entry) => entry === 'offline')).toEqual([])
  })

  test(
    'loses, repeats and reorders nothing when every connection is cut, 5 times',
    column('cuts', transport),
    async () => {
      const server = await serve({ timeout: 200 })
      const page = await open(server.origin)
      await listen(page, { transports: [transport] })
      const random = seeded(runSeed(`cuts, ${name}, ${transport}`))
      for (let round = 1; round <= 5; round++) {
        const moment = Math.floor(random() * 60)
        await publishSlowly(server, 300, (number) => {
          if (number === moment) server.cut()
          return number < 60
        })
        await until(page, 60 * round)
      }
      expect(await look(page, 'got')).toEqual(Array.from({ length: 5 }, () => numbers(60)).flat())
      expect(await look(page, 'missed')).toEqual([])
    },
  )

  test('goes on at once when its connection is cut, and not after a silence', column('cuts', transport), async () => {
    const server = await serve()
    const page = await open(server.origin)
    await listen(page, { transports: [transport] })
    await page.evaluate(() => {
      const page = window as unknown as PageWindow & { longest: number }
      let last = Number.POSITIVE_INFINITY
      page.longest = 0
      page.client.subscribe('/n', () => {
        page.longest = Math.max(page.longest, performance.now() - last)
        last = performance.now()
      })
    })
    await publishSlowly(server, 100, (number) => {
      if (number === 30) server.cut()
      return number < 60
    })
    await until(page, 60)
    const longest = await page.evaluate(() => (window as unknown as { longest: number }).longest)
    if (process.env.LOG) console.log(`${name}, ${transport}: ${Math.round(longest)} ms`)
    expect(longest).toBeLessThan(silence)
  })

  test(
    'publishes 100 messages once and in order, and hears that the server has them',
    column('publishes', transport),
    async () => {
      const server = await serve()
      const got: unknown[] = []
      server.encke.subscribe('/up', ({ data }) => got.push(data))
      const page = await open(server.origin)
      await listen(page, { transports: [transport] })
      await page.evaluate(async () => {
        const { client } = window as unknown as PageWindow
        const all = Array.from({ length: 100 }, (_, number) => client.publish('/up', number))
        await Promise.all(all)
      })
      expect(got).toEqual(numbers(100))
    },
  )
}
