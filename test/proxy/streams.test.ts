import { afterEach, expect, test } from 'vitest'
import { bodyOf, type Rig, startRig } from './rig'

let rig: Rig
afterEach(() => rig.close())

const letters = (length: number) => 'x'.repeat(length)

test('passes each chunk at once when it has no fault', async () => {
  rig = await startRig()
  const { heard, response, body } = await rig.openStream('one')
  await heard.until(() => body() === 'one')
  response.write('two')
  await heard.until(() => body() === 'onetwo')
})

test('tells upstream that the client has gone', async () => {
  rig = await startRig()
  const { socket, gone } = await rig.openStream()
  socket.destroy()
  await gone
})

test('tells the client that upstream has gone', async () => {
  rig = await startRig()
  const { response, heard } = await rig.openStream('one')
  await heard.until(60)
  response.destroy()
  await heard.closed
  expect(heard.text()).not.toContain('\r\n0\r\n')
})

test('holds a response, its headers too, to its end', async () => {
  rig = await startRig({ buffer: 'end' })
  const { heard, response, body } = await rig.openStream('one')
  await rig.settle()
  expect(heard.text()).toBe('')
  response.end('two')
  await heard.until(100)
  expect(body()).toBe('onetwo')
})

test('holds the first 2,048 bytes back, then lets everything through', async () => {
  rig = await startRig({ buffer: 2048 })
  const { heard, response, body } = await rig.openStream(letters(2047))
  await rig.settle()
  expect(heard.text()).toContain('X-By: upstream')
  expect(body()).toBe('')
  response.write('y')
  await heard.until(2100)
  response.write('z')
  await heard.until(() => body() === `${letters(2047)}yz`)
})

test('lets only whole blocks through, and the rest at the end', async () => {
  rig = await startRig({ buffer: { block: 1000 } })
  const { heard, response, body } = await rig.openStream(letters(2500))
  await heard.until(2050)
  await rig.settle()
  expect(body()).toBe(letters(2000))
  response.end()
  await heard.until(() => body().length >= 2500)
})

test('lets go in pieces what it has held until the end', async () => {
  rig = await startRig({ buffer: 'end', pieces: 5 })
  const { heard, response, body } = await rig.openStream('one')
  response.end('two')
  await heard.until(() => body() === 'one')
  await heard.until(() => body() === 'onetwo')
})

test('holds each chunk until the next one comes', async () => {
  rig = await startRig({ buffer: 'chunk' })
  const { heard, response, body } = await rig.openStream('one')
  await rig.settle()
  expect(body()).toBe('')
  response.write('two')
  await rig.settle()
  expect(body()).toBe('one')
  response.end()
  await heard.until(() => body() === 'onetwo')
})

test('opens a stream and never delivers, but passes a complete response', async () => {
  rig = await startRig({ hold: true })
  const { heard, response, body } = await rig.openStream('one')
  response.end('two')
  await rig.settle()
  expect(heard.text()).toContain('X-By: upstream')
  expect(body()).toBe('')
  const short = rig.send('GET /short')
  ;(await rig.asked.next()).response.writeHead(200, { 'Content-Length': 5 }).end('short')
  await short.heard.until(() => bodyOf(short.heard.text()) === 'short')
})

test('lets go what it has held when the faults change', async () => {
  rig = await startRig({ buffer: 'end' })
  const { heard, body } = await rig.openStream('one')
  await rig.settle()
  expect(heard.text()).toBe('')
  rig.proxy.set({})
  await heard.until(() => body() === 'one')
})

test('begins to hold a stream that is under way', async () => {
  rig = await startRig()
  const { heard, response, body } = await rig.openStream('one')
  await heard.until(() => body() === 'one')
  rig.proxy.set({ hold: true })
  response.write('two')
  await rig.settle()
  expect(body()).toBe('one')
})

test('cuts a stream when it is idle, not while it is busy', async () => {
  const start = performance.now()
  rig = await startRig({ cut: { idle: 150 } })
  const { heard, response, gone } = await rig.openStream()
  while (performance.now() - start < 200) {
    const { length } = heard.text()
    response.write('.')
    await heard.until(length + 1)
  }
  await Promise.all([heard.closed, gone])
  expect(performance.now() - start).toBeGreaterThanOrEqual(200)
})

test('cuts a request that has waited too long for its response', async () => {
  rig = await startRig({ cut: { idle: 30 } })
  const { heard } = rig.send('GET /poll')
  await heard.closed
  expect(heard.text()).toBe('')
})

test('cuts a stream at its age, however busy it is', async () => {
  const start = performance.now()
  rig = await startRig({ cut: { age: 60 } })
  const { heard, response, gone } = await rig.openStream()
  const writing = setInterval(() => response.write('.'), 5)
  await Promise.all([heard.closed, gone])
  clearInterval(writing)
  expect(performance.now() - start).toBeGreaterThanOrEqual(60)
})

test('cuts a stream that is under way', async () => {
  rig = await startRig()
  const { heard, gone } = await rig.openStream('one')
  await heard.until(60)
  rig.proxy.set({ cut: { bytes: 3 } })
  await Promise.all([heard.closed, gone])
})

test('cuts a stream after so many bytes, at the border of a chunk', async () => {
  rig = await startRig({ cut: { bytes: 1000 } })
  const { heard, response, gone } = await rig.openStream(letters(900))
  await heard.until(950)
  response.write(letters(900))
  await Promise.all([heard.closed, gone])
  expect(heard.text().endsWith(`\r\n384\r\n${letters(900)}\r\n`)).toBe(true)
  expect(heard.text().match(/384\r\n/g)).toHaveLength(2)
})

test('cuts a stream in the middle of a chunk', async () => {
  rig = await startRig({ cut: { bytes: 1000, midChunk: true } })
  const { heard, response, gone } = await rig.openStream(letters(900))
  await heard.until(950)
  response.write(letters(900))
  await Promise.all([heard.closed, gone])
  expect(heard.text().endsWith(`\r\n384\r\n${letters(100)}`)).toBe(true)
})

test('cuts a response of known length in its middle', async () => {
  rig = await startRig({ cut: { bytes: 100, midChunk: true } })
  const { heard } = rig.send('GET /')
  ;(await rig.asked.next()).response.writeHead(200, { 'Content-Length': 900 }).end(letters(900))
  await heard.closed
  expect(bodyOf(heard.text())).toBe(letters(100))
})

test('cuts every connection and says how many there were', async () => {
  rig = await startRig()
  const { heard, gone } = await rig.openStream()
  const other = rig.upgrade()
  await rig.upgraded.next()
  expect(rig.proxy.cut()).toBe(2)
  await Promise.all([heard.closed, other.heard.closed, gone])
  expect(rig.proxy.cut()).toBe(0)
})

test('takes a large response to a slow reader, no faster than it reads', async () => {
  rig = await startRig({ connectionClose: true })
  const { heard, socket, response, body } = await rig.openStream()
  const mebibyte = letters(2 ** 20)
  socket.pause()
  for (let written = 0; written < 32; written++) response.write(mebibyte)
  response.end()
  await rig.settle()
  expect(response.writableLength).toBeGreaterThan(0)
  socket.resume()
  await heard.ended
  expect(body().length).toBe(32 * 2 ** 20)
})
