import { once } from 'node:events'
import { Agent, createServer as createHttpServer, get, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { createSendTimeout } from '../../../src/server/http/send-timeout'
import { createServer } from '../../../src/server/index'
import { longestTimer } from '../../../src/server/runtime'
import { closeLater, serve } from '../../support/close-later'
import type { TestServer } from '../../support/server'
import { until } from '../../support/until'
import { joining } from '../../support/wire'

/** More than any buffer between here and there holds. */
const much = 'x'.repeat(16_000_000)

/** Asks, and reads nothing of the answer. */
function ask({ port }: TestServer, head: string, body = ''): Socket {
  const socket = connect(port, '127.0.0.1')
  closeLater({ close: () => socket.destroy() })
  socket.on('error', () => {})
  socket.pause()
  socket.write(`${head} HTTP/1.1\r\nHost: server.test\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
  return socket
}

const post = (server: TestServer, type: string, encke: object = {}) =>
  ask(server, 'POST /encke', JSON.stringify([joining(type, encke)]))

describe('a client that takes nothing of what it is sent, and does not hang up', () => {
  test('by a stream is cut, and its session forgotten', async () => {
    const server = await serve({ timeout: 50, expiry: 50 })
    post(server, 'fetch-streaming')
    await until(() => server.encke.sessions === 1)
    server.encke.publish('/a', much)
    await until(() => server.connections === 0)
    await until(() => server.encke.sessions === 0)
  })

  test('by a poll is cut, with its answer', async () => {
    const server = await serve({ timeout: 50, expiry: 50 })
    await server.encke.publish('/a', much)
    post(server, 'long-polling', { own: { '/a': 'oldest' } })
    await until(() => server.requests === 1)
    await until(() => server.connections === 0)
  })
})

test('a client has ten times the longest silence to take something, where its connection can be watched', () => {
  const given: number[] = []
  const setTimeout = (milliseconds: number) => void given.push(milliseconds)
  const responseOn = (socket: object | null) => ({ socket, setTimeout, on() {} }) as unknown as ServerResponse
  createSendTimeout(25_000)(responseOn({ setTimeout }))
  createSendTimeout(longestTimer)(responseOn({ setTimeout }))
  for (const other of [{}, null]) createSendTimeout(25_000)(responseOn(other))
  expect(given).toEqual([250_000, longestTimer])
})

test('a client that takes what it is sent slowly is not cut', async () => {
  const timeout = 200
  const server = await serve({ timeout, expiry: timeout })
  const socket = post(server, 'fetch-streaming')
  await until(() => server.encke.sessions === 1)
  server.encke.publish('/a', much)
  let read = 0
  let rested = 0
  socket.on('data', ({ length }) => {
    read += length
    if (read < (rested + 1) * 1_000_000) return
    rested++
    socket.pause()
    setTimeout(() => socket.resume(), timeout)
  })
  socket.resume()
  await until(() => read > much.length)
  expect(server.encke.sessions).toBe(1)
})

test('what is asked of the application on the same connection afterwards has the time that it gives that', async () => {
  const encke = closeLater(createServer())
  const http = createHttpServer({ keepAliveTimeout: 0 }, (request, response) => {
    if (!encke.handle(request, response)) response.end(`${request.socket.timeout}`)
  })
  closeLater({ close: () => http.close().closeAllConnections() })
  await once(http.listen(0, '127.0.0.1'), 'listening')
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  closeLater({ close: () => agent.destroy() })
  async function ask(path: string) {
    const [response] = await once(get({ port: (http.address() as AddressInfo).port, path, agent }), 'response')
    return text(response)
  }
  await ask('/encke')
  expect(await ask('/')).toBe('0')
})

test('a connection on which nothing more is asked is closed when Node says so', async () => {
  const encke = closeLater(createServer())
  const http = createHttpServer({ keepAliveTimeout: 100 }, encke.handle)
  closeLater({ close: () => http.close().closeAllConnections() })
  await once(http.listen(0, '127.0.0.1'), 'listening')
  const socket = connect((http.address() as AddressInfo).port, '127.0.0.1')
  closeLater({ close: () => socket.destroy() })
  socket.write('OPTIONS /encke HTTP/1.1\r\nHost: server.test\r\n\r\n')
  await once(socket.resume(), 'end')
})
