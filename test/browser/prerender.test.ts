import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, inject, onTestFinished, test } from 'vitest'
import { installed } from '../support/chromium'
import { serve } from '../support/close-later'
import { numbers } from '../support/numbers'
import { until } from '../support/until'

/** Has the next page rendered before anybody looks at it, and goes there when it is told to. */
const first = `<!doctype html>
  <script type="speculationrules">{ "prerender": [{ "source": "list", "urls": ["/next"] }] }</script>
  <script>fetch('/go').then(() => { location.href = '/next' })</script>`

const next = `<!doctype html><script src="/client.js"></script><script>
  const tell = (what) => fetch('/told?' + encodeURIComponent(what))
  const client = Encke.connect('/encke')
  client.on('transport', (name) => tell(name + (document.prerendering ? ', unseen' : ', seen')))
  client.subscribe('/n', ({ data }) => tell(data)).ready.then(() => tell('ready'))
</script>`

/** Nobody debugs it: a browser that is debugged prerenders nothing. */
async function browse(url: string) {
  const profile = await mkdtemp(join(tmpdir(), 'encke-prerender-'))
  const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run']
  const browser = spawn(installed() as string, [...flags, `--user-data-dir=${profile}`, url], {
    stdio: 'ignore',
    detached: true,
  })
  onTestFinished(async () => {
    const gone = new Promise((resolve) => browser.once('exit', resolve))
    process.kill(-(browser.pid as number))
    await gone
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  })
}

test('a page that is prerendered listens before it is looked at, loses nothing, and takes the WebSocket then', async () => {
  const told: string[] = []
  let go: ServerResponse | undefined
  const server = await serve({ timeout: 25_000 }, async (request, response) => {
    const [path, query] = (request.url ?? '').split('?')
    if (path === '/go') {
      go = response
      return
    }
    if (path === '/told') told.push(decodeURIComponent(query as string))
    if (path === '/client.js') {
      response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(inject('script'))
    } else {
      response.writeHead(200, { 'Content-Type': 'text/html' }).end(path === '/next' ? next : path === '/' ? first : '')
    }
  })
  await browse(server.origin)
  await until(() => told.includes('ready'))
  for (const number of numbers(100)) server.encke.publish('/n', number)
  await until(() => told.includes('99'))
  const carriers = () => told.filter((what) => what.endsWith('seen'))
  expect(carriers()).toEqual(['fetch-streaming, unseen'])
  go?.end()
  await until(() => told.includes('websocket, seen'))
  for (const number of numbers(100)) server.encke.publish('/n', 100 + number)
  await until(() => told.includes('199'))
  expect(carriers()).toEqual(['fetch-streaming, unseen', 'websocket, seen'])
  expect(
    told
      .filter((what) => /^\d+$/.test(what))
      .map(Number)
      .sort((a, b) => a - b),
  ).toEqual(numbers(200))
})
