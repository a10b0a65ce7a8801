import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import type { TransportName } from '../../src/index'
import { useBrowser } from '../support/in-page'

const { serve, open, spoil } = useBrowser()

interface Seen {
  cuts: number
  lives: number
  got: number[]
}

/** Connects by this transport and counts how often its link is cut. */
function connect(page: Page, transport: TransportName) {
  return page.evaluate(async (transport) => {
    const { Encke } = window as unknown as { Encke: typeof import('../../src/index') }
    const client = Encke.connect('/encke', { transports: [transport] })
    const seen: Seen = { cuts: 0, lives: 0, got: [] }
    Object.assign(window, { seen })
    client.on('decision', ({ kind }) => {
      if (kind === 'failed') seen.cuts++
      if (kind === 'live') seen.lives++
    })
    await client.subscribe<number>('/n', ({ data }) => seen.got.push(data)).ready
  }, transport)
}

const cuts = (page: Page) => page.evaluate(() => (window as unknown as { seen: Seen }).seen.cuts)

test.each(['websocket', 'fetch-streaming'] as const)(
  '%s is cut after silence twice, learns the heartbeat that prevents it, and is cut no more',
  async (transport) => {
    const server = await serve({ timeout: 25_000 })
    const proxy = await spoil(server, { cut: { idle: 3000 } })
    const page = await open(proxy)
    await connect(page, transport)
    await page.waitForFunction(() => (window as unknown as { seen: Seen }).seen.cuts === 2)
    const before = proxy.requests + proxy.upgrades
    await new Promise((resolve) => setTimeout(resolve, 8000))
    expect(await cuts(page)).toBe(2)
    server.encke.publish('/n', 1)
    await page.waitForFunction(() => (window as unknown as { seen: Seen }).seen.got.length === 1)
    console.log(
      `${transport}: 2 cuts, then none in 8 s; ${proxy.requests + proxy.upgrades - before} requests meanwhile`,
    )
  },
)

test.each(['websocket', 'fetch-streaming'] as const)(
  '%s is cut at an age twice, and from then on followed by another link before that',
  async (transport) => {
    const server = await serve()
    const proxy = await spoil(server, { cut: { age: 3000 } })
    const page = await open(proxy)
    let number = 0
    const timer = setInterval(() => server.encke.publish('/n', number++), 100)
    await connect(page, transport)
    await page.waitForFunction(() => (window as unknown as { seen: Seen }).seen.cuts === 2)
    await new Promise((resolve) => setTimeout(resolve, 10_000))
    clearInterval(timer)
    expect(await cuts(page)).toBe(2)
    const { got } = await page.evaluate(() => (window as unknown as { seen: Seen }).seen)
    expect(got).toEqual(got.map((_, index) => (got[0] as number) + index))
  },
)
