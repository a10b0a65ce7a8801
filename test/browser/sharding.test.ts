import type { Page } from 'playwright'
import { describe, expect, test } from 'vitest'
import {
  listen,
  look,
  openBeside,
  type PageWindow,
  publish,
  transports,
  until as untilGot,
  useBrowser,
  withoutLocks,
} from '../support/in-page'
import { numbers } from '../support/numbers'
import type { TestServer } from '../support/server'
import { until } from '../support/until'

const { serve, open } = useBrowser()
const tabs = 8
/** What a browser opens to a host over HTTP/1.1. */
const limit = 6

/** So many tabs of one browser, with a page of another origin than the servers'. */
async function openTabs() {
  const pages = await serve()
  const first = await open(pages)
  return { origin: pages.origin, all: [first, ...(await openBeside(first, tabs - 1))] }
}

/** How many requests the server holds, by the host that they were sent to. */
function count(server: TestServer): Map<string, number> {
  const held = new Map<string, number>()
  server.meddle = ({ headers: { host = '' } }, response) => {
    held.set(host, (held.get(host) ?? 0) + 1)
    response.on('close', () => held.set(host, (held.get(host) as number) - 1))
    return false
  }
  return held
}

const sum = (held: Map<string, number>) => [...held.values()].reduce((a, b) => a + b, 0)

async function liveOf(all: Page[]): Promise<number> {
  const logs = await Promise.all(all.map((page) => look(page, 'log')))
  return logs.filter((log) => log.some((entry) => entry.includes(' live: '))).length
}

describe(`${tabs} tabs of one page, on a server that speaks HTTP/1.1`, () => {
  test(`are ${limit} live streams without locks and other hosts, and one more when one is closed`, async () => {
    const { origin, all } = await openTabs()
    const server = await serve({ origins: [origin] })
    const held = count(server)
    await Promise.all(all.map(withoutLocks))
    await Promise.all(all.map((page) => listen(page, { transports: ['fetch-streaming'] }, server.url, false)))
    await until(async () => (await liveOf(all)) === limit)
    server.encke.publish('/n', 0)
    const got = async () => (await Promise.all(all.map((page) => look(page, 'got')))).filter(({ length }) => length)
    await until(async () => (await got()).length === limit)
    expect([sum(held), server.encke.sessions, await liveOf(all)]).toEqual([limit, limit, limit])

    const lives = await Promise.all(all.map((page) => liveOf([page])))
    await all[lives.indexOf(1)]?.close()
    all.splice(lives.indexOf(1), 1)
    await until(async () => (await liveOf(all)) === limit)
  })

  test.each(['long-polling', 'callback-polling'] as const)(
    'the last that gets a connection publishes by %s what waited for that, and does not wait as long as a poll is held',
    async (transport) => {
      const { origin, all } = await openTabs()
      const server = await serve({ origins: [origin] })
      const others = all.slice(0, limit - 1)
      await Promise.all(others.map((page) => listen(page, { transports: ['fetch-streaming'] }, server.url)))
      const last = all[limit - 1] as Page
      const took = await last.evaluate(
        async ([url, transport]) => {
          const { Encke } = window as unknown as { Encke: typeof import('../../src/index') }
          const client = Encke.connect(url, { transports: [transport] })
          client.subscribe('/n', () => {})
          const began = performance.now()
          await client.publish('/n', 'from the last')
          return performance.now() - began
        },
        [server.url, transport] as const,
      )
      expect(took).toBeLessThan(5000)
    },
  )

  test('are all live by every stream and every poll with other hosts', async () => {
    const { origin, all } = await openTabs()
    for (const transport of transports.filter((one) => one !== 'websocket')) {
      const server = await serve({ origins: [origin] })
      const held = count(server)
      const hosts = ['a', 'b', 'c', 'd'].map((name) => `http://${name}.localhost:${server.port}`)
      await Promise.all(all.map((page) => listen(page, { transports: [transport], hosts }, server.url)))
      await until(() => sum(held) >= tabs, `the server holds a request of every tab by ${transport}`)
      await publish(server, 100, 7)
      await Promise.all(all.map((page) => untilGot(page, 100)))
      for (const page of all) expect(await look(page, 'got'), transport).toEqual(numbers(100))
      await Promise.all(all.map((page) => page.evaluate(() => (window as unknown as PageWindow).client.close())))
    }
  })
})
