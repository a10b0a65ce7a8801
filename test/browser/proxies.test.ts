import { existsSync, readFileSync } from 'node:fs'
import type { Page } from 'playwright'
import { describe, expect, test } from 'vitest'
import type { Options, TransportName } from '../../src/index'
import { certificate } from '../support/certificate'
import { closeLater } from '../support/close-later'
import { startDaemon } from '../support/daemon'
import { listen, look, type PageWindow, publish, transports, until, useBrowser } from '../support/in-page'
import { numbers } from '../support/numbers'
import { find, have } from '../support/programs'
import { forwardProxies, reverseProxies, type Setting } from '../support/proxies'
import type { TestServer } from '../support/server'

const { serve, open } = useBrowser()

interface World {
  server: TestServer
  page: Page
}

/** What docs/proxies.md says of a proxy as it comes. */
function told(name: string) {
  const row = readFileSync('docs/proxies.md', 'utf8')
    .split('\n')
    .find((line) => line.startsWith(`| ${name} `))
  if (!row) throw new Error(`docs/proxies.md says nothing of ${name}`)
  const [, , live = '', stopped = ''] = row.split('|')
  const names = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, one]) => one as TransportName)
  return { live: names(live)[0] as TransportName, stopped: names(stopped) }
}

const all = Object.values({ ...reverseProxies, ...forwardProxies })
const packages = Object.fromEntries(all.flatMap(({ program, package: of }) => (of ? [[program, of]] : [])))
have({ ...packages, openssl: 'openssl' })

const close = (page: Page) => page.evaluate(() => (window as unknown as PageWindow).client.close())

/** Connects, hears, says and closes; resolves with the milliseconds until the first message. */
async function converse({ server, page }: World, carrier: TransportName, options: Options = {}): Promise<number> {
  const began = performance.now()
  await listen(page, options)
  server.encke.publish('/n', 'first')
  await until(page, 1)
  const took = performance.now() - began
  await page.waitForFunction((name) => (window as unknown as PageWindow).client.transport === name, carrier)
  await publish(server, 200, 7)
  await until(page, 201)
  expect(await look(page, 'got')).toEqual(['first', ...numbers(200)])
  await page.evaluate(() => (window as unknown as PageWindow).client.publish('/n', 'up'))
  await until(page, 202)
  await close(page)
  return took
}

/** Each by itself, one after the other. */
async function converseByEach(world: World, passing: readonly TransportName[]) {
  for (const name of passing) await converse(world, name, { transports: [name] })
}

async function expectAsTold(world: World, name: string) {
  const { live, stopped } = told(name)
  const took = await converse(world, live)
  console.log(
    `${name}: the first message came after ${Math.round(took)} ms; ${(await look(world.page, 'log')).join('; ')}`,
  )
  expect(took).toBeLessThan(2000)
  for (const one of stopped) {
    await listen(world.page, { transports: [one] }, '/encke', false)
    world.server.encke.publish('/n', 'in vain')
    await world.page.waitForTimeout(500)
    expect(await look(world.page, 'got'), `${one} passes`).toEqual([])
    await close(world.page)
  }
  await converseByEach(
    world,
    transports.filter((one) => !stopped.includes(one)),
  )
}

describe.each(Object.entries(reverseProxies))('%s before the server', (name, { program, secure, setup }) => {
  const there = find(program) !== undefined

  async function behind(setting: Setting): Promise<World> {
    const server = await serve()
    const { port } = closeLater(await startDaemon({ program, ...setup(server.port, setting) }))
    return { server, page: await open({ origin: `${setting.tls ? 'https' : 'http'}://127.0.0.1:${port}` }) }
  }

  test.runIf(there)('as it comes, a page is live within two seconds, by what docs/proxies.md says', async () => {
    await expectAsTold(await behind({ tuned: false, tls: false }), name)
  })

  test.runIf(there)('by the recipe of docs/proxies.md, each transport passes, and streams are not late', async () => {
    const world = await behind({ tuned: true, tls: false })
    await converse(world, 'websocket')
    await converseByEach(world, transports)
    await listen(world.page, { transports: ['fetch-streaming'] })
    const times: number[] = []
    for (let count = 1; count <= 9; count++) {
      const began = performance.now()
      world.server.encke.publish('/n', count)
      await until(world.page, count)
      times.push(performance.now() - began)
    }
    expect(times.sort((a, b) => a - b)[4]).toBeLessThan(150)
  })

  test.runIf(there && secure && find('openssl'))(
    'by the recipe of docs/proxies.md, over TLS and HTTP/2, each transport passes',
    async () => {
      const world = await behind({ tuned: true, tls: true })
      await converse(world, 'websocket')
      await converseByEach(world, transports)
      expect(await look(world.page, 'log')).toContain('callback-polling trying: first in the plan over h2')
    },
  )
})

describe.each(Object.entries(forwardProxies))('%s before the page', (name, { program, needs, secure, setup }) => {
  test.runIf(find(program) && (!needs || existsSync(needs)) && (!secure || find('openssl')))(
    'a page is live within two seconds, by what docs/proxies.md says',
    async () => {
      const server = await serve({}, {}, secure ? certificate() : undefined)
      const { port } = closeLater(await startDaemon({ program, ...setup(server.port, { tuned: false, tls: false }) }))
      const page = await open(server, `http://127.0.0.1:${port}`)
      await expectAsTold({ server, page }, name)
    },
  )
})
