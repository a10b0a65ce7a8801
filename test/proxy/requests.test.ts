import { afterEach, expect, test } from 'vitest'
import { catalogue } from './bad-proxy'
import { bodyOf, type Rig, startRig } from './rig'

let rig: Rig
afterEach(() => rig.close())

test('passes requests and responses as they are when it has no fault', async () => {
  rig = await startRig()
  const client = rig.send('POST /a?b=c', ['X-Mine: 1', 'x-mine: 2'], 'question')
  const { request, body, response } = await rig.asked.next()
  expect(await body).toBe('question')
  expect([request.method, request.url, request.headers.host]).toEqual(['POST', '/a?b=c', 'test'])
  expect(request.rawHeaders.filter((_, index, all) => /x-mine/i.test(all[index - 1] ?? ''))).toEqual(['1', '2'])
  response.writeHead(418, 'Teapot', ['Set-Cookie', 'a=1', 'Set-Cookie', 'b=2', 'Content-Length', '6']).end('answer')
  const text = await client.heard.until(120)
  expect(text).toContain('HTTP/1.1 418 Teapot\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nContent-Length: 6\r\n')
  expect(bodyOf(text)).toBe('answer')
  expect(rig.proxy.requests).toBe(1)
})

test('strips request headers', async () => {
  rig = await startRig({ strip: ['last-event-id', 'Authorization'] })
  rig.send('GET /', ['Last-Event-ID: 7', 'AUTHORIZATION: me', 'X-Other: 1'])
  const { request } = await rig.asked.next()
  expect(request.headers).toMatchObject({ 'x-other': '1' })
  expect(Object.keys(request.headers)).not.toEqual(expect.arrayContaining(['last-event-id']))
  expect(Object.keys(request.headers)).not.toEqual(expect.arrayContaining(['authorization']))
})

test('strips response headers', async () => {
  rig = await startRig({ stripResponse: ['content-TYPE'] })
  const { heard } = rig.send('GET /')
  ;(await rig.asked.next()).response.writeHead(200, { 'Content-Type': 'text/plain', 'X-Other': '1' }).end('done')
  await heard.until(() => bodyOf(heard.text()) === 'done')
  expect(heard.text()).toContain('X-Other: 1')
  expect(heard.text()).not.toContain('Content-Type')
})

test('says Connection: close and closes after the response', async () => {
  rig = await startRig({ connectionClose: true })
  const { heard } = rig.send('GET /')
  ;(await rig.asked.next()).response.end('done')
  await heard.ended
  expect(heard.text()).toContain('Connection: close')
  expect(bodyOf(heard.text())).toBe('done')
})

test('sends a POST twice and answers it once', async () => {
  const start = performance.now()
  rig = await startRig({ replay: true })
  const { heard } = rig.send('POST /', ['X-Mine: 1'], 'question')
  const first = await rig.asked.next()
  first.response.end('first')
  const second = await rig.asked.next()
  const cut = new Promise<void>((resolve) => second.response.on('close', resolve))
  second.response.writeHead(200).flushHeaders()
  await cut
  expect(performance.now() - start).toBeLessThan(900)
  expect([await first.body, await second.body]).toEqual(['question', 'question'])
  expect(second.request.headers['x-mine']).toBe('1')
  expect(second.response.writableEnded).toBe(false)
  expect(bodyOf(heard.text())).toBe('first')
  expect(rig.proxy.requests).toBe(1)
})

test('sends a GET only once when it replays POSTs', async () => {
  rig = await startRig({ replay: true })
  rig.send('GET /')
  rig.send('POST /', [], 'question')
  const methods = [await rig.asked.next(), await rig.asked.next(), await rig.asked.next()].map(
    ({ request }) => request.method,
  )
  expect(methods.sort()).toEqual(['GET', 'POST', 'POST'])
})

test('answers a GET from its cache, whatever the headers say', async () => {
  rig = await startRig({ cacheGet: true })
  const first = rig.send('GET /a')
  ;(await rig.asked.next()).response.writeHead(200, { 'Cache-Control': 'no-store', 'X-By': 'upstream' }).end('old')
  await first.heard.until(100)
  const second = rig.send('GET /a')
  await second.heard.until(() => bodyOf(second.heard.text()) === 'old')
  expect(second.heard.text()).toContain('X-By: upstream')
  rig.send('GET /a?other')
  expect((await rig.asked.next()).request.url).toBe('/a?other')
  expect(rig.counts.requests).toBe(2)
})

test('forgets its cache when it no longer caches', async () => {
  rig = await startRig({ cacheGet: true })
  const { heard } = rig.send('GET /a')
  ;(await rig.asked.next()).response.end('old')
  await heard.until(() => bodyOf(heard.text()) === 'old')
  rig.proxy.set({})
  rig.proxy.set({ cacheGet: true })
  rig.send('GET /a')
  await rig.asked.next()
})

test('caches only complete responses with 200', async () => {
  rig = await startRig({ cacheGet: true })
  const missing = rig.send('GET /a')
  ;(await rig.asked.next()).response.writeHead(404).end('missing')
  await missing.heard.until(60)
  rig.send('GET /a')
  const { response } = await rig.asked.next()
  response.write('half')
  response.destroy()
  rig.send('GET /a')
  await rig.asked.next()
})

test('answers everything with a login page', async () => {
  rig = await startRig({ login: true })
  const page = /^HTTP\/1\.1 200 OK\r\nContent-Type: text\/html\r\n[\s\S]*<form/
  expect(await rig.send('POST /', [], 'question').heard.until(200)).toMatch(page)
  const upgrade = rig.upgrade()
  await upgrade.heard.ended
  expect(upgrade.heard.text()).toMatch(page)
  expect(rig.counts).toEqual({ requests: 0, upgrades: 0 })
})

test('closes its idle connections to upstream at once', async () => {
  rig = await startRig()
  const { heard } = rig.send('GET /')
  ;(await rig.asked.next()).response.end('done')
  await heard.until(() => bodyOf(heard.text()) === 'done')
  const start = performance.now()
  await rig.proxy.close()
  await rig.idle()
  expect(performance.now() - start).toBeLessThan(900)
})

test.each(Object.entries(catalogue))('closes with everything under way: %s', async (_, faults) => {
  rig = await startRig(faults)
  const clients = [rig.send('GET /'), rig.send('POST /', [], 'question'), rig.upgrade()]
  await rig.settle()
  await rig.proxy.close()
  await Promise.all(clients.map(({ heard }) => heard.closed))
  await rig.idle()
})
