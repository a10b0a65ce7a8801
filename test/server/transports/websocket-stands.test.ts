import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createSockets } from '../../../src/server/transports/websocket'
import { closeLater } from '../../support/close-later'
import { until } from '../../support/until'

test('a process that has stood still for long takes no socket for silent before it has asked', async () => {
  let time = 0
  const hooks = { answer: async () => undefined, drained() {}, closed() {}, refused() {} }
  const sockets = createSockets(hooks, { body: 1000, sockets: 10, timeout: 1000 }, () => time)
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
  await until(() => sockets.size === 1)
  time = 60_000
  sockets.tick()
  time += 1000
  const pinged = once(client, 'ping')
  sockets.tick()
  await pinged
  expect(client.readyState).toBe(WebSocket.OPEN)
})
