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

    test('twenty clients in one page, all made at once, publish before a request counts as lost', async () => {
      const server = await serve({ timeout: 25_000 })
      const page = await newPage()
      await leaveFor(page, server.origin)
      const took = await page.evaluate(async (transport) => {
        const { Encke } = window as unknown as { Encke: typeof import('../../src/index') }
        const clients = Array.from({ length: 20 }, () => Encke.connect('/encke', { transports: [transport] }))
        await Promise.all(clients.map((client) => client.subscribe('/n', () => {}).ready))
        const began = performance.now()
        await Promise.all(clients.map((client, number) => client.publish('/up', number)))
        return performance.now() - began
      }, transport)
      await page.close()
      expect(took).toBeLessThan(5000)
    })
  })
})
