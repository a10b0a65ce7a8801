import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type BadProxy, catalogue, type Faults, startBadProxy } from '../proxy/bad-proxy'
import { launch } from '../support/chromium'
import { closeLater } from '../support/close-later'

let browser: Browser
let upstream: string
let stop: () => void
beforeAll(async () => {
  browser = await launch()
  const server = spawn(process.execPath, ['examples/connection-test/server.mjs'], {
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  stop = () => void server.kill()
  const [said] = (await once(server.stdout, 'data')) as [Buffer]
  const [origin] = /http:\S+/.exec(`${said}`) as string[]
  upstream = `${origin}`
})
afterAll(async () => {
  await browser.close()
  stop()
})

/**
 * Opens the page through a network with these faults. What the browser complains of is kept.
 * @param patience - milliseconds that a transport is given, instead of eight seconds
 */
async function open(
  faults: Faults = {},
  width = 1000,
  patience?: number,
): Promise<{ page: Page; complaints: string[]; proxy: BadProxy }> {
  const proxy = closeLater(await startBadProxy({ upstream, faults: {} }))
  const context = closeLater(await browser.newContext({ viewport: { width, height: 900 } }))
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  const loaded = ['measure.js', 'words.js', 'style.css'].map((name) => page.waitForResponse(`**/${name}`))
  // The page begins when it has this.
  await page.route('**/encke.js', async (route) => {
    const response = await route.fetch()
    await Promise.all(loaded.map(async (answer) => (await answer).finished()))
    proxy.set(faults)
    await route.fulfill({ response })
  })
  if (patience) {
    await page.route('**/measure.js', async (route) => {
      const response = await route.fetch()
      const body = await response.text()
      expect(body).toContain('const patience = 8000')
      await route.fulfill({ response, body: body.replace('const patience = 8000', `const patience = ${patience}`) })
    })
  }
  await page.goto(proxy.url)
  return { page, complaints, proxy }
}

/** What each transport is found to be worth, once all have been tried. */
async function grades(page: Page): Promise<Record<string, string | undefined>> {
  await page.waitForFunction(
    () => document.querySelectorAll('[data-grade]:not([data-grade=waits], [data-grade=runs])').length === 8,
    null,
    { timeout: 100_000 },
  )
  return page.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll<HTMLElement>('#transports tr')].map(({ dataset }) => [dataset.name, dataset.grade]),
    ),
  )
}

const all = (grade: string) => ({
  auto: grade,
  websocket: grade,
  'fetch-streaming': grade,
  'xhr-streaming': grade,
  eventsource: grade,
  iframe: grade,
  'long-polling': grade,
  'callback-polling': grade,
})

const verdict = (page: Page) => page.locator('#verdict').textContent()

test('over a good network every transport works, and the browser complains of nothing', async () => {
  const { page, complaints } = await open()
  expect(await grades(page)).toEqual(all('works'))
  expect(await verdict(page)).toBe('All is well: messages come at once, over WebSocket.')
  expect(await page.locator('#transports rect:not(.missing)').count()).toBe(8 * 20)
  expect(complaints).toEqual([])
})

test('where WebSocket is refused it says so, and that another way works', async () => {
  const { page } = await open({ upgrade: 'refuse-403' })
  expect(await grades(page)).toEqual({ ...all('works'), websocket: 'fails' })
  expect(await verdict(page)).toMatch(/WebSocket does not get through from here/)
  expect(await page.locator('[data-name=websocket] .summary').textContent()).toMatch(/the socket was not opened/)
})

test('where answers are held to their end, too, only polls work', async () => {
  const { page } = await open({ ...catalogue['responses held to their end'], upgrade: 'refuse-403' }, 1000, 4000)
  const found = await grades(page)
  expect(found).toMatchObject({ auto: 'works', 'long-polling': 'works', 'callback-polling': 'works' })
  for (const stream of ['fetch-streaming', 'xhr-streaming', 'eventsource', 'iframe'])
    expect(found[stream]).not.toBe('works')
  expect(await verdict(page)).toMatch(/neither WebSocket nor streams/)
})

test('where nothing gets through, its report holds each reason, to be copied', async () => {
  const { page } = await open(catalogue['login page'])
  expect(await grades(page)).toEqual(all('fails'))
  expect(await verdict(page)).toBe('Nothing gets through from here. Please send the report.')
  await page.getByRole('button', { name: 'Copy the report' }).click()
  const report = await page.locator('#report').inputValue()
  expect(report).toContain('Nothing gets through from here.')
  expect(report).toMatch(/long-polling failed: .*login page/)
  const selected = await page.evaluate(() => `${getSelection()}`)
  expect(selected).toBe(report)
  await page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new DOMException('forbidden', 'NotAllowedError'))
  })
  await page.locator('#copy').click()
  await page.getByRole('button', { name: 'Selected: copy it now' }).waitFor()
  await page.getByRole('button', { name: 'Test again' }).click()
  expect(await page.locator('#copy').textContent()).toBe('Copy the report')
})

test('where a connection is cut as it says nothing, it tells after how long, in the report too', async () => {
  const { page, proxy } = await open()
  await grades(page)
  await page.getByText('does a quiet connection stay open?').waitFor()
  proxy.cut()
  await page.getByText(/^A quiet connection was cut after \d+ s\.$/).waitFor()
  expect(await page.locator('#report').inputValue()).toMatch(/^A quiet connection was cut after \d+ s\.$/m)
  expect(await page.getByRole('button', { name: 'Test again' }).isEnabled()).toBe(true)
})

test('in a window of 320 pixels nothing has to be scrolled sideways', async () => {
  const { page } = await open({ upgrade: 'refuse-403' }, 320)
  await grades(page)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
})
