// @vitest-environment happy-dom
import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Window } from 'happy-dom'
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { type Client, connect, type TransportName } from '../../src/index'
import { createServer, type EnckeServer } from '../../src/server/index'
import { createNetwork, type Network } from '../../src/testing/index'

let server: EnckeServer
let network: Network
const clients: Client[] = []

function begin(options?: Parameters<typeof createServer>[0]) {
  server = createServer(options)
  network = createNetwork(server)
  network.install()
}

beforeEach(() => begin())
afterEach(async () => {
  sessionStorage.clear()
  network.close()
  for (const client of clients.splice(0)) await client.close()
})

/** A page that connects by itself. */
function openPage(url = '/encke', transports?: TransportName[]) {
  const client = connect(url, transports && { transports })
  const heard: unknown[] = []
  clients.push(client)
  const { ready } = client.subscribe('/a', ({ data }) => heard.push(data))
  return { client, heard, ready }
}

describe('a page in a simulated DOM that connects by itself', () => {
  test('leaves nothing behind that the next test would begin with, and what is not of Encke as it is', async () => {
    const { client, ready } = openPage('/encke', ['long-polling'])
    const resuming = connect('/encke', { resume: true })
    clients.push(resuming)
    await ready
    await resuming.subscribe('/b').ready
    localStorage.setItem('theme', 'dark')
    onTestFinished(() => localStorage.removeItem('theme'))
    dispatchEvent(Object.assign(new Event('pagehide'), { persisted: false }))
    const kept = () => [localStorage, sessionStorage].flatMap((storage) => Object.keys(storage))
    expect(kept()).toEqual(['encke http://localhost:3000', 'theme', 'encke http://localhost:3000/encke'])
    await client.close()
    network.close()
    expect(kept()).toEqual(['theme'])
  })

  test('finds the network by a path, and prefers a socket', async () => {
    const { client, heard, ready } = openPage()
    await ready
    await server.publish('/a', 1)
    await vi.waitFor(() => expect(heard).toEqual([1]))
    await vi.waitFor(() => expect(client.transport).toBe('websocket'))
  })

  test.each(['xhr-streaming', 'long-polling'] as const)('reaches it by the %s of that DOM', async (transport) => {
    const { client, heard, ready } = openPage('/encke', [transport])
    await ready
    await server.publish('/a', 'é€😀')
    await vi.waitFor(() => expect(heard).toEqual(['é€😀']))
    network.cut()
    await server.publish('/a', 2)
    await vi.waitFor(() => expect(heard).toEqual(['é€😀', 2]))
    expect(client.transport).toBe(transport)
  })

  test('reaches it where something else has put a proxy in the place of XMLHttpRequest before, as msw does', async () => {
    network.close()
    const called: unknown[] = []
    const Proxied = new Proxy(XMLHttpRequest, {
      construct: (Real) =>
        new Proxy(new Real(), {
          get(real, name) {
            const value = Reflect.get(real, name, real)
            if (typeof value !== 'function') return value
            called.push(name)
            return value.bind(real)
          },
          set: (real, name, value) => Reflect.set(real, name, value, real),
        }),
    })
    vi.stubGlobal('XMLHttpRequest', Proxied)
    onTestFinished(() => void vi.unstubAllGlobals())
    begin()
    const { client, heard, ready } = openPage('/encke', ['xhr-streaming'])
    await ready
    await client.publish('/a', 1)
    await vi.waitFor(() => expect(heard).toEqual([1]))
    expect(called).toContain('send')
  })

  test.each<[string, (real: typeof fetch) => typeof fetch]>([
    [
      'looks at each answer',
      (real) => async (url, init) => {
        const response = await real(url, init)
        if (!response.clone().headers.has('content-type')) throw new Error('an answer without a type')
        return response
      },
    ],
    ['makes a Request of it', (real) => (url, init) => real(new Request(new URL(String(url), location.href), init))],
    [
      'makes Headers of its headers',
      (real) => (url, init) => real(url, { ...init, headers: new Headers(init?.headers) }),
    ],
  ])('reaches it by a fetch that the page has wrapped, and that %s', async (_, wrap) => {
    network.close()
    const types: unknown[] = []
    begin({ authenticate: ({ headers }) => !!types.push(headers['content-type']) })
    globalThis.fetch = wrap(fetch)
    const { client, heard, ready } = openPage('/encke', ['fetch-streaming'])
    await ready
    await client.publish('/a', 1)
    await vi.waitFor(() => expect(heard).toEqual([1]))
    expect(types).toEqual(['application/json'])
  })

  test('says its last words when it goes, and goodbye', async () => {
    const said: unknown[] = []
    server.subscribe('/said', ({ data }) => said.push(data))
    const { client, ready } = openPage('/encke', ['xhr-streaming'])
    await ready
    const leave = () => void client.publish('/said', 'last words').catch(() => {})
    window.addEventListener('pagehide', leave, { once: true })
    window.dispatchEvent(Object.assign(new Event('pagehide'), { persisted: false }))
    await vi.waitFor(() => expect(said).toEqual(['last words']))
    await vi.waitFor(() => expect(server.sessions).toBe(0), 8000)
  })

  test.each([true, false])('goes on after a reload, with what it had to publish (offline: %s)', async (down) => {
    const said: unknown[] = []
    server.subscribe('/b', ({ data }) => said.push(data))
    function load() {
      const client = connect('/encke', { resume: true, transports: ['websocket', 'long-polling'] })
      const heard: unknown[] = []
      clients.push(client)
      client.subscribe('/a', ({ data }) => heard.push(data))
      return { client, heard }
    }
    const { client, heard } = load()
    await vi.waitFor(() => expect(client.state).toBe('online'))
    await server.publish('/a', 1)
    await vi.waitFor(() => expect(heard).toEqual([1]))
    network.set({ down })
    client.publish('/b', 'last').catch(() => {})
    dispatchEvent(new Event('pagehide'))
    await server.publish('/a', 2)
    const next = load()
    network.set({ down: false })
    await vi.waitFor(() => expect(next.heard).toEqual([2]), 5000)
    await vi.waitFor(() => expect(said).toEqual(['last']))
  })

  test('is told of a server of another origin that does not know it', async () => {
    const { client, ready } = openPage('http://push.example/encke', ['long-polling'])
    const errors = vi.fn()
    client.on('error', errors)
    ready.catch(() => {})
    await vi.waitFor(() => expect(errors.mock.calls.join()).toMatch(/403.*may not connect/))
  })

  test('and comes in where that allows it', async () => {
    network.close()
    begin({ origins: [location.origin] })
    await openPage('http://push.example/encke').ready
  })

  test('finds it where timers are the DOM’s own, which are numbers (Jest with jsdom)', async () => {
    network.close()
    const { setInterval } = globalThis
    vi.stubGlobal('setInterval', (run: () => void, time: number) => Number(setInterval(run, time)))
    onTestFinished(() => void vi.unstubAllGlobals())
    begin()
    await openPage().ready
  })

  test('reaches it by requests where the package ws is missing, and opens no socket to what else is at that address', async () => {
    network.close()
    const other = createHttpServer()
    const upgraded = vi.fn()
    other.on('upgrade', upgraded)
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    vi.resetModules()
    const createRequire = () => () => expect.fail('ws is missing')
    vi.doMock('node:module', () => ({ createRequire, default: { createRequire } }))
    onTestFinished(() => {
      vi.doUnmock('node:module')
      other.close()
    })
    const testing = await import('../../src/testing/index')
    server = createServer({ origins: [location.origin] })
    network = testing.createNetwork(server)
    network.install()
    const { client, ready } = openPage(`http://127.0.0.1:${(other.address() as AddressInfo).port}/encke`)
    const failed = vi.fn()
    client.on('decision', ({ kind, reason }) => kind === 'failed' && failed(reason))
    await ready
    await vi.waitFor(() => expect(failed.mock.calls.join()).toMatch(/need the package ws/))
    expect(client.transport).toBe('fetch-streaming')
    expect(upgraded).not.toHaveBeenCalled()
  })

  test('brings its cookies to its own server', async () => {
    network.close()
    const seen: unknown[] = []
    begin({ authenticate: ({ headers }) => !!seen.push(headers.cookie) })
    Object.assign(document, { cookie: 'user=1' })
    await openPage().ready
    Object.assign(document, { cookie: 'user=; expires=Thu, 01 Jan 1970 00:00:00 GMT' })
    expect(seen).toContain('user=1')
  })

  test('is offline for as long as the network is down, and says why', async () => {
    const { client, ready } = openPage()
    await ready
    const errors = vi.fn()
    client.on('error', errors)
    network.set({ down: true })
    await vi.waitFor(() => expect(errors.mock.calls.join()).toMatch(/no transport works here/), { timeout: 5000 })
    expect(client.state).toBe('offline')
    network.set({ down: false })
    await vi.waitFor(() => expect(client.state).toBe('online'), { timeout: 5000 })
  })
})

describe('what is not the server of the network', () => {
  test('is reached as before, by fetch and by XMLHttpRequest', async () => {
    const other = createHttpServer((_, response) => response.end('the other one'))
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`
    const { happyDOM } = globalThis as unknown as Window
    happyDOM.setURL(url)
    const byXhr = new Promise((resolve) => {
      const xhr = new XMLHttpRequest()
      xhr.open('GET', url)
      xhr.onload = () => resolve(xhr.responseText)
      xhr.send()
    })
    const answers = await Promise.all([fetch(url).then((response) => response.text()), byXhr])
    other.close()
    expect(answers).toEqual(['the other one', 'the other one'])
  })

  test('is everything, when it is closed, whatever was undone before', () => {
    network.close()
    const { fetch, XMLHttpRequest } = globalThis
    begin()
    const undo = network.install()
    network.install()
    undo()
    network.close()
    undo()
    expect(globalThis).toMatchObject({ fetch, XMLHttpRequest })
  })

  test.each([
    ['in the order in which they were made', [0, 1, 2]],
    ['in the other order', [2, 1, 0]],
    ['in any order', [1, 0, 2]],
  ])('is everything, when several networks are closed %s', (_, order) => {
    network.close()
    const ways = () => [globalThis, navigator].map((one) => Object.getOwnPropertyDescriptors(one))
    const before = ways()
    const networks = ['/a', '/b', '/c'].map((path) => createNetwork(createServer({ path })))
    for (const one of networks) one.install()
    expect(navigator.sendBeacon).not.toBe(before[1]?.sendBeacon?.value)
    for (const index of order) networks[index]?.close()
    expect(ways()).toEqual(before)
  })
})
