import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { connect, createServer as createHttp2Server } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { createServer, type ServerOptions } from '../../../src/server/index'
import { closeLater, serve } from '../../support/close-later'
import { rejected } from '../../support/nonsense'
import { startServer, type TestServer } from '../../support/server'
import { ask, dial, eventStream, get, joining, post, type Reply } from '../../support/wire'
import { withWitness } from '../../support/witness'

const foreign = 'http://elsewhere.example'
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

test('the operator is told of the pages that are turned away: each origin once, ten of them', async () => {
  const told = vi.spyOn(console, 'warn').mockImplementation(() => {})
  onTestFinished(() => told.mockRestore())
  const server = await serve({ origins: ['http://localhost:3000'] })
  const visit = (Origin: string) => post(server.url, [hello], { Origin })
  await visit('http://localhost:3000')
  // Nobody is to list it for that.
  await visit('null')
  expect(told).not.toHaveBeenCalled()
  for (let times = 0; times < 2; times++) await visit('http://localhost:5173')
  expect(told.mock.calls).toEqual([
    ['Encke: pages of http://localhost:5173 may not connect; list it in the option origins if it is yours'],
  ])
  for (let port = 1; port < 20; port++) await visit(`http://localhost:${port}`)
  expect(told).toHaveBeenCalledTimes(10)
})

test('what no browser says of a page is not shown to the operator: it could clear the screen, or look like a line of the log', async () => {
  const told = vi.spyOn(console, 'warn').mockImplementation(() => {})
  onTestFinished(() => told.mockRestore())
  const server = await serve()
  for (const Origin of ['\x9b2J', 'https://a.example\x85all is well', 'https://a.example\tis ours', 'nonsense']) {
    for (const headers of [{ Origin }, { Referer: Origin }]) {
      expect((await post(server.url, [hello], headers)).status).toBe(403)
      await expect(dial(server.url, { headers })).rejects.toThrow('403')
    }
  }
  expect(told).not.toHaveBeenCalled()
})

describe('a page of another site', () => {
  let server: TestServer
  let clientId: string
  // What is said last is done first: the witness has heard something later by then.
  afterEach(() => expect(heard).not.toContain('forged'))
  const { heard } = withWitness((begun) => {
    ;({ server, clientId } = begun)
  })
  const message = () => [{ channel: '/good', clientId, data: 'forged', id: '1' }]
  const forged = (headers: Record<string, string>) => post(server.url, message(), headers)
  const byScript = (headers: Record<string, string>) =>
    get(server.url, { message: JSON.stringify(message()), jsonp: 'cb' }, headers)

  const notAllowed = (reply: Reply) => {
    rejected(reply, 403, /may not connect/)
    expect(Object.keys(reply.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
    expect(reply.text, 'no script').toMatch(/^\[/)
  }

  test.each([foreign, 'null', 'nonsense', '', 'http://127.0.0.1', 'file://'])(
    'may not post: Origin %j',
    async (Origin) => {
      notAllowed(await forged({ Origin }))
    },
  )

  test('may not post: Origin of another port', async () => {
    notAllowed(await forged({ Origin: `http://127.0.0.1:${server.port + 1}` }))
  })

  test('may not post with a type that needs no asking first', async () => {
    notAllowed(await forged({ Origin: foreign, 'Content-Type': 'text/plain' }))
  })

  test('may not ask by script: Sec-Fetch-Site', async () => {
    notAllowed(await byScript({ 'Sec-Fetch-Site': 'cross-site' }))
    notAllowed(await byScript({ 'Sec-Fetch-Site': 'same-site' }))
  })

  test('may not ask by script: Referer', async () => {
    notAllowed(await byScript({ Referer: `${foreign}/page` }))
    notAllowed(await byScript({ Referer: 'nonsense' }))
  })

  test('may not ask by script although its Referer looks like ours', async () => {
    notAllowed(await byScript({ Referer: `${server.origin}/`, 'Sec-Fetch-Site': 'cross-site' }))
    notAllowed(await byScript({ Referer: `${server.origin}.elsewhere.example/` }))
  })

  test('may not ask whether it may', async () => {
    const { status, headers } = await post(server.url, [], { Origin: foreign, 'Access-Control-Request-Method': 'POST' })
    expect(status).toBe(403)
    expect(headers['access-control-allow-origin']).toBeUndefined()
  })

  test('may when its exact origin is listed', async () => {
    const open = await startServer({ origins: ['https://friend.example'] })
    const allowed = await post(open.url, [hello], { Origin: 'https://friend.example', 'Sec-Fetch-Site': 'cross-site' })
    expect(allowed.messages).toMatchObject([{ successful: true }])
    expect(allowed.headers).toMatchObject({
      'access-control-allow-origin': 'https://friend.example',
      'timing-allow-origin': 'https://friend.example',
      vary: 'Origin',
    })
    for (const Origin of ['http://friend.example', 'https://friend.example:444', 'https://x.friend.example', 'null']) {
      expect((await post(open.url, [hello], { Origin })).status, Origin).toBe(403)
    }
    await open.close()
  })

  test('may not post although its browser names another site than its Origin would', async () => {
    for (const site of ['cross-site', 'same-site']) {
      notAllowed(await forged({ Origin: server.origin, 'Sec-Fetch-Site': site }))
    }
    for (const site of ['none', '', 'same-origin, cross-site', 'Same-Origin']) {
      notAllowed(await forged({ Origin: foreign, 'Sec-Fetch-Site': site }))
    }
  })

  test('does not keep the page of our own from going on', async () => {
    await forged({ Origin: foreign })
    const own = [{ channel: '/other', clientId, data: 1, id: '1' }]
    expect((await post(server.url, own, { Origin: server.origin })).messages).toMatchObject([{ successful: true }])
  })
})

describe('a page of our own, behind a proxy that puts its own name for us into the Host', () => {
  const behind = { Host: 'upstream', Origin: 'https://our.example' }

  test('is known by the word of its browser', async () => {
    const server = await serve()
    const { messages } = await post(server.url, [hello], { ...behind, 'Sec-Fetch-Site': 'same-origin' })
    expect(messages).toMatchObject([{ successful: true }])
  })

  test('is not known where its browser says nothing', async () => {
    const server = await serve()
    expect((await post(server.url, [hello], behind)).status).toBe(403)
  })
})

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

describe('a page of our own that shows the address of a join, which another user has written,', () => {
  const picture = 'image/avif,image/webp,image/apng,*/*;q=0.8'
  const page = 'text/html,application/xhtml+xml,image/avif,*/*;q=0.8'
  const byItsBrowser = { 'Sec-Fetch-Site': 'same-origin' }
  const cookiesOf = async (headers: (server: TestServer) => Record<string, string>) => {
    const { server, cookies } = await serveWitness({ origins: ['https://friend.example'] })
    const { status } = await get(server.url, { message: JSON.stringify([hello]) }, { Cookie, ...headers(server) })
    expect(status).toBe(200)
    return cookies
  }

  test.each([
    ['an image', { Accept: picture, 'Sec-Fetch-Dest': 'image' }],
    ['a frame', { Accept: page, 'Sec-Fetch-Dest': 'iframe' }],
    ['a link that was followed', { Accept: page, 'Sec-Fetch-Dest': 'document' }],
    ['a link that was read ahead', { Accept: page, 'Sec-Fetch-Dest': 'empty', 'Sec-Purpose': 'prefetch' }],
    ['a film', { Accept: '*/*', 'Sec-Fetch-Dest': 'video', Range: 'bytes=0-' }],
    ['a style sheet', { Accept: 'text/css,*/*;q=0.1', 'Sec-Fetch-Dest': 'style' }],
  ])('as that of %s, brings no cookies that count', async (_, { 'Sec-Fetch-Dest': dest, ...headers }) => {
    const told = { ...headers, 'Sec-Fetch-Dest': dest }
    expect(await cookiesOf(() => ({ ...told, ...byItsBrowser }))).toEqual([undefined])
    expect(await cookiesOf(({ origin }) => ({ ...told, ...byItsBrowser, Origin: origin }))).toEqual([undefined])
    expect(await cookiesOf(() => ({ ...told, Origin: 'https://friend.example' }))).toEqual([undefined])
    // An old browser, or plain http.
    expect(await cookiesOf(({ origin }) => ({ ...headers, Referer: `${origin}/page` }))).toEqual([undefined])
  })

  test('as that of a link that Firefox reads ahead, brings no cookies that count', async () => {
    const headers = { Accept: '*/*', 'Sec-Fetch-Dest': 'empty', 'Sec-Fetch-Mode': 'no-cors', ...byItsBrowser }
    expect(await cookiesOf(() => headers)).toEqual([undefined])
  })

  const byForm = async (dest: string) => {
    const { server, cookies } = await serveWitness()
    const headers = { Accept: page, 'Sec-Fetch-Dest': dest, 'Sec-Fetch-Mode': 'navigate', ...byItsBrowser }
    const { status } = await post(server.url, [hello], { Cookie, Origin: server.origin, ...headers })
    expect(status).toBe(200)
    return cookies
  }

  test('as that of a form which somebody sends, brings no cookies that count', async () => {
    expect(await byForm('document')).toEqual([undefined])
  })

  test('as that of a form which is sent into a frame, brings them', async () => {
    expect(await byForm('iframe')).toEqual([Cookie])
  })

  test.each([
    ['a script', { Accept: '*/*', 'Sec-Fetch-Dest': 'script', ...byItsBrowser }],
    ['a request of its own', { Accept: '*/*', 'Sec-Fetch-Dest': 'empty', 'Sec-Fetch-Mode': 'cors', ...byItsBrowser }],
    ['an event stream', { Accept: 'text/event-stream', 'Sec-Fetch-Dest': 'empty', ...byItsBrowser }],
    ['a script of an old browser', { Accept: 'application/javascript, */*;q=0.8' }],
  ])('as that of %s, brings them: who writes that is the page', async (_, headers) => {
    expect(await cookiesOf(({ origin }) => ({ ...headers, Referer: `${origin}/page` }))).toEqual([Cookie])
  })
})

test.each([
  ['a script', { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Dest': 'script', 'Sec-Fetch-Mode': 'no-cors' }],
  ['a script of an old browser', {}],
])(
  'a page whose origin is listed brings its cookies by %s, too: else it would be turned away by that alone',
  async (_, headers) => {
    const friend = 'https://friend.example'
    const { server, cookies } = await serveWitness({ origins: [friend] })
    const byScript = (Referer: string) =>
      get(server.url, { message: JSON.stringify([hello]) }, { Cookie, Referer, Accept: '*/*', ...headers })
    for (const page of [`${friend}/`, `${friend}/page`]) expect((await byScript(page)).status).toBe(200)
    expect(cookies).toEqual([Cookie, Cookie])
    expect((await byScript(`${foreign}/`)).status).toBe(403)
  },
)

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
