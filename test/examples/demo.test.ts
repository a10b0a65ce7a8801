import type { Browser, BrowserContext, Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { launch } from '../support/chromium'
import { type Demo, startDemo } from '../support/demo'
import { transports } from '../support/in-page'

/** What Chromium itself writes to the console when a link breaks or is refused. */
const expected =
  /^(Failed to load resource: net::ERR_(INCOMPLETE_CHUNKED_ENCODING|EMPTY_RESPONSE|CONNECTION_RESET)|WebSocket connection to \S+ failed)/

let browser: Browser
let demo: Demo
let url: string
let context: BrowserContext
let complaints: string[]

beforeAll(async () => {
  browser = await launch()
  demo = await startDemo()
  url = demo.url
})
afterAll(async () => {
  await browser?.close()
  expect(await demo.stop()).toBe(0)
})

beforeEach(async () => {
  context = await browser.newContext()
  complaints = []
})
afterEach(async () => {
  await context.close()
  expect((await order('/demo/fault?name=none')).status).toBe(200)
  expect(complaints).toEqual([])
})

/** Asks the server for something, as a page of this origin would. */
function order(path: string, origin = url): Promise<Response> {
  return fetch(url + path, { method: 'POST', headers: { Origin: origin } })
}

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

/** Switches the fault in the page, and waits until it is on. */
async function spoil(page: Page, fault: string) {
  const done = page.waitForResponse((response) => response.url().includes('/demo/fault'))
  await page.selectOption('#fault', fault)
  expect((await done).status()).toBe(200)
}

/** Presses the button of a transport, and waits until the page shows that it is in use. */
async function move(page: Page, transport: string) {
  await page.click(`[data-transport="${transport}"]`)
  await page.locator(`[data-transport="${transport}"][aria-pressed="true"]`).waitFor()
  if (transport === 'auto') await page.locator('[data-state="online"]').waitFor()
  else await page.locator('#transport', { hasText: transport }).waitFor()
}

test.each([...transports, 'auto'])(
  '%s loses, repeats and reorders nothing when it is cut again and again',
  async (transport) => {
    const page = await openTab()
    await move(page, transport)
    for (let cut = 0; cut < 3; cut++) {
      await breakConnection(page)
      await receive(page, 10)
    }
    expect(await faults(page)).toEqual(none)
  },
)

test('one session moves through all seven transports in mid-conversation', async () => {
  const page = await openTab()
  await move(page, 'websocket')
  const handshakes: string[] = []
  const look = (sent: unknown) => String(sent).includes('/meta/handshake') && handshakes.push(String(sent))
  page.on('request', (request) => look(decodeURIComponent(request.url()) + request.postData()))
  page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => look(payload)))
  for (const transport of [...transports, 'websocket', 'callback-polling', 'auto']) {
    await move(page, transport)
    await receive(page, 10)
  }
  await page.locator('#transport', { hasText: 'websocket' }).waitFor()
  expect(handshakes).toEqual([])
  expect(await faults(page)).toEqual(none)
})

test('it moves in the middle of cuts, too', async () => {
  const page = await openTab()
  for (const transport of [...transports, 'auto']) {
    await page.click(`[data-transport="${transport}"]`)
    await breakConnection(page)
    await receive(page, 5)
  }
  expect(await faults(page)).toEqual(none)
})

describe('the bad proxy', () => {
  test.each([
    { fault: 'upgrade refused with 403', from: 'websocket', to: 'fetch-streaming', cut: true },
    { fault: 'upgraded, then silent in both directions', from: 'websocket', to: 'fetch-streaming' },
    { fault: 'responses held to their end', from: 'fetch-streaming', to: 'long-polling', without: 'WebSocket' },
  ])('$fault: from $from to $to, and nothing is lost', async ({ fault, from, to, cut, without }) => {
    if (without) await context.addInitScript((name) => Reflect.deleteProperty(globalThis, name), without)
    const page = await openTab()
    await page.locator('#transport', { hasText: from }).waitFor()
    await spoil(page, fault)
    if (cut) await breakConnection(page)
    const left = page.locator('[data-kind="failed"]', { hasText: from })
    await left
      .locator('.entry-figures', { hasText: /^[\d,]+ ms · [\d,]+ characters$/ })
      .first()
      .waitFor()
    await page.locator('#transport', { hasText: to }).waitFor()
    await receive(page, 40)
    expect(await faults(page)).toEqual(none)
  })

  test('its fault is shown in every tab, and can be ended in one that it keeps from connecting', async () => {
    const first = await openTab()
    const second = await openTab()
    await spoil(first, 'each chunk held until the next')
    await second.locator('[data-kind="proxy"]', { hasText: 'each chunk held until the next' }).waitFor()
    expect(await second.inputValue('#fault')).toBe('each chunk held until the next')
    await spoil(second, 'login page')
    const third = await context.newPage()
    await third.goto(url)
    await third.locator('[data-kind="failed"]', { hasText: 'login page' }).first().waitFor()
    expect(await third.inputValue('#fault')).toBe('login page')
    await spoil(third, 'none')
    await receive(third, 5)
    for (const page of [first, second]) {
      const again = page.locator('[data-kind="proxy"]', { hasText: 'does everything right again' })
      expect(await again.locator('.entry-figures').textContent()).toBe('')
      expect(await faults(page)).toEqual(none)
    }
  })
})

test('only its own page may cut and spoil, and only what is there is served', async () => {
  expect((await order('/demo/break', 'http://example.com')).status).toBe(403)
  expect((await order('/demo/fault?name=login+page', 'http://example.com')).status).toBe(403)
  expect((await order('/demo/fault?name=no+such+fault')).status).toBe(400)
  expect((await fetch(`${url}/demo/../server.mjs`)).status).toBe(404)
  const page = await fetch(url)
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
})
