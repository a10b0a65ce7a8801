import { describe, expect, test } from 'vitest'
import type { Client, Options } from '../../src/index'
import type { Tab } from '../support/engines/engine'
import { column, inEachEngine, serve } from '../support/engines/suite'
import { listen, look, spoil, transports } from '../support/in-page'
import { until } from '../support/until'

const roundTrip = 800

/** Firefox keeps no page that had a request or socket under way when it was left, even if `pagehide` ends that. */
const keeps: Record<string, boolean> = { Chromium: true, Firefox: false, WebKitGTK: true }

/** Where a browser stops a link for a click that brings a download, and tells of it by `beforeunload` alone, which keeps no page. */
const untold: Record<string, string[]> = { Firefox: ['eventsource'], WebKitGTK: ['eventsource', 'iframe'] }

interface Lived {
  got: unknown[]
  missed: unknown[]
  shown: boolean[]
  /** Milliseconds from being restored to the next message. */
  took: number
}
type LivedWindow = Window & { lived: Lived; client: Client; Encke: typeof import('../../src/index') }

/** Connects by these transports, subscribes, and writes down what the page lives through. */
function connect(page: Tab, options: Options): Promise<void> {
  return page.evaluate(async (options) => {
    const lived: Lived = { got: [], missed: [], shown: [], took: 0 }
    const page = window as unknown as LivedWindow
    page.lived = lived
    let shownAt = 0
    addEventListener('pageshow', ({ persisted }) => {
      lived.shown.push(persisted)
      if (persisted) shownAt = performance.now()
    })
    const client = page.Encke.connect('/encke', options)
    page.client = client
    client.on('missed', (gap) => lived.missed.push(gap))
    await client.subscribe('/n', ({ data }) => {
      lived.got.push(data)
      if (shownAt) lived.took ||= performance.now() - shownAt
    }).ready
  }, options as object)
}

/** What the page has lived through; undefined when that is another one by now, or none. */
const lived = (page: Tab) => page.evaluate(() => (window as unknown as Partial<LivedWindow>).lived)

/** Goes back in the history; resolves when the page is there. */
async function back(page: Tab, address: string) {
  await page.evaluate(() => void setTimeout(() => history.back()))
  const there = (address: string) => location.href === address && document.readyState === 'complete'
  await until(() => page.evaluate(there, address).catch(() => false), `back at ${address}`)
}

inEachEngine(({ name, open, newPage }) => {
  describe.each([...transports, 'any'] as const)('%s', (transport) => {
    const options: Options = { resume: true, ...(transport !== 'any' && { transports: [transport] }) }
    const kept = keeps[name]

    const become = kept ? 'is restored' : 'is loaded anew'
    test(`a page that was left ${become} by Back, and goes on`, column('kept', transport), async ({ task }) => {
      const server = await serve()
      const proxy = await spoil(server, { latency: roundTrip / 2, handshake: false })
      const address = `${proxy.origin}/live`
      const page = await open(address)
      await connect(page, options)
      server.encke.publish('/n', 'before')
      await until(async () => (await lived(page))?.got.length === 1)
      await page.goto(`${proxy.origin}/other`)
      server.encke.publish('/n', 'meanwhile')
      await back(page, address)
      const restored = Boolean(await lived(page))
      expect(restored).toBe(kept)
      if (!restored) await connect(page, options)
      await until(async () => (await lived(page))?.got.includes('meanwhile'))
      const { got, missed, shown, took } = (await lived(page)) as Lived
      expect(got).toEqual(restored ? ['before', 'meanwhile'] : ['meanwhile'])
      expect(missed).toEqual([])
      if (restored) expect(shown).toEqual([true])
      // One round trip, not two.
      expect(took).toBeLessThan(2 * roundTrip)
      task.meta.cell = restored ? 'restored' : 'loaded anew'
    })

    test('a page that is closed says goodbye', column('goodbye', transport), async () => {
      const server = await serve({ expiry: 600_000, timeout: 1000 })
      const page = await newPage()
      await page.goto(server.origin)
      await connect(page, { ...options, resume: false })
      expect(server.encke.sessions).toBe(1)
      await page.close({ runBeforeUnload: true })
      await until(() => server.encke.sessions === 0, 'the session has ended')
    })

    test.each([true, false])(
      'what a page publishes as it goes comes once and in order, goodbye or not (resume: %s)',
      column('last', transport),
      async (resume) => {
        const server = await serve()
        const published: unknown[] = []
        server.encke.subscribe('/up', ({ data }) => published.push(data))
        const page = await newPage()
        await page.goto(server.origin)
        await connect(page, { ...options, resume })
        await page.evaluate(() => {
          const { client } = window as unknown as LivedWindow
          const say = (words: string) => client.publish('/up', words).catch(() => {})
          addEventListener('pagehide', () => say('hidden'))
          document.addEventListener('visibilitychange', () => say('gone'))
        })
        // Firefox stops the scripts of a tab that is closed.
        if (kept) await page.close({ runBeforeUnload: true })
        else await page.goto(`${server.origin}/other`)
        await until(() => published.length > 1, 'both were published')
        expect(published).toEqual(['hidden', 'gone'])
      },
    )

    if (!untold[name]?.includes(transport)) {
      test('a click that brings no other page, but a download, costs no more than a moment', async () => {
        const server = await serve({ timeout: 25_000 })
        let clicked = 0
        server.meddle = ({ url }, response) => {
          if (url !== '/encke/download') return false
          response.writeHead(204).end()
          clicked++
          return true
        }
        const page = await open(server.origin)
        await connect(page, { ...options, resume: false })
        await page.evaluate(() => void setTimeout(() => location.assign('/encke/download')))
        await until(() => clicked > 0)
        const since = performance.now()
        server.encke.publish('/n', 'after')
        await until(async () => (await lived(page))?.got.length === 1)
        expect(performance.now() - since).toBeLessThan(5000)
      })
    }

    if (!kept) {
      test('a page that is left, and not kept, says goodbye', column('goodbye', transport), async () => {
        const server = await serve({ expiry: 600_000, timeout: 1000 })
        const page = await open(server.origin)
        await connect(page, { ...options, resume: false })
        expect(server.encke.sessions).toBe(1)
        await page.goto(`${server.origin}/other`)
        await until(() => server.encke.sessions === 0, 'the session has ended')
      })
    }
  })

  test('a login page that comes in the place of a frame, and breaks out of frames, leaves the page alone', async () => {
    const server = await serve()
    const page = await open(server.origin)
    let logins = 0
    server.meddle = (_, response) => {
      logins++
      response.writeHead(200, { 'Content-Type': 'text/html' })
      response.end(
        '<!doctype html><script>if (top !== self) top.location = "/login"; alert("Your session is over")</script>',
      )
      return true
    }
    await listen(page, { transports: ['iframe'] }, '/encke', false)
    await until(() => logins > 2)
    server.meddle = () => false
    await until(async () => (await look(page, 'log')).includes('online'))
    expect(server.asked).not.toContain('/login')
  })

  describe.each(['iframe', 'callback-polling'] as const)('%s', (transport) => {
    test('Back works where it begins before the page has loaded', column('back', transport), async () => {
      const server = await serve()
      const page = await open(`${server.origin}/second`)
      await page.evaluate((transport) => void (location.href = `/slow?${transport}`), transport)
      // Nothing is evaluated in that page: it may count as a user's act, after which browsers keep the entry in any case.
      await until(() => server.asked.includes('/fourth'))
      await until(() => page.evaluate(() => location.pathname === '/fourth').catch(() => false))
      await back(page, `${server.origin}/slow?${transport}`)
      await back(page, `${server.origin}/second`)
    })
  })
})
