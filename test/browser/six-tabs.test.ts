import { expect, test } from 'vitest'
import { listen, look, openBeside, until, useBrowser, withoutLocks } from '../support/in-page'

const { serve, open } = useBrowser()

test('six tabs whose streams take all connections of the browser publish all the same', async () => {
  const server = await serve({ timeout: 25_000 })
  const taken: unknown[] = []
  server.encke.subscribe('/up', ({ data }) => taken.push(data))
  const pages = []
  for (let tab = 0; tab < 6; tab++) {
    const page = await open(server)
    pages.push(page)
    await withoutLocks(page)
    await page.evaluate(async () => {
      const { Encke } = window as unknown as { Encke: typeof import('../../src/index') }
      const client = Encke.connect('/encke', { transports: ['fetch-streaming', 'long-polling'] })
      Object.assign(window, { client })
      await client.subscribe('/a', () => {}).ready
    })
  }
  const began = performance.now()
  await Promise.all(
    pages.map((page, tab) =>
      page.evaluate((tab) => {
        const { client } = window as unknown as { client: import('../../src/index').Client }
        return client.publish('/up', tab)
      }, tab),
    ),
  )
  console.log(`six tabs have published after ${Math.round(performance.now() - began)} ms`)
  expect(taken.sort()).toEqual([0, 1, 2, 3, 4, 5])
})

test('six tabs whose streams take all connections of the browser join anew at once when they have to', async () => {
  const server = await serve({ timeout: 25_000, authenticate: () => 'ann' })
  const page = await open(server)
  const pages = [page, ...(await openBeside(page, 5))]
  for (const one of pages) {
    await withoutLocks(one)
    await listen(one, { transports: ['fetch-streaming', 'long-polling'] })
  }
  const began = performance.now()
  expect(server.encke.reauthorize(() => true)).toBe(6)
  server.encke.publish('/n', 0)
  await Promise.all(pages.map((one) => until(one, 1)))
  const took = performance.now() - began
  console.log(`six tabs have joined anew after ${Math.round(took)} ms`)
  expect(took).toBeLessThan(5000)
  for (const one of pages) expect(await look(one, 'log')).not.toContain('offline')
})
