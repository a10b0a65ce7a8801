import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Browser, BrowserContext, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { launch } from '../support/chromium'

const transports = ['xhr-streaming', 'iframe', 'long-polling', 'callback-polling', 'auto']
const expected = /Failed to load resource: net::ERR_(INCOMPLETE_CHUNKED_ENCODING|EMPTY_RESPONSE|CONNECTION_RESET)/

let browser: Browser
let demo: ChildProcess
let url: string
let context: BrowserContext
let complaints: string[]

/** Starts the demo on a free port, and returns its address. */
async function startDemo(): Promise<string> {
  demo = spawn(process.execPath, ['examples/demo/server.mjs'], {
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  for await (const chunk of demo.stdout as AsyncIterable<Buffer>) {
    said += chunk
    const [address] = /http:\S+/.exec(said) ?? []
    if (address) return address
  }
  throw new Error(`the demo ended and said: ${said}`)
}

beforeAll(async () => {
  browser = await launch()
  url = await startDemo()
})
afterAll(async () => {
  await browser?.close()
  if (demo.exitCode !== null) return
  demo.kill('SIGTERM')
  const [code] = await once(demo, 'exit')
  expect(code).toBe(0)
})

beforeEach(async () => {
  context = await browser.newContext()
  complaints = []
})
afterEach(async () => {
  await context.close()
  expect(complaints).toEqual([])
})

/** Opens a tab that has begun to receive. */
async function openTab(): Promise<Page> {
  const page = await context.newPage()
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    if (message.type() === 'error' && !expected.test(message.text())) complaints.push(message.text())
  })
  await page.goto(url)
  await receive(page, 5)
  return page
}

const textOf = async (page: Page, id: string) => (await page.locator(`#${id}`).textContent()) ?? ''

async function received(page: Page): Promise<number> {
  return Number((await textOf(page, 'received')).replace(/\D/g, ''))
}

/** Waits for so many more numbers. */
async function receive(page: Page, more: number) {
  const wanted = (await received(page)) + more
  await page.waitForFunction((enough) => {
    const text = document.getElementById('received')?.textContent ?? ''
    return Number(text.replace(/\D/g, '')) >= enough
  }, wanted)
}

/** Asks the server to cut, and waits until it has. */
async function breakConnection(page: Page) {
  const done = page.waitForResponse((response) => response.url().endsWith('/demo/break'))
  await page.click('#break')
  expect((await done).status()).toBe(200)
}

async function faults(page: Page) {
  const [lost, repeated, reordered, gaps] = await Promise.all(
    ['lost', 'repeated', 'reordered', 'gaps'].map((id) => textOf(page, id)),
  )
  return { lost, repeated, reordered, gaps }
}
const none = { lost: '0', repeated: '0', reordered: '0', gaps: '0' }

test('what one tab says, another one shows, and one that comes later too', async () => {
  const first = await openTab()
  const second = await openTab()
  await first.fill('#chat-text', 'Is <b>anybody</b> there?')
  await first.press('#chat-text', 'Enter')
  await second.getByText('Is <b>anybody</b> there?').waitFor()
  const third = await openTab()
  await third.getByText('Is <b>anybody</b> there?').waitFor()
})

test('a job runs to its end', async () => {
  const page = await openTab()
  await page.click('#job-start')
  await page.getByText('100 %').waitFor()
  expect(await page.locator('#job-bar').getAttribute('value')).toBe('100')
  expect(await page.locator('#job-start').isEnabled()).toBe(true)
})

test.each(transports)('%s loses, repeats and reorders nothing when it is cut again and again', async (transport) => {
  const page = await openTab()
  await page.click(`[data-transport="${transport}"]`)
  await page.locator(`[data-state="online"] [data-transport="${transport}"][aria-pressed="true"]`).waitFor()
  if (transport !== 'auto') await page.locator('#transport', { hasText: transport }).waitFor()
  for (let cut = 0; cut < 3; cut++) {
    await breakConnection(page)
    await receive(page, 10)
  }
  expect(await faults(page)).toEqual(none)
})

test('the session moves through all transports, in the middle of cuts, and goes on where it was', async () => {
  const page = await openTab()
  const before = await received(page)
  for (const transport of transports) {
    await page.click(`[data-transport="${transport}"]`)
    await breakConnection(page)
    await receive(page, 5)
  }
  expect(await received(page)).toBeGreaterThan(before)
  expect(await faults(page)).toEqual(none)
  expect(await page.locator('#timeline li').count()).toBeGreaterThan(2 * transports.length)
})

test('only its own page may cut, and only what is there is served', async () => {
  const foreign = { method: 'POST', headers: { Origin: 'http://example.com' } }
  expect((await fetch(`${url}/demo/break`, foreign)).status).toBe(403)
  expect((await fetch(`${url}/demo/../server.mjs`)).status).toBe(404)
  const page = await fetch(url)
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
})
