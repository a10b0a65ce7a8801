import type { Page } from 'playwright'
import { describe, expect, test } from 'vitest'
import type { Options } from '../../src/index'
import { closeLater } from '../support/close-later'
import { listen, look, openBeside, type PageWindow, publish, transports, until, useBrowser } from '../support/in-page'
import { haveNginx, type NginxOptions, startNginx } from '../support/nginx'
import { numbers } from '../support/numbers'
import { until as untilHeld } from '../support/until'

const { serve, open } = useBrowser()
const there = haveNginx()

/** A server behind nginx, and a page that came through it. */
async function behind(options: Omit<NginxOptions, 'upstream'>) {
  const server = await serve()
  const nginx = closeLater(await startNginx({ ...options, upstream: server.port }))
  return { server, page: await open(nginx) }
}

/** Milliseconds until the page listens; does not wait for that when it never may. */
async function connect(page: Page, options: Options = {}, ready = true): Promise<number> {
  const began = performance.now()
  await listen(page, options, '/encke', ready)
  return performance.now() - began
}

/** Which transport carries the conversation, when it is this one. */
const carriedBy = (page: Page, name: string) =>
  page.waitForFunction((name) => (window as unknown as PageWindow).client.transport === name, name)

/** What the page asked of the network, and what was spoken there. */
const requested = (page: Page) =>
  page.evaluate(() =>
    (performance.getEntriesByType('resource') as PerformanceResourceTiming[]).map(
      ({ name, nextHopProtocol }) => [new URL(name).hostname, nextHopProtocol] as const,
    ),
  )

async function expectBothWays({ server, page }: Awaited<ReturnType<typeof behind>>) {
  await publish(server, 500, 7)
  await until(page, 500)
  expect(await look(page, 'got')).toEqual(numbers(500))
  await page.evaluate(() => (window as unknown as PageWindow).client.publish('/n', 'up'))
  await until(page, 501)
}

const networks = [
  { name: 'over HTTP/1.1', tls: false, protocol: 'http/1.1' },
  { name: 'over TLS and HTTP/2', tls: true, protocol: 'h2' },
]

test.runIf(there && process.env.FULL)('a quiet page outlives the time for which nginx waits', async () => {
  const server = await serve({ timeout: 25_000 })
  const nginx = closeLater(await startNginx({ tls: true, upstream: server.port }))
  const page = await open(nginx)
  await connect(page)
  await carriedBy(page, 'fetch-streaming')
  const { length } = await look(page, 'log')
  // It gives a stream up after 60 s without a byte.
  await page.waitForTimeout(75_000)
  expect((await look(page, 'log')).slice(length).filter((entry) => !entry.startsWith('websocket'))).toEqual([])
  server.encke.publish('/n', 'still here')
  await until(page, 1)
})

describe.runIf(there).each(networks)('through nginx $name', ({ tls, protocol }) => {
  test('as it comes, a page is live by a stream, and is told what became of WebSocket', async () => {
    const world = await behind({ tls })
    expect(await connect(world.page)).toBeLessThan(1500)
    await carriedBy(world.page, 'fetch-streaming')
    await expectBothWays(world)
    const log = await look(world.page, 'log')
    expect(log).toContain('websocket failed: the socket was not opened: 1006 ')
    expect(log.filter((entry) => entry === 'offline')).toEqual([])
    expect(log).toContain(`fetch-streaming trying: first in the plan over ${protocol}`)
    expect(await requested(world.page)).toContainEqual(['127.0.0.1', protocol])
  })

  test('that buffers whatever the server says, messages come by polls within two seconds, and it is told why', async () => {
    const { server, page } = await behind({ tls, directives: 'proxy_ignore_headers X-Accel-Buffering;' })
    const began = performance.now()
    await connect(page)
    server.encke.publish('/n', 'first')
    await until(page, 1)
    const took = performance.now() - began
    await carriedBy(page, 'long-polling')
    await page.waitForFunction(() =>
      (window as unknown as PageWindow).log.some((entry) => entry.startsWith('fetch-streaming failed: ')),
    )
    const log = await look(page, 'log')
    console.log(`the first message came after ${Math.round(took)} ms: ${log.join('; ')}`)
    expect(took).toBeLessThan(2000)
    expect(log).toContain('long-polling trying: nothing came for 300 ms')
    expect(log.filter((entry) => entry === 'offline')).toEqual([])
    await publish(server, 500, 7)
    await until(page, 501)
    expect(await look(page, 'got')).toEqual(['first', ...numbers(500)])
  })

  test('as it comes, WebSocket by itself does not work, and the error says so', async () => {
    const { page } = await behind({ tls })
    await listen(page, { transports: ['websocket'] }, '/encke', false)
    await page.waitForFunction(() => (window as unknown as PageWindow).errors.length)
    expect((await look(page, 'errors'))[0]).toMatch(/^no-transport: .*websocket: the socket was not opened: 1006/)
  })

  test('by the recipe of docs/proxies.md, a page is live by WebSocket, and is told so', async () => {
    const world = await behind({ tls, tuned: true })
    await connect(world.page)
    await carriedBy(world.page, 'websocket')
    await expectBothWays(world)
    expect(await look(world.page, 'log')).toContainEqual(
      expect.stringMatching(/^websocket live: .*: the server answered over it$/),
    )
  })

  test.each([
    { how: 'as it comes', tuned: false, passing: transports.filter((one) => one !== 'websocket') },
    { how: 'by the recipe of docs/proxies.md', tuned: true, passing: transports },
  ])('$how, each transport that passes works by itself', async ({ tuned, passing }) => {
    const world = await behind({ tls, tuned })
    for (const transport of passing) {
      await connect(world.page, { transports: [transport] })
      await carriedBy(world.page, transport)
      await expectBothWays(world)
      await world.page.evaluate(() => (window as unknown as PageWindow).client.close())
    }
  })
})

describe.runIf(there)('through nginx over TLS and HTTP/2', () => {
  test('other hosts are left alone, where over HTTP/1.1 they are asked', async () => {
    for (const tls of [true, false]) {
      const { page } = await behind({ tls })
      const scheme = tls ? 'https' : 'http'
      const hosts = [`${scheme}://localhost:${new URL(page.url()).port}`]
      await connect(page, { transports: ['fetch-streaming'], hosts }, tls)
      const asked = async () => (await requested(page)).some(([host]) => host === 'localhost')
      // The server would turn down what comes there, and the page would never be ready.
      if (tls) expect(await asked()).toBe(false)
      else await untilHeld(asked, 'the other host is asked')
    }
  })

  test.each(['fetch-streaming', 'long-polling'] as const)(
    'eight tabs are live by %s, on one host and one connection',
    async (transport) => {
      const { server, page } = await behind({ tls: true })
      let held = 0
      server.meddle = (_, response) => {
        held++
        response.on('close', () => held--)
        return false
      }
      const all = [page, ...(await openBeside(page, 7))]
      await Promise.all(all.map((one) => connect(one, { transports: [transport] })))
      await untilHeld(() => held >= 8, 'every tab has a request that the server holds')
      await publish(server, 100, 7)
      for (const one of all) {
        await until(one, 100)
        expect(await look(one, 'got')).toEqual(numbers(100))
      }
    },
  )
})
