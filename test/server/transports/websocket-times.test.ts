import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { Exchange, ServerLink } from '../../../src/server/link'
import { createSockets } from '../../../src/server/transports/websocket'
import { closeLater } from '../../support/close-later'
import { until } from '../../support/until'

const wish = { connectionType: 'websocket', hold: 1000, pad: 0 }

/** A socket on a clock of its own. */
async function open(answer: (exchange: Exchange) => void = () => {}) {
  let time = 0
  const hooks = {
    async answer(_: unknown, exchange: Exchange) {
      answer(exchange)
      return []
    },
    drained() {},
    closed() {},
    refusal: () => ({ status: 500, reply: { channel: '' } }),
    refused() {},
  }
  const sockets = createSockets(hooks, { body: 40_000, sockets: 10, timeout: 10_000 }, () => time)
  let end: Socket | undefined
  const http = createServer()
  http.on('upgrade', (request, socket, head) => {
    end = socket as Socket
    sockets.accept(request, socket, head, {})
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const client = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`)
  closeLater({
    close() {
      client.terminate()
      http.close()
    },
  })
  let closed: number | undefined
  const gone = new Promise<void>((resolve) =>
    client.on('close', (code) => {
      closed = code
      resolve()
    }),
  )
  await until(() => sockets.size === 1 && client.readyState === WebSocket.OPEN)
  /** What it was closed with by then. Meanwhile the client does something every ten seconds. */
  async function closedAt(at: number, meanwhile = async () => {}) {
    for (; time <= at && closed === undefined; time += 10_000) {
      sockets.tick()
      await Promise.race([meanwhile(), gone])
    }
    return closed
  }
  function tickAt(at: number) {
    time = at
    sockets.tick()
  }
  return { client, closedAt, tickAt, open: () => sockets.size, read: () => (end as Socket).bytesRead }
}

type Opened = Awaited<ReturnType<typeof open>>

/** Something is said, and answered. */
const speaking =
  ({ client }: Opened) =>
  () =>
    new Promise<void>((resolve) => {
      client.once('message', () => resolve())
      client.send('[]')
    })

const turn = async () => void (await new Promise(setImmediate))

describe('a socket', () => {
  test('on which nobody has joined is closed half a minute later, whatever is said there: those who may not come keep none', async () => {
    const opened = await open()
    expect(await opened.closedAt(30_000, speaking(opened))).toBeUndefined()
    expect(await opened.closedAt(40_000, speaking(opened))).toBe(1008)
  })

  test('on which somebody has joined is kept', async () => {
    const opened = await open(({ link }) => void link(wish))
    expect(await opened.closedAt(100_000, speaking(opened))).toBeUndefined()
  })

  test('whose session has gone, as that of somebody who was thrown out, is closed half a minute later unless somebody joins', async () => {
    let link: ServerLink | undefined
    const opened = await open((exchange) => {
      link ??= exchange.link(wish)
    })
    expect(await opened.closedAt(40_000, speaking(opened))).toBeUndefined()
    link?.end([])
    expect(await opened.closedAt(70_000, speaking(opened))).toBeUndefined()
    expect(await opened.closedAt(90_000, speaking(opened))).toBe(1008)
  })

  test('is not taken for silent by a process that has stood still for long, before that has asked', async () => {
    const { client, tickAt } = await open(({ link }) => void link(wish))
    tickAt(600_000)
    const pinged = once(client, 'ping')
    tickAt(610_000)
    await pinged
    expect(client.readyState).toBe(WebSocket.OPEN)
  })

  test.each([
    ['what it was sent', 100_000, 40_000],
    ['the most that is on its way', 2_000_000, 80_000],
  ])('whose client reads slowly has time for %s, before it says anything', async (_, characters, time) => {
    let link: ServerLink | undefined
    const opened = await open((exchange) => {
      link ??= exchange.link(wish)
    })
    await opened.closedAt(0, speaking(opened))
    opened.client.pause()
    link?.write([{ channel: '/a', data: 'x'.repeat(characters) }])
    await opened.closedAt(time, turn)
    expect(opened.open()).toBe(1)
    await opened.closedAt(time + 10_000, turn)
    await until(() => opened.open() === 0)
  })

  test('keeps what is too large, and never finished, no longer than the largest message that is taken', async () => {
    const opened = await open(({ link }) => void link(wish))
    await opened.closedAt(0, speaking(opened))
    const before = opened.read()
    opened.client.send('['.repeat(300_000), { fin: false })
    await until(() => opened.read() - before >= 300_000)
    await opened.closedAt(40_000, turn)
    await until(() => opened.client.readyState === WebSocket.CLOSED)
  })
})
