import { createHash } from 'node:crypto'
import type { Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import type { Faults } from './bad-proxy'
import { bodyOf, type Rig, startRig } from './rig'

let rig: Rig
afterEach(() => rig.close())

/** A socket that upstream has upgraded; both ends. */
async function openSocket(faults: Faults = {}) {
  rig = await startRig(faults)
  const { socket, heard } = rig.upgrade()
  const { request, socket: server, heard: serverHeard } = await rig.upgraded.next()
  await heard.until(() => heard.text().endsWith('\r\n\r\n'))
  return { socket, heard, request, server, serverHeard, got: () => bodyOf(heard.text()) }
}

/** Waits until the client has got this after the 101. */
async function gets({ heard, got }: Pick<Awaited<ReturnType<typeof openSocket>>, 'heard' | 'got'>, text: string) {
  await heard.until(() => got().length >= text.length)
  expect(got()).toBe(text)
}

test('passes an upgrade and both directions when it has no fault', async () => {
  const open = await openSocket()
  expect(open.heard.text()).toMatch(/^HTTP\/1\.1 101 .*[\s\S]*X-By: upstream/)
  expect(open.request.headers).toMatchObject({ upgrade: 'websocket', connection: 'Upgrade', host: 'test' })
  open.socket.write('up')
  expect(await open.serverHeard.until(2)).toBe('up')
  open.server.write('down')
  await gets(open, 'down')
  expect([rig.proxy.requests, rig.proxy.upgrades]).toEqual([0, 1])
})

test('passes what comes together with the 101 and with the request', async () => {
  rig = await startRig()
  const { socket, heard } = rig.dial()
  socket.write('GET / HTTP/1.1\r\nHost: test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nearly')
  const { socket: server, heard: serverHeard } = await rig.upgraded.next()
  server.write('early too')
  expect(await serverHeard.until(5)).toBe('early')
  await heard.until(() => bodyOf(heard.text()) === 'early too')
})

test('tells each side of an upgraded socket that the other has gone', async () => {
  const one = await openSocket()
  one.socket.destroy()
  await one.serverHeard.closed
  await rig.close()
  const other = await openSocket()
  other.server.write('last words')
  other.server.end()
  await other.heard.closed
  expect(other.got()).toBe('last words')
})

test('tells the client of an upgraded socket that upstream has broken down', async () => {
  const { heard, server } = await openSocket()
  ;(server as Socket).resetAndDestroy()
  await heard.closed
})

test('tells upstream that a client has gone before its upgrade was answered', async () => {
  rig = await startRig({ strip: ['Upgrade'] })
  const { socket } = rig.upgrade()
  const { response } = await rig.asked.next()
  const gone = new Promise<void>((resolve) => response.on('close', resolve))
  socket.end()
  await gone
})

test.each([200, 400, 403, 426] as const)('answers an upgrade with %d', async (status) => {
  rig = await startRig({ upgrade: `refuse-${status}` })
  const { heard } = rig.upgrade()
  await heard.closed
  expect(heard.text()).toContain(`HTTP/1.1 ${status} `)
  expect(rig.counts.upgrades).toBe(0)
  await rig.settle()
  expect(rig.proxy.cut()).toBe(0)
})

test('does not refuse ordinary requests when it refuses upgrades', async () => {
  rig = await startRig({ upgrade: 'refuse-403' })
  const { heard } = rig.send('GET /')
  ;(await rig.asked.next()).response.end('done')
  expect(await heard.until(12)).toContain('200 OK')
})

test('swallows an upgrade', async () => {
  rig = await startRig({ upgrade: 'swallow' })
  const { heard } = rig.upgrade()
  await rig.settle()
  expect(rig.proxy.upgrades).toBe(1)
  expect(heard.text()).toBe('')
  expect(rig.counts.upgrades).toBe(0)
})

test('upgrades and is then silent in both directions', async () => {
  const { socket, server, serverHeard, got } = await openSocket({ upgrade: 'mute' })
  socket.write('up')
  server.write('down')
  await rig.settle()
  expect([serverHeard.text(), got()]).toEqual(['', ''])
})

test('upgrades and then passes only what the client sends', async () => {
  const { socket, server, serverHeard, got } = await openSocket({ upgrade: 'mute-down' })
  server.write('down')
  socket.write('up')
  expect(await serverHeard.until(2)).toBe('up')
  await rig.settle()
  expect(got()).toBe('')
})

test('silences an open socket and delivers what it held when it may speak again', async () => {
  const open = await openSocket()
  rig.proxy.set({ upgrade: 'mute' })
  open.server.write('down')
  open.socket.write('up')
  await rig.settle()
  expect([open.serverHeard.text(), open.got()]).toEqual(['', ''])
  rig.proxy.set({})
  expect(await open.serverHeard.until(2)).toBe('up')
  await gets(open, 'down')
})

test('tells upstream that the client of a silenced socket has gone', async () => {
  const { socket, serverHeard } = await openSocket({ upgrade: 'mute' })
  socket.end()
  await serverHeard.closed
})

test('forges an upgrade without asking upstream', async () => {
  rig = await startRig({ upgrade: 'forge' })
  const { socket, heard } = rig.upgrade()
  const accept = createHash('sha1')
    .update('dGhlIHNhbXBsZSBub25jZQ==258EAFA5-E914-47DA-95CA-C5AB0DC85B11')
    .digest('base64')
  const text = await heard.until(100)
  expect(text).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n/)
  expect(text).toContain(`Sec-WebSocket-Accept: ${accept}\r\n`)
  socket.write('up')
  await rig.settle()
  expect(heard.text()).toBe(text)
  expect(rig.counts).toEqual({ requests: 0, upgrades: 0 })
})

test('makes an ordinary request of an upgrade when it strips Upgrade', async () => {
  rig = await startRig({ strip: ['Upgrade'] })
  const { heard } = rig.upgrade()
  const { request, response } = await rig.asked.next()
  expect(request.headers.upgrade).toBeUndefined()
  response.writeHead(400).end('no upgrade')
  await heard.ended
  expect(heard.text()).toContain('HTTP/1.1 400 ')
  expect(bodyOf(heard.text())).toBe('no upgrade')
})

test('strips headers of a 101', async () => {
  const { heard } = await openSocket({ stripResponse: ['x-by'] })
  expect(heard.text()).toContain('101')
  expect(heard.text()).not.toContain('X-By')
})

test('cuts an upgraded socket when it is idle, not while the client is busy', async () => {
  const start = performance.now()
  const { heard, socket, serverHeard } = await openSocket({ cut: { idle: 150 } })
  while (performance.now() - start < 200) {
    const { length } = serverHeard.text()
    socket.write('.')
    await serverHeard.until(length + 1)
  }
  await Promise.all([heard.closed, serverHeard.closed])
  expect(performance.now() - start).toBeGreaterThanOrEqual(200)
})

test('cuts an upgraded socket at its age', async () => {
  const start = performance.now()
  const { heard, serverHeard } = await openSocket({ cut: { age: 40 } })
  await Promise.all([heard.closed, serverHeard.closed])
  expect(performance.now() - start).toBeGreaterThanOrEqual(40)
})

test('cuts an upgraded socket after so many bytes', async () => {
  const { heard, got, server, serverHeard } = await openSocket({ cut: { bytes: 10 } })
  server.write('123456')
  await heard.until(heard.text().length + 6)
  server.write('abcdef')
  await Promise.all([heard.closed, serverHeard.closed])
  expect(got()).toBe('123456abcdef')
})

test('cuts an upgraded socket in the middle of what upstream sends', async () => {
  const { heard, got, server, serverHeard } = await openSocket({ cut: { bytes: 10, midChunk: true } })
  server.write('123456')
  await heard.until(heard.text().length + 6)
  server.write('abcdef')
  await Promise.all([heard.closed, serverHeard.closed])
  expect(got()).toBe('123456abcd')
})

test('passes nothing after the chunk at which it cuts', async () => {
  const { heard, got, server } = await openSocket({ upgrade: 'mute' })
  server.write('one')
  await rig.settle()
  server.write('two')
  await rig.settle()
  rig.proxy.set({ cut: { bytes: 1 } })
  await heard.closed
  expect(got()).toBe('one')
})

test('delays both directions of an upgraded socket', async () => {
  const open = await openSocket()
  rig.proxy.set({ latency: 30 })
  const start = performance.now()
  open.socket.write('up')
  await open.serverHeard.until(2)
  expect(performance.now() - start).toBeGreaterThanOrEqual(29)
  open.server.write('down')
  await gets(open, 'down')
  expect(performance.now() - start).toBeGreaterThanOrEqual(59)
})
