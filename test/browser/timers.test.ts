import type { Page } from 'playwright'
import { expect, onTestFinished, test } from 'vitest'
import type { TransportName } from '../../src/index'
import { useBrowser } from '../support/in-page'
import { until } from '../support/until'

const { serve, open, spoil } = useBrowser()

interface Seen {
  cuts: number
  got: number[]
}

/** Connects by this transport and counts how often its link is cut. */
function connect(page: Page, transport: TransportName) {
  return page.evaluate(async (transport) => {
    const { Encke } = window as unknown as { Encke: typeof import('../../src/index') }
    const client = Encke.connect('/encke', { transports: [transport] })
    const seen: Seen = { cuts: 0, got: [] }
    Object.assign(window, { seen })
    client.on('decision', ({ kind }) => {
      if (kind === 'failed') seen.cuts++
    })
    await client.subscribe<number>('/n', ({ data }) => seen.got.push(data)).ready
  }, transport)
}

const see = (page: Page) => page.evaluate(() => (window as unknown as { seen: Seen }).seen)

/** Resolves when the link has been cut twice. */
const cutTwice = (page: Page) => page.waitForFunction(() => (window as unknown as { seen: Seen }).seen.cuts === 2)

/** Milliseconds: more than those below which a client takes a cut for an accident. */
const timer = 2500

/** By both kinds of links, at the same time. */
const byBoth = (run: (transport: TransportName) => Promise<void>) =>
  Promise.all((['websocket', 'fetch-streaming'] as const).map(run))

test('a link that is cut after silence twice learns the heartbeat that prevents it, and is cut no more', () =>
  byBoth(async (transport) => {
    const server = await serve({ timeout: 25_000 })
    const proxy = await spoil(server, { cut: { idle: timer } })
    const page = await open(proxy)
    await connect(page, transport)
    await cutTwice(page)
    const before = proxy.requests + proxy.upgrades
    await new Promise((resolve) => setTimeout(resolve, 2.7 * timer))
    expect((await see(page)).cuts, transport).toBe(2)
    server.encke.publish('/n', 1)
    await page.waitForFunction(() => (window as unknown as { seen: Seen }).seen.got.length === 1)
    console.log(`${transport}: 2 cuts, then none; ${proxy.requests + proxy.upgrades - before} requests meanwhile`)
  }))

test('a link that is cut at an age twice is from then on followed by another one before that', () =>
  byBoth(async (transport) => {
    const server = await serve()
    const proxy = await spoil(server, { cut: { age: timer } })
    const page = await open(proxy)
    let number = 0
    const timing = setInterval(() => server.encke.publish('/n', number++), 100)
    onTestFinished(() => clearInterval(timing))
    await connect(page, transport)
    await cutTwice(page)
    const { requests } = server
    // Each is a link: the one after the cut perhaps, and those that follow.
    await until(() => server.requests > requests + 4, 'five more links', 8 * timer)
    const { cuts, got } = await see(page)
    expect(cuts, transport).toBe(2)
    expect(got).toEqual(got.map((_, index) => (got[0] as number) + index))
  }))
