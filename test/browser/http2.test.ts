import { createSecureServer, type ServerHttp2Session, type Settings } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { createServer } from '../../src/server/index'
import { certificate } from '../support/certificate'
import { closeLater } from '../support/close-later'
import { listen, look, type PageWindow, transports, until, useBrowser } from '../support/in-page'
import { numbers } from '../support/numbers'
import { servePage } from '../support/page'
import { have } from '../support/programs'

const { open } = useBrowser()

/** Straight from Node, over HTTP/2, without anything before it. */
async function serve(settings: Settings = {}, timeout = 5000) {
  const encke = createServer({ timeout })
  const page = servePage({})
  const http = createSecureServer({ key: certificate(), cert: certificate(), allowHTTP1: true, settings })
  const sessions = new Set<ServerHttp2Session>()
  http.on('session', (session) => {
    sessions.add(session)
    session.on('close', () => sessions.delete(session))
  })
  http.on(
    'request',
    (request, response) => encke.handle(request, response) || page(request as never, response as never),
  )
  http.on('upgrade', (request, socket, head) => encke.upgrade(request, socket, head) || socket.destroy())
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  return closeLater({
    encke,
    origin: `https://127.0.0.1:${(http.address() as AddressInfo).port}`,
    async close() {
      await encke.close()
      for (const session of sessions) session.destroy()
      await new Promise((resolve) => http.close(resolve))
    },
  })
}

test.runIf(have({ openssl: 'openssl' })).each(transports)('%s passes where Node itself speaks HTTP/2', async (name) => {
  const server = await serve()
  const page = await open(server)
  await listen(page, { transports: [name] })
  for (let number = 0; number < 500; number++) server.encke.publish('/n', number)
  await until(page, 500)
  expect(await look(page, 'got')).toEqual(numbers(500))
  await page.evaluate(() => (window as unknown as PageWindow).client.publish('/n', 'up'))
  await until(page, 501)
  expect(await look(page, 'log')).toContain(`${name} trying: first in the plan over h2`)
})

test.runIf(have({ openssl: 'openssl' }))(
  'where only one request may be under way, a poll that is held makes room for what is published',
  async () => {
    const server = await serve({ maxConcurrentStreams: 1 }, 25_000)
    const page = await open(server)
    await listen(page, { transports: ['long-polling'] })
    await page.evaluate(() => (window as unknown as PageWindow).client.publish('/n', 0))
    const began = performance.now()
    for (let number = 1; number <= 3; number++) {
      await page.evaluate((number) => (window as unknown as PageWindow).client.publish('/n', number), number)
      await until(page, number + 1)
    }
    const took = performance.now() - began
    console.log(`three messages by way of the only connection in ${Math.round(took)} ms`)
    expect(took).toBeLessThan(5000)
    expect(await look(page, 'log')).not.toContain('offline')
  },
)
