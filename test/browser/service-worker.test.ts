import { expect, test } from 'vitest'
import { serve } from '../support/close-later'
import { listen, look, publish, transports, until, useBrowser } from '../support/in-page'
import { numbers } from '../support/numbers'
import { servePage } from '../support/page'

const { open } = useBrowser()

/** Takes over the page at once, and asks for itself what the page asks for. */
const relay = `
  self.addEventListener('install', () => skipWaiting())
  self.addEventListener('activate', (event) => event.waitUntil(clients.claim()))
  self.addEventListener('fetch', (event) => event.respondWith(fetch(event.request)))`

test.each(transports)('%s goes through a service worker that asks for all itself', async (transport) => {
  const page = servePage()
  const server = await serve({}, (request, response) => {
    if (request.url !== '/worker.js') return page(request, response)
    response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(relay)
  })
  const tab = await open(server)
  await tab.evaluate(async () => {
    const { serviceWorker } = navigator
    const taken = new Promise((resolve) => serviceWorker.addEventListener('controllerchange', resolve))
    await serviceWorker.register('/worker.js')
    await taken
  })
  await listen(tab, { transports: [transport] })
  await publish(server, 500, 7)
  await until(tab, 500)
  expect(await look(tab, 'got')).toEqual(numbers(500))
  const published = new Promise((resolve) => server.encke.subscribe('/up', ({ data }) => resolve(data)))
  await tab.evaluate(() =>
    (window as unknown as import('../support/in-page').PageWindow).client.publish('/up', 'hello'),
  )
  expect(await published).toBe('hello')
})
