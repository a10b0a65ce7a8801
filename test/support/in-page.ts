import type { Browser, BrowserContext, Page } from 'playwright'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import type { Options } from '../../src/index'
import type { ServerOptions } from '../../src/server/index'
import { type BadProxy, type Faults, startBadProxy } from '../proxy/bad-proxy'
import { launch } from './chromium'
import { closeLater, serve as serveHere } from './close-later'
import type { Tab } from './engines/engine'
import { servePage } from './page'
import type { TestServer } from './server'

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

/** A proxy before this server, with these faults. */
export async function spoil(server: TestServer, faults: Faults = {}): Promise<BadProxy & { origin: string }> {
  const proxy = closeLater(await startBadProxy({ upstream: server.origin, faults }))
  return Object.assign(proxy, { origin: proxy.url })
}

/**
 * A Chromium for the tests of a file; what a test opens is closed after it. Its tests share a profile, and no origin: what a
 * page of one keeps, no other one sees.
 * @param args - what Chromium is told
 */
export function useBrowser(args: string[] = []) {
  let browser: Browser
  let context: BrowserContext
  beforeAll(async () => {
    browser = await launch(args)
    context = await browser.newContext({ ignoreHTTPSErrors: true })
    // A window that has lost its last page is made anew for the next one, and that takes as long as many a test.
    await context.newPage()
  })
  afterAll(() => browser.close())

  return {
    /**
     * A server that also serves a page with the client, at every path.
     * @param certificate - and its key: then it speaks TLS
     */
    serve: (
      options: ServerOptions = {},
      headers: Record<string, string> = {},
      certificate?: string,
    ): Promise<TestServer> => serveHere({ timeout: 5000, ...options }, servePage(headers), certificate),

    spoil,

    /**
     * The page of this server.
     * @param proxy - that the browser asks for it; it has a profile of its own then
     */
    async open(server: { origin: string }, proxy?: string): Promise<Page> {
      const through = { proxy: { server: proxy as string, bypass: '<-loopback>' }, ignoreHTTPSErrors: true }
      const own = proxy && closeLater(await browser.newContext(through))
      const page = closeLater(await (own || context).newPage())
      await page.goto(server.origin, { waitUntil: 'load' })
      return page
    },
  }
}

/** As in a page that is not secure: then nothing keeps its tabs from taking all connections. */
export const withoutLocks = (page: Page): Promise<void> =>
  page.evaluate(() => void Object.defineProperty(navigator, 'locks', { value: undefined }))

/** So many more tabs, with the same page, in the same browser. */
export function openBeside(page: Page, count: number): Promise<Page[]> {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const tab = closeLater(await page.context().newPage())
      await tab.goto(page.url(), { waitUntil: 'load' })
      return tab
    }),
  )
}

/** Connects and subscribes to `/n` in the page; resolves when the server has accepted that. */
export function listen(page: Tab, options: Options, url = '/encke', ready = true): Promise<void> {
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
export function look<Name extends keyof PageWindow>(page: Tab, name: Name): Promise<PageWindow[Name]> {
  return page.evaluate((name) => window[name as never] as never, name as string)
}

/** Waits until the page has got so many. */
export function until(page: Tab, count: number) {
  return page.waitForFunction((count) => (window as unknown as PageWindow).got.length >= count, count)
}

/** Publishes 0 to count - 1 on `/n`, so many in one turn, with a pause of a millisecond between turns. */
export async function publish(server: TestServer, count: number, atOnce: number) {
  for (let number = 0; number < count; number++) {
    server.encke.publish('/n', number)
    if (number % atOnce === 0) await new Promise((resolve) => setTimeout(resolve, 1))
  }
}

/** Publishes 0, 1, 2… on `/n`, so many a second, while `more` says so of the next one; resolves with how many. */
export function publishSlowly(server: TestServer, rate: number, more: (number: number) => boolean): Promise<number> {
  let number = 0
  return new Promise((resolve) => {
    const start = performance.now()
    const timer = setInterval(() => {
      while (number < ((performance.now() - start) * rate) / 1000) {
        if (!more(number)) {
          clearInterval(timer)
          return resolve(number)
        }
        server.encke.publish('/n', number++)
      }
    }, 5)
    onTestFinished(() => clearInterval(timer))
  })
}

export interface Cutting {
  /** Publications, at the least. */
  messages: number
  cuts: number
  /** Publications a second. */
  rate: number
  random: () => number
}

/**
 * Publishes on `/n`, and cuts the connections now and then. A cut that finds none to cut is drawn anew: made as soon as there
 * is one, it would kill every try of a client that waits between them at its birth. Publishing goes on until all are made,
 * and for a while after the last one.
 */
export async function publishAndCut(server: TestServer, { messages, cuts: wanted, rate, random }: Cutting) {
  const share = messages / wanted
  let cuts = 0
  let last = 0
  let next = random() * share
  const published = await publishSlowly(server, rate, (number) => {
    if (cuts < wanted && number >= next) {
      next = number + random() * share
      if (server.cut()) {
        cuts++
        last = number
      }
    }
    return cuts < wanted || number < Math.max(messages, last + share)
  })
  return { published, cuts }
}
