import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { serve } from '../support/close-later'

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
