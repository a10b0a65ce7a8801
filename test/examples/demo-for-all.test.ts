import type { Browser, BrowserContextOptions, Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connect } from '../../src/index'
import { launch } from '../support/chromium'
import { closeLater } from '../support/close-later'
import { type Demo, startDemo } from '../support/demo'

let browser: Browser
let demo: Demo
beforeAll(async () => {
  browser = await launch()
  demo = await startDemo()
})
afterAll(async () => {
  await browser?.close()
  await demo.stop()
})

/** Opens the demo, whose numbers have begun to come. */
async function open(options: BrowserContextOptions = {}): Promise<Page> {
  const context = closeLater(await browser.newContext({ reducedMotion: 'reduce', ...options }))
  const page = await context.newPage()
  await page.addInitScript(() => {
    const here = globalThis as unknown as { shifted: number }
    here.shifted = 0
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) here.shifted += (entry as unknown as { value: number }).value
    }).observe({ type: 'layout-shift', buffered: true })
  })
  await page.goto(demo.url)
  await page.waitForFunction(() => Number(document.getElementById('received')?.textContent) > 5)
  await page.waitForFunction(() => (document.getElementById('fault') as HTMLSelectElement).length > 1)
  return page
}

async function say(page: Page, text: string, name = '') {
  if (name) await page.fill('#chat-name', name)
  await page.fill('#chat-text', text)
  await page.press('#chat-text', 'Enter')
}

async function spoil(page: Page, fault: string) {
  const done = page.waitForResponse((response) => response.url().includes('/demo/fault'))
  await page.selectOption('#fault', fault)
  expect((await done).status()).toBe(200)
}

test.each([320, 390, 768, 1280])(
  'in a window of %i pixels nothing has to be scrolled sideways, and nothing jumps as the page begins',
  async (width) => {
    const page = await open({ viewport: { width, height: 800 } })
    await page.locator('#transport', { hasText: 'websocket' }).waitFor()
    const shifted = await page.evaluate(() => (globalThis as unknown as { shifted: number }).shifted)
    await say(page, 'Donaudampfschifffahrtsgesellschaftskapitän'.repeat(9), 'W'.repeat(24))
    await page.locator('.message').last().waitFor()
    const beyond = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('html, .card, .transports, .figure, .message')]
        .filter((one) => one.scrollWidth > one.clientWidth)
        .map((one) => one.className || one.tagName),
    )
    expect(beyond).toEqual([])
    expect(shifted).toBeLessThan(0.02)
  },
)

test.each(['light', 'dark'] as const)('all text stands out from what is behind it, where it is %s', async (scheme) => {
  const page = await open({ colorScheme: scheme })
  // Of each colour that a name can have, and of each kind of decision, one.
  await page.evaluate(() => {
    const parts = (place: string, tag: string, html: string) => {
      const part = document.createElement(tag)
      part.innerHTML = html
      const one = part.firstElementChild as Element
      document.getElementById(place)?.append(one)
    }
    for (let hue = 0; hue < 6; hue++) {
      const inside = '<div class="message-head"><strong>name</strong><time>12:00</time></div><p>text</p>'
      for (const mine of ['', ' mine']) parts('chat-list', 'ol', `<li class="message hue-${hue}${mine}">${inside}</li>`)
    }
    for (const kind of ['trying', 'proved', 'live', 'failed', 'left', 'unusable', 'missed', 'error', 'you', 'proxy'])
      parts('timeline', 'ol', `<li class="entry" data-kind="${kind}"><span class="entry-kind">${kind}</span></li>`)
  })
  expect(await page.evaluate(faint)).toEqual([])
})

/** In the page: what text has less than 4.5 : 1, and what field an edge of less than 3 : 1. */
function faint(): string[] {
  const brush = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  type Colour = [number, number, number, number]

  function colourOf(text: string): Colour {
    if (!brush) throw new Error('no canvas')
    brush.clearRect(0, 0, 1, 1)
    brush.fillStyle = text
    brush.fillRect(0, 0, 1, 1)
    return [...brush.getImageData(0, 0, 1, 1).data] as Colour
  }

  function behind(from: Element | null): Colour {
    for (let one = from; one; one = one.parentElement) {
      const colour = colourOf(getComputedStyle(one).backgroundColor)
      if (colour[3] === 255) return colour
    }
    return [255, 255, 255, 255]
  }

  function light(colour: Colour): number {
    const [red, green, blue] = colour.map((value) => {
      const part = value / 255
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    }) as Colour
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }

  function ratio(one: Colour, other: Colour): number {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b) as [number, number]
    return (high + 0.05) / (low + 0.05)
  }

  const found: string[] = []
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (texts.nextNode()) {
    const place = texts.currentNode.parentElement
    if (!texts.currentNode.textContent?.trim() || !place?.checkVisibility()) continue
    const seen = ratio(colourOf(getComputedStyle(place).color), behind(place))
    if (seen < 4.5) found.push(`${place.closest('[class]')?.className} ${place.tagName}: ${seen.toFixed(2)}`)
  }
  for (const field of document.querySelectorAll('input, select, [aria-pressed="true"]')) {
    const seen = ratio(colourOf(getComputedStyle(field).borderTopColor), behind(field.parentElement))
    if (seen < 3) found.push(`the edge of ${field.id}: ${seen.toFixed(2)}`)
  }
  return found
}

test('every control has a name, is large enough for a finger, and shows that it has the focus', async () => {
  const page = await open({ viewport: { width: 390, height: 844 } })
  const controls = page.locator('a, button, input, select, [tabindex="0"]')
  const faults: string[] = []
  for (const control of await controls.all()) {
    const place = await control.evaluate((one) => one.outerHTML.slice(0, 60))
    const snapshot = await control.ariaSnapshot()
    if (!/^- (\/?\w+:? )*"|^- \w+ ".+"/.test(snapshot)) faults.push(`${place}: no name: ${snapshot.slice(0, 60)}`)
    const box = await control.boundingBox()
    if (!box || box.width < 24 || box.height < 24) faults.push(`${place}: too small`)
  }
  const count = await controls.count()
  await page.evaluate(() => (document.activeElement as HTMLElement).blur())
  for (let index = 0; index < count; index++) {
    await page.keyboard.press('Tab')
    const seen = await page.evaluate(() => {
      const one = document.activeElement as HTMLElement
      const { outlineStyle, outlineWidth } = getComputedStyle(one)
      return { one: one.outerHTML.slice(0, 60), edge: `${outlineStyle} ${outlineWidth}` }
    })
    expect(seen).toMatchObject({ edge: 'solid 2px' })
  }
  expect(faults).toEqual([])
})

test('what is written from right to left is shown so, and a name turns nothing round', async () => {
  const page = await open()
  await say(page, 'שלום לכולם (1, 2, 3).', '‮evil')
  const message = page.locator('.message', { hasText: 'שלום' })
  await message.waitFor()
  expect(await message.locator('p').evaluate((one) => getComputedStyle(one).direction)).toBe('rtl')
  expect(await message.locator('strong').evaluate((one) => getComputedStyle(one).unicodeBidi)).toBe('isolate')
  expect(await message.locator('time').textContent()).toMatch(/^\d\d:\d\d$/)
})

test('what is said while nothing gets through is told to wait, and then appears', async () => {
  const page = await open()
  await spoil(page, 'login page')
  await page.click('#break')
  await page.locator('[data-state="offline"]').waitFor()
  await say(page, 'from the tunnel')
  await page.locator('#chat-note', { hasText: '1 message waits for the server' }).waitFor()
  await spoil(page, 'none')
  await page.locator('.message', { hasText: 'from the tunnel' }).waitFor()
  await page.waitForFunction(() => document.getElementById('chat-note')?.textContent === '')
})

test('what was said before the page came is not read out, and what comes later is', async () => {
  const first = await open()
  await say(first, 'from long ago')
  await first.locator('.message', { hasText: 'from long ago' }).waitFor()
  const context = closeLater(await browser.newContext())
  const page = await context.newPage()
  await page.addInitScript(() => {
    const here = globalThis as unknown as { live: (string | null)[] }
    here.live = []
    new MutationObserver(() => {
      const log = document.querySelector('#chat-log:has(.message)')
      if (log) here.live.push(log.getAttribute('aria-live'))
    }).observe(document, { childList: true, subtree: true })
  })
  await page.goto(demo.url)
  await page.locator('.message', { hasText: 'from long ago' }).waitFor()
  expect(await page.evaluate(() => (globalThis as unknown as { live: string[] }).live[0])).toBe('off')
  await page.locator('#chat-log[aria-live="polite"]').waitFor()
})

test('a job is begun by a key, does not begin twice, and leaves the focus where it was', async () => {
  const page = await open()
  const begun: unknown[] = []
  const witness = closeLater(connect(`${demo.url}/encke`, { transports: ['fetch-streaming'] }))
  await witness.subscribe('/jobs/start', ({ data }) => begun.push(data)).ready
  await page.focus('#job-start')
  await page.keyboard.press('Enter')
  await page.locator('#job-start[aria-disabled="true"]').waitFor()
  await page.keyboard.press('Enter')
  await page.getByText('100 %').waitFor()
  expect(begun).toHaveLength(1)
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('job-start')
  await page.keyboard.press('Enter')
  await page.locator('#job-start[aria-disabled="true"]').waitFor()
})

test('where the user has colours of their own, they tell which transport was asked for and which is live', async () => {
  const page = await open({ forcedColors: 'active' })
  await page.locator('#transport', { hasText: 'websocket' }).waitFor()
  const looks = (name: string, part?: string) =>
    page
      .locator(`[data-transport="${name}"]`)
      .evaluate((one, part) => getComputedStyle(one, part).backgroundColor, part)
  expect(await looks('auto')).not.toBe(await looks('websocket'))
  expect(await looks('websocket', '::after')).not.toBe(await looks('websocket'))
})
