import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { closeLater } from '../../support/close-later'
import { join, open, serve } from '../../support/sockets'
import { until } from '../../support/until'
import { dial } from '../../support/wire'

const foreign = 'http://elsewhere.example'

describe('an upgrade', () => {
  test('by a page of another site is refused, unless its origin is allowed', async () => {
    const server = await serve({ origins: ['https://friend.example'] })
    await expect(dial(server.url, { origin: foreign })).rejects.toThrow('403')
    await expect(dial(server.url, { headers: { 'Sec-Fetch-Site': 'cross-site' } })).rejects.toThrow('403')
    for (const origin of ['https://friend.example', server.origin]) {
      expect((await join(server, {}, { origin })).frames, origin).toMatchObject([[{ successful: true }]])
    }
    expect(server.encke.sessions).toBe(2)
  })

  test('by a page of our own is taken on the word of its browser, whatever a proxy has made of the Host', async () => {
    const server = await serve()
    const headers = { Host: 'upstream', Origin: 'https://our.example' }
    await expect(dial(server.url, { headers })).rejects.toThrow('403')
    const known = await join(server, {}, { headers: { ...headers, 'Sec-Fetch-Site': 'same-origin' } })
    expect(known.frames).toMatchObject([[{ successful: true }]])
  })

  test('that is refused says why', async () => {
    const server = await serve()
    const refused = new WebSocket(server.url, { origin: foreign })
    const answer = await new Promise<IncomingMessage>((resolve) =>
      refused.on('unexpected-response', (_, response) => resolve(response)),
    )
    const chunks: Buffer[] = []
    for await (const chunk of answer) chunks.push(chunk as Buffer)
    expect(answer.statusCode).toBe(403)
    expect(String(Buffer.concat(chunks))).toBe(`pages of ${foreign} may not connect`)
  })

  test('that is refused leaves no connection, though its client does not hang up', async () => {
    const server = await serve()
    const socket = connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true }).setEncoding('utf8')
    let answer = ''
    socket.on('data', (piece) => {
      answer += piece
    })
    closeLater({ close: () => socket.destroy() })
    socket.write(
      `GET /encke HTTP/1.1\r\nHost: x\r\nOrigin: ${foreign}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    )
    await until(() => server.ends[0]?.destroyed, 'the connection is gone')
    await until(() => answer.endsWith('may not connect'))
  })

  test.each([
    ['refused', { origin: foreign }, '403'],
    ['taken', {}, 'socket hang up'],
  ])('does no harm when its client hangs up while it is being %s', async (_, options, why) => {
    const server = await serve()
    const { upgrade } = server.encke
    let harm: unknown
    server.encke.upgrade = (request, socket, head) => {
      const ours = upgrade(request, socket, head)
      try {
        // What a connection that is reset does; without a listener it ends the process.
        socket.emit('error', new Error('read ECONNRESET'))
      } catch (error) {
        harm = error
      }
      return ours
    }
    await expect(dial(server.url, options)).rejects.toThrow(why)
    expect(harm).toBeUndefined()
  })

  test('brings its cookies to authenticate, unless a page of another site may have caused it', async () => {
    const cookies: unknown[] = []
    const server = await serve({
      authenticate({ headers }) {
        cookies.push(headers.cookie)
        return true
      },
    })
    await join(server, {}, { headers: { Cookie: 'user=1', Origin: server.origin } })
    await join(server, {}, { headers: { Cookie: 'user=1', 'Sec-Fetch-Site': 'none' } })
    await join(server, {}, { headers: { Cookie: 'user=1', Host: 'upstream', 'Sec-Fetch-Site': 'same-origin' } })
    expect(cookies).toEqual(['user=1', undefined, 'user=1'])
  })

  test('for one socket more than the limit is refused for now, and there is room again', async () => {
    const server = await serve({ limits: { sessions: 2 } })
    const first = await open(server)
    await open(server)
    await expect(dial(server.url)).rejects.toThrow('503')
    first.close()
    await until(() => server.ends[0]?.destroyed)
    await open(server)
  })
})

/** How browsers asked for a WebSocket before it was a standard. */
const drafts: [what: string, headers: string[], body: string][] = [
  ['Safari 4 (hixie-75)', ['Connection: Upgrade', 'Upgrade: WebSocket'], ''],
  [
    'Safari 5 (hixie-76)',
    [
      'Connection: Upgrade',
      'Upgrade: WebSocket',
      'Sec-WebSocket-Key1: 4 @1  46546xW%0l 1 5',
      'Sec-WebSocket-Key2: 12998 5 Y3 1  .P00',
    ],
    '^n:ds[4U',
  ],
  [
    'Firefox 6 (hybi-07)',
    [
      'Connection: keep-alive, Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Version: 7',
    ],
    '',
  ],
]

test.each(drafts)('a socket of %s is turned away at once, not left waiting', async (_, headers, body) => {
  const server = await serve({ timeout: 60_000 })
  const socket = connect(server.port, '127.0.0.1').setEncoding('latin1')
  let answer = ''
  socket.on('data', (piece) => {
    answer += piece
  })
  const head = ['GET /encke HTTP/1.1', `Host: 127.0.0.1:${server.port}`, `Origin: ${server.origin}`, ...headers]
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`)
  await once(socket, 'close')
  expect(answer).toMatch(/^HTTP\/1\.1 400 /)
})
