import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { ServerOptions } from '../../src/server/index'
import { launch } from '../support/chromium'
import { closeLater, serve as serveHere } from '../support/close-later'
import { transports } from '../support/in-page'
import type { TestServer } from '../support/server'

declare const Encke: typeof import('../../src/index')

const repository = new URL('../../', import.meta.url)
const types: Record<string, string> = {
  '/examples/script-tag/index.html': 'text/html',
  '/examples/script-tag/app.js': 'text/javascript',
  '/dist/encke.js': 'text/javascript',
  '/dist/encke.legacy.js': 'text/javascript',
}

let browser: Browser
beforeAll(async () => {
  browser = await launch()
})
afterAll(() => browser.close())

/** The files of the example and the script that we publish, as any web server would serve them. */
const serve = (options: ServerOptions = {}): Promise<TestServer> =>
  serveHere({ timeout: 5000, ...options }, async ({ url = '' }, response) => {
    const type = types[url]
    if (!type) return response.writeHead(url === '/favicon.ico' ? 204 : 404).end()
    const content = await readFile(new URL(`.${url}`, repository))
    response.writeHead(200, { 'Content-Type': `${type}; charset=utf-8` }).end(content)
  })

/** Opens the example. What the browser complains of, violations of the page's policy among it, is kept. */
async function open(
  server: Pick<TestServer, 'origin'>,
  page = '/examples/script-tag/index.html',
): Promise<{ tab: Page; complaints: string[] }> {
  const context = closeLater(await browser.newContext())
  const tab = await context.newPage()
  const complaints: string[] = []
  tab.on('pageerror', (error) => complaints.push(error.message))
  tab.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  await tab.goto(server.origin + page)
  return { tab, complaints }
}

const notifications = (tab: Page) => tab.locator('#notifications li').allTextContents()
const shown = (tab: Page, text: string) => tab.getByText(text, { exact: true }).waitFor()

test('a notification published on the server appears on the page, and the browser complains of nothing', async () => {
  const server = await serve()
  const { tab, complaints } = await open(server)
  await shown(tab, 'online')
  server.encke.publish('/notifications/backup', { text: 'done' })
  await shown(tab, 'backup: done')
  server.encke.publish('/notifications/disk', { text: 'nearly full' })
  await shown(tab, 'disk: nearly full')
  expect(await notifications(tab)).toEqual(['disk: nearly full', 'backup: done'])
  expect(complaints).toEqual([])
})

test('a page that opens late shows what came before', async () => {
  const server = await serve()
  server.encke.publish('/notifications/backup', { text: 'done' })
  const { tab } = await open(server)
  await shown(tab, 'backup: done')
})

test('markup in a notification is shown as text', async () => {
  const server = await serve()
  const { tab, complaints } = await open(server)
  server.encke.publish('/notifications/mail', { text: '<img src=x onerror=alert(1)>' })
  await shown(tab, 'mail: <img src=x onerror=alert(1)>')
  expect(complaints).toEqual([])
})

test('what is published while the connection is cut appears once it is back, and only once', async () => {
  const server = await serve()
  const { tab } = await open(server)
  server.encke.publish('/notifications/backup', { text: 'begun' })
  await shown(tab, 'backup: begun')
  server.cut()
  server.encke.publish('/notifications/backup', { text: 'done' })
  await shown(tab, 'backup: done')
  expect(await notifications(tab)).toEqual(['backup: done', 'backup: begun'])
})

test.each(['encke', 'encke.legacy'])(
  'dist/%s.js gets through to another origin by each transport, and the browser complains of nothing',
  async (script) => {
    const pages = await serve()
    const server = await serve({ origins: [pages.origin] })
    const { tab, complaints } = await open(pages, `/dist/${script}.js`)
    await tab.addScriptTag({ url: `/dist/${script}.js` })
    for (const transport of transports) {
      const refused = await tab.evaluate(
        async ([url, transport]) => {
          const client = Encke.connect(url, { transports: [transport] })
          const failed = new Promise<string>((resolve) => client.on('error', ({ message }) => resolve(message)))
          const refused = await Promise.race([client.publish('/from', transport), failed])
          await client.close()
          return refused
        },
        [server.url, transport] as const,
      )
      expect(refused).toBeUndefined()
      expect(complaints).toEqual([])
    }
  },
)

test('its own server, started as its README says, serves the page and tells the time', async () => {
  const server = spawn(process.execPath, ['examples/script-tag/server.mjs'], {
    env: { ...process.env, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void server.kill())
  const [said] = (await once(server.stdout, 'data')) as [Buffer]
  const [origin] = /http:\S+/.exec(`${said}`) as string[]
  const { tab, complaints } = await open({ origin: origin as string }, '/')
  await tab.getByText(/^clock: /).waitFor()
  expect(complaints.filter((complaint) => !/favicon|404/.test(complaint))).toEqual([])
})
