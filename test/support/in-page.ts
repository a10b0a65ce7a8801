import type { Browser, BrowserContext, Page } from 'playwright'
import { afterAll, afterEach, beforeAll } from 'vitest'
import type { Options } from '../../src/index'
import type { ServerOptions } from '../../src/server/index'
import { type BadProxy, type Faults, startBadProxy } from '../proxy/bad-proxy'
import { launch } from './chromium'
import { servePage } from './page'
import { startServer, type TestServer } from './server'

declare const Encke: typeof import('../../src/index')

/** What a page of these tests has. */
export interface PageWindow {
  client: ReturnType<typeof Encke.connect>
  got: unknown[]
  log: string[]
  missed: unknown[]
  errors: string[]
}

export const transports = [
  'websocket',
  'fetch-streaming',
  'xhr-streaming',
  'eventsource',
  'iframe',
  'long-polling',
  'callback-polling',
] as const

/** A Chromium for the tests of a file; what a test opens is closed after it. */
export function useBrowser() {
  const opened: { close(): unknown }[] = []
  let browser: Browser
  beforeAll(async () => {
    browser = await launch()
  })
  afterAll(() => browser.close())
  afterEach(async () => {
    for (const thing of opened.splice(0).reverse()) await thing.close()
  })

  return {
    closeLater: <Thing extends { close(): unknown }>(thing: Thing) => {
      opened.push(thing)
      return thing
    },

    /** A server that also serves a page with the client, at every path. */
    async serve(options: ServerOptions = {}, headers: Record<string, string> = {}): Promise<TestServer> {
      const server = await startServer({ timeout: 5000, ...options }, servePage(headers))
      opened.push(server)
      return server
    },

    /** A proxy before this server, with these faults. */
    async spoil(server: TestServer, faults: Faults = {}): Promise<BadProxy & { origin: string }> {
      const proxy = await startBadProxy({ upstream: server.origin, faults })
      opened.push(proxy)
      return Object.assign(proxy, { origin: proxy.url })
    },

    /** The page of this server, in a fresh profile. */
    async open(server: { origin: string }): Promise<Page> {
      const context: BrowserContext = await browser.newContext()
      opened.push(context)
      const page = await context.newPage()
      await page.goto(server.origin, { waitUntil: 'load' })
      return page
    },
  }
}

/** Connects and subscribes to `/n` in the page; resolves when the server has accepted that. */
export function listen(page: Page, options: Options, url = '/encke', ready = true): Promise<void> {
  return page.evaluate(
    async ([options, url, ready]) => {
      const page = window as unknown as PageWindow
      Object.assign(page, { got: [], log: [], missed: [], errors: [] })
      page.client = Encke.connect(url, options)
      page.client.on('state', (state) => page.log.push(state))
      page.client.on('missed', (gap) => page.missed.push(gap))
      page.client.on('error', ({ code, message }) => page.errors.push(`${code}: ${message}`))
      page.client.on('decision', ({ kind, transport, reason }) => page.log.push(`${transport} ${kind}: ${reason}`))
      const subscription = page.client.subscribe('/n', ({ data }) => page.got.push(data))
      if (ready) await subscription.ready
    },
    [options as object, url, ready] as const,
  )
}

/** Something that the page has collected. */
export function look<Name extends keyof PageWindow>(page: Page, name: Name): Promise<PageWindow[Name]> {
  return page.evaluate((name) => window[name as never] as never, name as string)
}

/** Waits until the page has got so many. */
export function until(page: Page, count: number) {
  return page.waitForFunction((count) => (window as unknown as PageWindow).got.length >= count, count)
}

export const numbers = (count: number) => Array.from({ length: count }, (_, index) => index)

/** Publishes 0 to count - 1 on `/n`, so many in one turn, with a pause of a millisecond between turns. */
export async function publish(server: TestServer, count: number, atOnce: number) {
  for (let number = 0; number < count; number++) {
    server.encke.publish('/n', number)
    if (number % atOnce === 0) await new Promise((resolve) => setTimeout(resolve, 1))
  }
}

/** Publishes 0 to count - 1 on `/n`, so many a second, with something done before each. */
export function publishSlowly(
  server: TestServer,
  count: number,
  rate: number,
  before: (number: number) => void,
): Promise<void> {
  let number = 0
  return new Promise((resolve) => {
    const start = performance.now()
    const timer = setInterval(() => {
      while (number < count && number < ((performance.now() - start) * rate) / 1000) {
        before(number)
        server.encke.publish('/n', number++)
      }
      if (number < count) return
      clearInterval(timer)
      resolve()
    }, 5)
  })
}
