import type { Page } from 'playwright'
import { build } from 'vite'
import { expect, test } from 'vitest'
import { listen, look, numbers, publish, publishSlowly, until, useBrowser } from '../support/in-page'
import { runSeed, seeded } from '../support/random'

const { serve, open } = useBrowser()

let core: Promise<string> | undefined

/** The client without transports, as one script: the page's own bundle has no multipart. */
function coreScript(): Promise<string> {
  core ??= build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      target: 'es2020',
      lib: { entry: 'src/core.ts', formats: ['iife'], name: 'EnckeCore', fileName: 'core' },
    },
  }).then((result) => {
    const [{ output }] = result as unknown as [{ output: [{ code: string }] }]
    return output[0].code
  })
  return core
}

/** The page of this server, whose clients have multipart and nothing else. */
async function openWithMultipart(server: { origin: string }): Promise<Page> {
  const page = await open(server)
  const connect = `connect: (url, options) => EnckeCore.connect(url, { ...options, transports: [EnckeCore.multipart()] })`
  await page.addScriptTag({ content: `${await coreScript()}; Encke = { ${connect} }` })
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
  let cuts = 0
  let next = random() * 100
  await publishSlowly(server, 1000, 200, (number) => {
    if (cuts === 10 || number < next || server.cut() === 0) return
    cuts++
    next = number + random() * 100
  })
  await until(page, 1000)
  expect(await look(page, 'got')).toEqual(numbers(1000))
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
