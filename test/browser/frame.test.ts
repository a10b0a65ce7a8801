import { expect, test } from 'vitest'
import { listen, useBrowser } from '../support/in-page'

const { serve, open } = useBrowser()

test('a page that replaces its body gets another frame at once', async () => {
  const server = await serve({ timeout: 25_000 })
  const page = await open(server)
  await listen(page, { transports: ['iframe'] })
  const took = await page.evaluate(async () => {
    const { client } = window as unknown as { client: import('../../src/index').Client }
    document.body.innerHTML = '<p>another page</p>'
    const began = performance.now()
    await new Promise<void>((resolve) => client.on('state', (state) => state === 'online' && resolve()))
    return performance.now() - began
  })
  console.log(`online again after ${Math.round(took)} ms`)
  expect(took).toBeLessThan(3000)
})
