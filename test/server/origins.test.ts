import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { connect, createServer as createHttp2Server } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { createServer, type ServerOptions } from '../../src/server/index'
import { closeLater, serve } from '../support/close-later'
import { ask, eventStream, joining, post } from '../support/wire'

const hello = { channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: ['long-polling'] }
const Cookie = 'user=1'

/** A server that notes which cookies count. */
async function serveWitness(options: ServerOptions = {}) {
  const cookies: unknown[] = []
  const authenticate: ServerOptions['authenticate'] & {} = ({ headers }) => {
    cookies.push(headers.cookie)
    return true
  }
  return { server: await serve({ ...options, authenticate }), cookies }
}

describe('a request for an event stream', () => {
  const streamOf = ({ url }: { url: string }, headers: object) =>
    eventStream(`${url}?message=${encodeURIComponent(JSON.stringify([joining('eventsource')]))}`, {
      Cookie,
      ...headers,
    })

  test('that says nothing of its page brings no cookies that count: any page may have asked by fetch', async () => {
    const { server, cookies } = await serveWitness()
    for (const headers of [{}, { Referer: `${server.origin}/page` }, { 'Sec-Fetch-Site': 'same-origin' }])
      closeLater(await streamOf(server, headers))
    expect(cookies).toEqual([undefined, Cookie, Cookie])
  })
})

test('a request that any page may have caused brings no password that the browser knows', async () => {
  const passwords: unknown[] = []
  const server = await serve({
    authenticate({ headers }) {
      passwords.push(headers.authorization)
      return true
    },
  })
  const Authorization = 'Basic YW5uOnNlY3JldA=='
  const address = `${server.url}?message=${encodeURIComponent(JSON.stringify([hello]))}&jsonp=f`
  for (const headers of [{}, { Referer: `${server.origin}/page` }])
    await ask(address, { method: 'GET', headers: { Authorization, ...headers } })
  await post(server.url, [hello], { Authorization })
  expect(passwords).toEqual([undefined, Authorization, Authorization])
})

describe('an origin that is no http address', () => {
  test.each(['capacitor://localhost', 'tauri://localhost', 'chrome-extension://abcdefgh', 'file://', 'app://x:8080'])(
    'may connect when it is listed: %s',
    async (origin) => {
      const { server, cookies } = await serveWitness({ origins: [origin] })
      const headers = { Origin: origin, 'Sec-Fetch-Site': 'cross-site', Cookie }
      const reply = await post(server.url, [hello], headers)
      expect(reply.messages).toMatchObject([{ successful: true }])
      expect(reply.headers['access-control-allow-origin']).toBe(origin)
      expect(cookies).toEqual([Cookie])
      for (const Origin of ['capacitor://elsewhere', 'app://localhost', 'null', '']) {
        expect((await post(server.url, [hello], { Origin })).status, Origin).toBe(403)
      }
    },
  )

  test('is known by the referrer where there is no Origin', async () => {
    const server = await serve({ origins: ['app://x'] })
    const byScript = (Referer: string) =>
      ask(`${server.url}?message=${encodeURIComponent(JSON.stringify(hello))}`, { method: 'GET', headers: { Referer } })
    expect((await byScript('app://x/page')).status).toBe(200)
    expect((await byScript('app://y/page')).status).toBe(403)
  })

  test('is null in a sandboxed frame: when that is listed it may connect, and has no cookies that count', async () => {
    const { server, cookies } = await serveWitness({ origins: ['null'] })
    const reply = await post(server.url, [hello], { Origin: 'null', Cookie })
    expect(reply.messages).toMatchObject([{ successful: true }])
    expect(reply.headers['access-control-allow-origin']).toBe('null')
    expect(cookies).toEqual([undefined])
    expect((await post(server.url, [hello], { Referer: 'nonsense' })).status).toBe(403)
  })
})

test('a page of our own is known as such over HTTP/2, straight from Node', async () => {
  const encke = closeLater(createServer())
  const http = createHttp2Server((request, response) => {
    encke.handle(request as unknown as IncomingMessage, response as unknown as ServerResponse)
  })
  await once(http.listen(0, '127.0.0.1'), 'listening')
  const origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  closeLater(http)
  const session = connect(origin)
  closeLater({ close: () => session.destroy() })
  const statusFor = async (from: string) => {
    const stream = session.request({ ':method': 'POST', ':path': '/encke', origin: from })
    stream.end(JSON.stringify([hello]))
    const [headers] = await once(stream.resume(), 'response')
    return headers[':status']
  }
  expect(await statusFor(origin)).toBe(200)
  expect(await statusFor('http://elsewhere.example')).toBe(403)
})
