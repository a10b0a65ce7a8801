import { describe, expect, test } from 'vitest'
import type { Options } from '../../src/index'
import type { Tab } from '../support/engines/engine'
import { inEachEngine, serve } from '../support/engines/suite'
import { spoil, transports } from '../support/in-page'
import { until } from '../support/until'

const roundTrip = 200

interface Lived {
  got: unknown[]
  missed: unknown[]
  /** Milliseconds from the first `pageshow` after `connect` to the next message. */
  took: number
}
type LivedWindow = Window & { lived: Lived; Encke: typeof import('../../src/index') }

/** Connects by these transports, subscribes, and writes down what the page lives through. */
function connect(page: Tab, options: Options): Promise<void> {
  return page.evaluate(async (options) => {
    const lived: Lived = { got: [], missed: [], took: 0 }
    const page = window as unknown as LivedWindow
    page.lived = lived
    let shownAt = 0
    addEventListener('pageshow', () => {
      shownAt = performance.now()
    })
    const client = page.Encke.connect('/encke', options)
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

inEachEngine(({ open, newPage }) => {
  describe.each([...transports, 'all'] as const)('%s', (transport) => {
    const options: Options = { resume: true, ...(transport !== 'all' && { transports: [transport] }) }

    test('a page that was left is restored, or loaded anew, and goes on within a round trip', async ({ task }) => {
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
      if (!restored) await connect(page, options)
      await until(async () => (await lived(page))?.got.includes('meanwhile'))
      const { got, missed, took } = (await lived(page)) as Lived
      expect(got).toEqual(restored ? ['before', 'meanwhile'] : ['meanwhile'])
      expect(missed).toEqual([])
      task.meta.cell = restored ? `restored, ${took.toFixed(0)} ms` : 'loaded anew'
    })

    test('a page that is closed says goodbye', async () => {
      const server = await serve({ expiry: 600_000 })
      const page = await newPage()
      await page.goto(server.origin)
      await connect(page, { ...options, resume: false })
      expect(server.encke.sessions).toBe(1)
      await page.close({ runBeforeUnload: true })
      await until(() => server.encke.sessions === 0, 'the session has ended')
    })
  })

  describe('Back', () => {
    test.each(['iframe', 'callback-polling'])('works when %s begins before the page has loaded', async (transport) => {
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
