import { expect, test } from 'vitest'
import { useBrowser } from '../support/in-page'

const { serve, open } = useBrowser()

test('six tabs whose streams take all connections of the browser publish all the same', async () => {
  const server = await serve({ timeout: 25_000 })
  const taken: unknown[] = []
  server.encke.subscribe('/up', ({ data }) => taken.push(data))
  const pages = []
  for (let tab = 0; tab < 6; tab++) {
    const page = await open(server)
    pages.push(page)
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
