import type { Browser, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { launch } from '../support/chromium'
import { servePage } from '../support/page'
import { runSeed, seeded } from '../support/random'
import { startServer, type TestServer } from '../support/server'

declare const Encke: typeof import('../../src/index')
declare const window: Window & {
  client: ReturnType<typeof Encke.connect>
  got: number[]
  log: string[]
  missed: unknown[]
}

const transports = ['xhr-streaming', 'iframe', 'long-polling', 'callback-polling'] as const

let browser: Browser
beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser.close())

const opened: { close(): unknown }[] = []
afterEach(async () => {
  for (const thing of opened.splice(0).reverse()) await thing.close()
})

async function open(server: TestServer): Promise<Page> {
  const context = await browser.newContext()
  const page = await context.newPage()
  opened.push(context)
  page.on('pageerror', (error) => console.log('pageerror', error))
  await page.goto(server.origin, { waitUntil: 'load' })
  return page
}

async function serve(options = {}): Promise<TestServer> {
  const server = await startServer({ timeout: 5000, ...options }, servePage())
  opened.push(server)
  return server
}

/** Subscribes to `/n`, and keeps what comes. Resolves when the server has accepted it. */
function listen(page: Page, transport: (typeof transports)[number], url = '/encke'): Promise<void> {
  return page.evaluate(
    async ([name, to]) => {
      window.got = []
      window.log = []
      window.missed = []
      window.client = Encke.connect(to as string, { transports: [name as 'iframe'] })
      window.client.on('state', (state) => window.log.push(state))
      window.client.on('missed', (gap) => window.missed.push(gap))
      window.client.on('decision', ({ kind, reason }) => window.log.push(`${kind}: ${reason}`))
      await window.client.subscribe<number>('/n', ({ data }) => window.got.push(data)).ready
    },
    [transport, url],
  )
}

const got = (page: Page) => page.evaluate(() => window.got)
const until = (page: Page, count: number) =>
  page.waitForFunction((n) => window.got.length >= n, count, { timeout: 60_000 })
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)

/** Publishes 0 to count - 1, so many at a time, with a pause of a millisecond or two between. */
async function publish(server: TestServer, count: number, atOnce: number, each = (_: number) => {}) {
  for (let number = 0; number < count; number++) {
    each(number)
    server.encke.publish('/n', number)
    if (number % atOnce === 0) await new Promise((resolve) => setTimeout(resolve, 1))
  }
}

describe.each(transports)('%s in Chromium', (transport) => {
  test('brings 2,000 messages in order', async () => {
    const server = await serve()
    const page = await open(server)
    await listen(page, transport)
    await publish(server, 2000, 7)
    await until(page, 2000)
    expect(await got(page)).toEqual(numbers(2000))
  })

  test('loses, repeats and reorders nothing when the connection is cut 20 times in 2,000 messages', async () => {
    const server = await serve()
    const page = await open(server)
    await listen(page, transport)
    const random = seeded(runSeed(`cuts, ${transport}`))
    const cuts = new Set<number>()
    while (cuts.size < 20) cuts.add(1 + Math.floor(random() * 1999))
    await publish(server, 2000, 1, (number) => cuts.has(number) && server.cut())
    await until(page, 2000)
    expect(await got(page)).toEqual(numbers(2000))
    expect(await page.evaluate(() => window.missed)).toEqual([])
  })

  test('comes back by itself when the server restarts, and says that its log is gone', async () => {
    const server = await serve()
    const page = await open(server)
    await listen(page, transport)
    await publish(server, 10, 1)
    await until(page, 10)
    server.restart()
    await page.waitForFunction(() => window.missed.length > 0)
    expect(await page.evaluate(() => window.missed)).toMatchObject([{ patterns: ['/n'], reason: 'reset' }])
    server.encke.publish('/n', 10)
    await until(page, 11)
    expect(await got(page)).toEqual(numbers(11))
  })

  test('has the first message after one request', async () => {
    const server = await serve()
    const page = await open(server)
    server.encke.publish('/early', 'bird')
    const first = await page.evaluate(async (name) => {
      const client = Encke.connect('/encke', { transports: [name] })
      for await (const { data } of client.subscribe('/early', { since: 'oldest' })) {
        client.close()
        return data
      }
    }, transport)
    expect(first).toBe('bird')
  })
})
