import type { Page } from 'playwright'
import { describe, expect, test } from 'vitest'
import type { TransportName } from '../../src/index'
import { useBrowser } from '../support/in-page'
import { until } from '../support/until'

const { serve, open, spoil } = useBrowser()
const roundTrip = 200

interface Lived {
  got: unknown[]
  states: [string, number][]
  shown: { persisted: boolean; at: number }[]
  first: number
}

async function connect(page: Page, transport?: TransportName): Promise<void> {
  await page.evaluate(async (transport) => {
    const { Encke } = window as unknown as { Encke: typeof import('../../src/index') }
    const client = Encke.connect('/encke', transport ? { transports: [transport] } : {})
    const lived: Lived = { got: [], states: [], shown: [], first: 0 }
    Object.assign(window, { lived, client })
    client.on('state', (state) => lived.states.push([state, performance.now()]))
    addEventListener('pageshow', ({ persisted }) => lived.shown.push({ persisted, at: performance.now() }))
    await client.subscribe('/n', ({ data }) => {
      lived.got.push(data)
      if (lived.shown.length) lived.first ||= performance.now()
    }).ready
  }, transport)
}

const lived = (page: Page) => page.evaluate(() => (window as unknown as { lived: Lived }).lived)

// Not by iframe: while a frame loads, Chromium keeps no page (reason "child:navigating").
describe('a page that goes into the back/forward cache', () => {
  test.each([undefined, 'websocket', 'fetch-streaming', 'eventsource', 'long-polling'] as const)(
    'with a live client (%s) is restored, and goes on within a round trip',
    async (transport) => {
      const server = await serve()
      const proxy = await spoil(server, { latency: roundTrip / 2 })
      const page = await open(proxy)
      await connect(page, transport)
      server.encke.publish('/n', 'before')
      await page.waitForFunction(() => (window as unknown as { lived: Lived }).lived.got.length === 1)
      // The connection that the page has fetched things by is free again.
      await page.goto(`${proxy.origin}/other`, { waitUntil: 'networkidle' })
      server.encke.publish('/n', 'meanwhile')
      await page.goBack({ waitUntil: 'commit' })
      await page.waitForFunction(() => (window as unknown as { lived?: Lived }).lived?.got.length === 2)
      const { got, shown, first, states } = await lived(page)
      expect(shown).toMatchObject([{ persisted: true }])
      expect(got).toEqual(['before', 'meanwhile'])
      const took = first - (shown[0]?.at ?? 0)
      console.log(
        `${transport ?? 'any transport'}: resumed ${took.toFixed(0)} ms after pageshow, round trip ${roundTrip} ms`,
      )
      expect(states.map(([state]) => state)).toEqual(['connecting', 'online', 'offline', 'online'])
      // A socket takes two round trips more to open, a request none on a warm connection.
      if (transport !== 'websocket') expect(took).toBeLessThanOrEqual(1.3 * roundTrip)
    },
  )
})

test('a page that is left for good says goodbye', async () => {
  const server = await serve({ expiry: 600_000 })
  const page = await open(server)
  await connect(page)
  expect(server.encke.sessions).toBe(1)
  await page.close({ runBeforeUnload: true })
  await until(() => server.encke.sessions === 0, 'the session has ended')
})

test('a page that is reloaded goes on where it was, and publishes what it had no answer to', async () => {
  const server = await serve()
  const published: unknown[] = []
  server.encke.subscribe('/up', ({ data }) => published.push(data))
  const page = await open(server)
  const start = () =>
    page.evaluate(async () => {
      const { Encke } = window as unknown as { Encke: typeof import('../../src/index') }
      const client = Encke.connect('/encke', { resume: true })
      const got: unknown[] = []
      Object.assign(window, { client, got })
      await client.subscribe('/n', ({ data }) => got.push(data)).ready
    })
  const got = () => page.evaluate(() => (window as unknown as { got: unknown[] }).got)
  await start()
  server.encke.publish('/n', 'before')
  await until(async () => (await got()).length === 1)
  server.allow(0)
  server.cut()
  await page.evaluate(() => {
    const { client } = window as unknown as { client: import('../../src/index').Client }
    client.publish('/up', 'unanswered').catch(() => {})
  })
  await page.reload({ waitUntil: 'load' })
  server.encke.publish('/n', 'meanwhile')
  server.allow(Number.POSITIVE_INFINITY)
  await start()
  server.encke.publish('/n', 'after')
  await until(async () => (await got()).length === 2)
  expect(await got()).toEqual(['meanwhile', 'after'])
  await until(() => published.length > 0)
  expect(published).toEqual(['unanswered'])
})
