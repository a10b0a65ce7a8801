import { once } from 'node:events'
import { createServer as createHttpServer, get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { connect } from '../../src/index'
import { createServer } from '../../src/server/index'
import { closeLater, serve } from '../support/close-later'
import { likeBrowser } from '../support/like-browser'
import { ask, post } from '../support/wire'

/** As Express does for `app.use(path, …)`. */
function takeOff(path: string, request: IncomingMessage) {
  const { url = '' } = request
  if (!url.startsWith(path)) return
  request.url = url.slice(path.length).replace(/^(?!\/)/, '/')
  Object.assign(request, { originalUrl: url, baseUrl: path })
}

test('a server to which nothing hands upgrades says once what to add', async () => {
  const told = vi.spyOn(console, 'warn').mockImplementation(() => {})
  onTestFinished(() => told.mockRestore())
  const encke = closeLater(createServer())
  const http = closeLater(createHttpServer((request, response) => void encke.handle(request, response)))
  await once(http.listen(0, '127.0.0.1'), 'listening')
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/encke`
  expect((await ask(url, { method: 'GET' })).status).toBe(405)
  expect(told).not.toHaveBeenCalled()
  for (let times = 0; times < 2; times++) {
    const [response] = await once(get(url, { headers: { Connection: 'Upgrade', Upgrade: 'websocket' } }), 'response')
    response.resume()
    expect(response.statusCode).toBe(405)
  }
  expect(told.mock.calls).toEqual([[expect.stringMatching(/http\.on\('upgrade'/)]])
})

describe('a server that is mounted under a path, as by app.use(path, …) of Express,', () => {
  test.each([
    ['its own', '/encke', '/encke'],
    ['one before its own', '/api', '/api/encke'],
  ])('%s, answers below its path', async (_, mount, path) => {
    const server = await serve({ path })
    server.meddle = (request) => {
      takeOff(mount, request)
      return false
    }
    const address = `${server.origin}${path}`
    const client = closeLater(connect(address, { transports: ['fetch-streaming'], environment: likeBrowser() }))
    await client.subscribe('/a', () => {}).ready
    await client.publish('/a', 1)
    expect(server.requests).toBeGreaterThan(0)
  })

  test('leaves what is for others as it came', async () => {
    const seen: unknown[] = []
    const server = await serve({ path: '/encke' }, (request, response) => {
      seen.push(request.url)
      response.end()
    })
    server.meddle = (request) => {
      takeOff('/encke.d', request)
      return false
    }
    await post(`${server.origin}/encke.d/other`, [])
    expect(seen).toEqual(['/other'])
  })
})
