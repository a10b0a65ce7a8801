import { expect, test } from 'vitest'
import { useBrowser } from '../support/in-page'

const { serve, open } = useBrowser()

test('a page that replaces its body gets another frame at once', async () => {
  const server = await serve()
  const page = await open(server)
  const took = await page.evaluate(async () => {
    const { Encke } = window as unknown as { Encke: typeof import('../../src/index') }
    const client = Encke.connect('/encke', { transports: ['iframe'] })
    await client.subscribe('/a', () => {}).ready
    document.body.innerHTML = '<p>another page</p>'
    const began = performance.now()
    await new Promise<void>((resolve) => client.on('state', (state) => state === 'online' && resolve()))
    return performance.now() - began
  })
  console.log(`online again after ${Math.round(took)} ms`)
  expect(took).toBeLessThan(3000)
})
