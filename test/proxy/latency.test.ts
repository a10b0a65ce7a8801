import { afterEach, expect, test } from 'vitest'
import { bodyOf, type Rig, startRig } from './rig'

let rig: Rig
afterEach(() => rig.close())

/** How many milliseconds a request on this connection, a new one by default, waits for its answer. */
async function exchange(connection = rig.dial()) {
  const start = performance.now()
  const { length } = connection.heard.text()
  rig.send('GET /', [], '', connection)
  ;(await rig.asked.next()).response.end('done')
  await connection.heard.until(() => connection.heard.text().slice(length).includes('done'))
  return performance.now() - start
}

/** The fastest of some, so that a busy machine does not matter. */
async function fastest(exchange: () => Promise<number>) {
  return Math.min(await exchange(), await exchange(), await exchange(), await exchange())
}

test('delays a request, its response and, once, the opening of the connection', async () => {
  rig = await startRig({ latency: 30 })
  const connection = rig.dial()
  expect(await exchange(connection)).toBeGreaterThanOrEqual(118)
  const later = await fastest(() => exchange(connection))
  expect(later).toBeGreaterThanOrEqual(58)
  expect(later).toBeLessThan(110)
})

test('opens connections at once when the handshake is left out', async () => {
  rig = await startRig({ latency: 30, handshake: false })
  const took = await fastest(() => exchange())
  expect(took).toBeGreaterThanOrEqual(58)
  expect(took).toBeLessThan(110)
})

test('adds jitter in both directions', async () => {
  rig = await startRig({ jitter: 40 }, () => 0.75)
  expect(await exchange()).toBeGreaterThanOrEqual(58)
})

test('tells upstream late that the client has gone', async () => {
  rig = await startRig({ latency: 40, handshake: false })
  const { socket, gone } = await rig.openStream()
  const start = performance.now()
  socket.destroy()
  await gone
  expect(performance.now() - start).toBeGreaterThanOrEqual(39)
})

test('tells upstream late that it has cut a connection', async () => {
  rig = await startRig({ latency: 40, handshake: false })
  const { heard, gone } = await rig.openStream()
  const start = performance.now()
  rig.proxy.cut()
  await heard.closed
  await gone
  expect(performance.now() - start).toBeGreaterThanOrEqual(39)
})

test('keeps the order under jitter', async () => {
  let draws = 0
  rig = await startRig({ jitter: 40 }, () => (draws++ % 5 === 0 ? 0.9 : 0))
  const { heard } = rig.send('GET /')
  const { response } = await rig.asked.next()
  response.writeHead(200).flushHeaders()
  for (let number = 0; number < 10; number++) {
    response.write(`<${number}>`)
    await rig.settle()
  }
  response.end()
  await heard.until(() => bodyOf(heard.text()).includes('<9>'))
  expect(bodyOf(heard.text())).toBe('<0><1><2><3><4><5><6><7><8><9>')
  expect(draws).toBeGreaterThan(5)
})

test('delivers at once what is under way when the latency is switched off', async () => {
  rig = await startRig({ latency: 1e8, handshake: false })
  const { socket } = rig.send('GET /')
  await new Promise<void>((resolve) => socket.on('connect', resolve))
  await rig.settle()
  expect(rig.counts.requests).toBe(0)
  rig.proxy.set({})
  await rig.asked.next()
})
