import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { listen, look, publish, publishAndCut, until, useBrowser } from '../support/in-page'
import { numbers } from '../support/numbers'
import { runSeed, seeded } from '../support/random'
import { script } from '../support/script'

const { serve, open } = useBrowser()

/** The page of this server, whose clients have multipart and nothing else: its own bundle has no multipart. */
async function openWithMultipart(server: { origin: string }): Promise<Page> {
  const page = await open(server)
  const connect = `connect: (url, options) => EnckeCore.connect(url, { ...options, transports: [EnckeCore.multipart()] })`
  await page.addScriptTag({ content: `${await script('src/core.ts', 'EnckeCore')}; Encke = { ${connect} }` })
  return page
}

test('multipart in Chromium brings 2,000 messages in order', async () => {
  const server = await serve()
  const page = await openWithMultipart(server)
  await listen(page, {})
  expect(await page.evaluate(() => (window as never as { client: { transport: string } }).client.transport)).toBe(
    'multipart',
  )
  await publish(server, 2000, 7)
  await until(page, 2000)
  expect(await look(page, 'got')).toEqual(numbers(2000))
})

test('multipart in Chromium loses, repeats and reorders nothing when it is cut 10 times in 1,000 messages', async () => {
  const server = await serve()
  const page = await openWithMultipart(server)
  await listen(page, {})
  const random = seeded(runSeed('cuts, multipart'))
  const { published, cuts } = await publishAndCut(server, { messages: 1000, cuts: 10, rate: 200, random })
  await until(page, published)
  expect(await look(page, 'got')).toEqual(numbers(published))
  expect(await look(page, 'missed')).toEqual([])
  expect(cuts).toBe(10)
})

test('multipart in Chromium moves to a fresh link at the byte limit without a break', async () => {
  const server = await serve({ wear: { characters: 5000 } })
  const page = await openWithMultipart(server)
  await listen(page, {})
  await publish(server, 1000, 7)
  await until(page, 1000)
  expect(await look(page, 'got')).toEqual(numbers(1000))
  expect(server.requests).toBeGreaterThan(3)
  expect((await look(page, 'log')).filter((entry) => entry === 'offline')).toEqual([])
})

test('multipart in Chromium publishes beside the stream', async () => {
  const server = await serve()
  const page = await openWithMultipart(server)
  const got: unknown[] = []
  server.encke.subscribe('/up', ({ data }) => got.push(data))
  await listen(page, {})
  await page.evaluate(async () => {
    const { client } = window as never as { client: { publish(channel: string, data: unknown): Promise<void> } }
    await Promise.all(Array.from({ length: 100 }, (_, number) => client.publish('/up', number)))
  })
  expect(got).toEqual(numbers(100))
})
