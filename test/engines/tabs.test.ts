import { describe, expect, test } from 'vitest'
import type { Tab } from '../support/engines/engine'
import { inEachEngine, leaveFor, serve } from '../support/engines/suite'
import { listen, look, type PageWindow, until } from '../support/in-page'

inEachEngine(({ newPage }) => {
  const pages: Tab[] = []

  describe.each(['xhr-streaming', 'long-polling'] as const)('%s', (transport) => {
    test('nine tabs, more than a browser has connections, all hear and publish', async () => {
      const server = await serve({ timeout: 25_000 })
      const taken: unknown[] = []
      server.encke.subscribe('/up', ({ data }) => taken.push(data))
      while (pages.length < 9) pages.push(await newPage())
      for (const page of pages) {
        await leaveFor(page, server.origin)
        await listen(page, { transports: [transport] })
      }
      const began = performance.now()
      server.encke.publish('/n', 0)
      await Promise.all(pages.map((page) => until(page as never, 1)))
      console.log(`nine tabs have heard after ${Math.round(performance.now() - began)} ms`)
      await Promise.all(
        pages.map((page, tab) =>
          page.evaluate((tab) => (window as unknown as PageWindow).client.publish('/up', tab), tab),
        ),
      )
      expect(taken).toHaveLength(9)
      for (const page of pages) expect(await look(page, 'log')).not.toContain('offline')
    })
  })
})
