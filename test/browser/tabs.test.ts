import { expect, test } from 'vitest'
import { listen, look, openBeside, type PageWindow, spoil, transports, until, useBrowser } from '../support/in-page'

const { serve, open } = useBrowser()

const requests = transports.filter((name) => name !== 'websocket')

test.each([...requests, 'any'] as const)(
  'twelve tabs by %s, twice as many as a browser has connections, all hear and publish, and none is offline',
  async (transport) => {
    const server = await serve({ timeout: 25_000 })
    const taken: unknown[] = []
    server.encke.subscribe('/up', ({ data }) => taken.push(data))
    const page = await open(transport === 'any' ? await spoil(server, { upgrade: 'refuse-403' }) : server)
    const pages = [page, ...(await openBeside(page, 11))]
    await Promise.all(pages.map((one) => listen(one, transport === 'any' ? {} : { transports: [transport] })))
    for (const number of [0, 1]) {
      const began = performance.now()
      server.encke.publish('/n', number)
      await Promise.all(pages.map((one) => until(one, number + 1)))
      console.log(`twelve tabs by ${transport} have heard after ${Math.round(performance.now() - began)} ms`)
    }
    await Promise.all(
      pages.map((one, tab) => one.evaluate((tab) => (window as unknown as PageWindow).client.publish('/up', tab), tab)),
    )
    expect(taken).toHaveLength(12)
    for (const one of pages) {
      expect(await look(one, 'got')).toEqual([0, 1])
      expect(await look(one, 'log')).not.toContain('offline')
    }
    // Two connections are free: a page is loaded as usual.
    await openBeside(page, 1)
  },
)

test('a tab that asked now and then holds its request when another one has gone', async () => {
  const server = await serve({ timeout: 25_000 })
  const page = await open(server)
  const pages = [page, ...(await openBeside(page, 4))]
  for (const one of pages) await listen(one, { transports: ['long-polling'] })
  const last = pages[4] as typeof page
  const asked = server.requests
  await expect.poll(() => server.requests - asked, { timeout: 10_000 }).toBeGreaterThan(2)
  await page.close()
  await expect
    .poll(
      async () => {
        const before = server.requests
        await last.waitForTimeout(2500)
        return server.requests - before
      },
      { timeout: 20_000 },
    )
    .toBe(0)
  server.encke.publish('/n', 'soon')
  await until(last, 1)
})

test('of more tabs than may hold a connection, the one that the user looks at hears at once', async () => {
  const server = await serve({ timeout: 25_000 })
  const first = await open(server)
  const pages = [first, ...(await openBeside(first, 5))]
  for (const one of pages) await listen(one, { transports: ['long-polling'] })
  for (const looked of [first, pages[1] as typeof first]) {
    await looked.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
    const heard = (await look(looked, 'got')).length
    const began = performance.now()
    for (let number = 1; number <= 4; number++) {
      server.encke.publish('/n', number)
      await until(looked, heard + number)
    }
    const took = performance.now() - began
    console.log(`four messages in ${Math.round(took)} ms`)
    expect(took).toBeLessThan(3000)
  }
})
