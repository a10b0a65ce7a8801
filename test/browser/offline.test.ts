import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { listen, type PageWindow, transports, useBrowser } from '../support/in-page'

const { serve, open } = useBrowser()

const state = (page: Page, wanted: string) =>
  page.waitForFunction((wanted) => (window as unknown as PageWindow).client.state === wanted, wanted)
const carried = (page: Page, by: string) =>
  page.waitForFunction((by) => (window as unknown as PageWindow).client.transport === by, by)
const got = (page: Page, count: number) =>
  page.waitForFunction((count) => (window as unknown as PageWindow).got.length === count, count)

test.each(transports)(
  'a page by %s is offline soon after its browser says so, and loses nothing',
  async (transport) => {
    const server = await serve()
    const page = await open(server)
    await listen(page, { transports: [transport] })
    await carried(page, transport)
    // It cuts nothing that is open; the longest silence that the server allows is 25 s.
    const began = performance.now()
    await page.context().setOffline(true)
    await state(page, 'offline')
    expect(performance.now() - began).toBeLessThan(10_000)
    await server.encke.publish('/n', 1)
    await page.context().setOffline(false)
    await got(page, 1)
  },
)

test.each(transports)('a page by %s stays online where its browser is wrong about that', async (transport) => {
  const server = await serve()
  const page = await open(server)
  await listen(page, { transports: [transport] })
  await carried(page, transport)
  await page.evaluate(async () => {
    dispatchEvent(new Event('offline'))
    // It goes behind what has to be shown.
    await (window as unknown as PageWindow).client.publish('/n', 1)
  })
  await got(page, 1)
  expect(await page.evaluate(() => (window as unknown as PageWindow).log)).not.toContain('offline')
})
