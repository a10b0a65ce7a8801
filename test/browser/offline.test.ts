import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { expect, onTestFinished, test } from 'vitest'
import { pages } from '../docs/pages'
import { listen, type PageWindow, useBrowser } from '../support/in-page'

const { serve, open } = useBrowser()

const state = (page: Page, wanted: string) =>
  page.waitForFunction((wanted) => (window as unknown as PageWindow).client.state === wanted, wanted)
const carried = (page: Page, by: string) =>
  page.waitForFunction((by) => (window as unknown as PageWindow).client.transport === by, by)
const got = (page: Page, count: number) =>
  page.waitForFunction((count) => (window as unknown as PageWindow).got.length === count, count)

/** As it stands there. */
async function breakable(page: Page): Promise<(isDown: boolean) => Promise<void>> {
  const block = pages.get('docs/testing.md')?.blocks.find(({ text }) => text.includes('breakable'))
  const folder = await mkdtemp(join(tmpdir(), 'encke-docs-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'breakable.ts')
  await writeFile(file, `${block?.text}`)
  return (await import(file)).breakable(page)
}

test.each(['websocket', 'long-polling'] as const)(
  'what the page on testing shows takes a page down and up again (%s), and nothing is lost',
  async (transport) => {
    const server = await serve()
    const page = await open(server)
    const take = await breakable(page)
    await page.reload()
    await listen(page, { transports: [transport] })
    await server.encke.publish('/n', 1)
    await got(page, 1)
    await take(true)
    // A poll that is held is not cut: it is answered, and the next one is refused.
    await server.encke.publish('/n', 2)
    await state(page, 'offline')
    await server.encke.publish('/n', 3)
    await take(false)
    await got(page, 3)
    expect(await page.evaluate(() => (window as unknown as PageWindow).got)).toEqual([1, 2, 3])
  },
)

test('a browser that is told to be offline keeps its socket: the silence is noticed, and nothing is lost', async () => {
  const server = await serve({ timeout: 1000 })
  const page = await open(server)
  await listen(page, {})
  await carried(page, 'websocket')
  await page.context().setOffline(true)
  await server.encke.publish('/n', 1)
  await state(page, 'offline')
  await page.context().setOffline(false)
  await got(page, 1)
  const log = await page.evaluate(() => (window as unknown as PageWindow).log)
  expect(log.join('\n')).toMatch(/^websocket failed: nothing came for \d+ ms$/m)
})
