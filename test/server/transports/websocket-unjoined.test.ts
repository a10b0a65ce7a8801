import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { Exchange } from '../../../src/server/link'
import { createSockets } from '../../../src/server/transports/websocket'
import { closeLater } from '../../support/close-later'
import { until } from '../../support/until'

const wish = { connectionType: 'websocket', hold: 1000, pad: 0 }

/** A socket on which something is said now and then, and a clock. */
async function open(answer: (exchange: Exchange) => void = () => {}) {
  let time = 0
  const hooks = {
    async answer(_: unknown, exchange: Exchange) {
      answer(exchange)
      return []
    },
    drained() {},
    closed() {},
    refused() {},
  }
  const sockets = createSockets(hooks, { body: 1000, sockets: 10, timeout: 10_000 }, () => time)
  const http = createServer()
  http.on('upgrade', (request, socket, head) => sockets.accept(request, socket, head, {}))
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
  client.on('close', (code) => {
    closed = code
  })
  await until(() => sockets.size === 1)
  return {
    /** What it was closed with by then. */
    async closedAt(at: number) {
      for (; time <= at && closed === undefined; time += 10_000) {
        sockets.tick()
        client.send('[]')
        await Promise.race([once(client, 'message'), once(client, 'close')])
      }
      return closed
    },
  }
}

describe('a socket', () => {
  test('on which nobody has joined is closed half a minute later, whatever is said there: those who may not come keep none', async () => {
    const { closedAt } = await open()
    expect(await closedAt(30_000)).toBeUndefined()
    expect(await closedAt(40_000)).toBe(1008)
  })

  test('on which somebody has joined is kept', async () => {
    const { closedAt } = await open(({ link }) => void link(wish, []))
    expect(await closedAt(100_000)).toBeUndefined()
  })
})
