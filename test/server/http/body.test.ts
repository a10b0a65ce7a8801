import type { IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parseBody, readBody } from '../../../src/server/http/body'
import { memory } from '../../support/memory'
import { numbers } from '../../support/numbers'
import { startServer, type TestServer } from '../../support/server'
import { joining, post, stream } from '../../support/wire'

const text = '[{"channel":"/ä","data":"é 漢字 😀 \u2028"}]'
const bytes = Buffer.from(text)

function body(...chunks: Buffer[]): IncomingMessage {
  const stream = new PassThrough()
  for (const chunk of chunks) stream.write(chunk)
  stream.end()
  return stream as unknown as IncomingMessage
}

describe('a body', () => {
  test('is the same wherever it is cut in two, in the midst of a character too', async () => {
    for (let at = 0; at <= bytes.length; at++) {
      expect(await readBody(body(bytes.subarray(0, at), bytes.subarray(at)), 1000), `cut at byte ${at}`).toBe(text)
    }
  })

  test('is the same byte by byte', async () => {
    expect(await readBody(body(...[...bytes].map((byte) => Buffer.of(byte))), 1000)).toBe(text)
  })

  test('takes no more memory than it is long, give or take, when each byte is a chunk of its own', async () => {
    const length = 300_000
    const trickle = new PassThrough()
    const reading = readBody(trickle as unknown as IncomingMessage, length)
    const before = memory()
    for (let sent = 0; sent < length; sent++) trickle.emit('data', Buffer.from('x'))
    expect(memory() - before).toBeLessThan(10 * length)
    trickle.end()
    expect(await reading).toBe('x'.repeat(length))
  })

  test.each<BufferEncoding>(['utf8', 'latin1', 'hex'])(
    'is the same when something has set its encoding before: %s',
    async (encoding) => {
      for (const limit of [bytes.length, 1000]) {
        const read = body(...[...bytes].map((byte) => Buffer.of(byte))).setEncoding(encoding)
        expect(await readBody(read as IncomingMessage, limit)).toBe(text)
      }
    },
  )

  test('may be as many bytes as the limit, and not one more', async () => {
    expect(await readBody(body(bytes), bytes.length)).toBe(text)
    await expect(readBody(body(bytes), bytes.length - 1)).rejects.toMatchObject({ code: 'too-large' })
  })

  test('that somebody else has read is answered with what to do', async () => {
    const server = await startServer()
    server.meddle = (request, response) => {
      request.resume().on('end', () => setImmediate(() => server.encke.handle(request, response)))
      return true
    }
    const { status, messages } = await post(server.url, [{ channel: '/meta/connect' }])
    await server.close()
    expect(status).toBe(500)
    expect(messages).toMatchObject([
      { successful: false, error: expect.stringContaining('before whatever parses bodies') },
    ])
  })

  test('that never ends is not read for ever', async () => {
    const endless = new PassThrough()
    const chunk = Buffer.alloc(1000)
    let sent = 0
    const more = () => {
      while (!endless.destroyed && sent < 1000) {
        sent++
        if (!endless.write(chunk)) break
      }
    }
    endless.on('drain', more)
    const reading = readBody(endless as unknown as IncomingMessage, 1000)
    more()
    await expect(reading).rejects.toMatchObject({ code: 'too-large' })
    expect(sent).toBeLessThan(100)
  })

  test('that is too large is read on to eight times the limit, so that the answer is read', async () => {
    for (const [whole, ...sizes] of [
      [true, 7500, 499, 1],
      [false, 8000, 1, 1],
    ] as const) {
      const request = body(...sizes.map((size) => Buffer.alloc(size)))
      await expect(readBody(request, 1000)).rejects.toMatchObject({ code: 'too-large' })
      expect(request.readableEnded).toBe(whole)
    }
  })

  test('that is cut off is a failure of the network', async () => {
    const cut = new PassThrough()
    const reading = readBody(cut as unknown as IncomingMessage, 1000)
    cut.write('[')
    cut.destroy()
    await expect(reading).rejects.toMatchObject({ code: 'network' })
  })
})

describe('a body of one form or another', () => {
  const messages = [{ channel: '/a', data: 'x&y=z +%' }]
  const json = JSON.stringify(messages)
  const field = `message=${encodeURIComponent(json)}`

  test('gives the same messages', () => {
    expect(parseBody(json)).toEqual(messages)
    expect(parseBody(JSON.stringify(messages[0]))).toEqual(messages)
    expect(parseBody(field)).toEqual(messages)
    expect(parseBody(` \n${json}\n`)).toEqual(messages)
    expect(parseBody(`message=${encodeURIComponent(JSON.stringify(messages[0]))}`)).toEqual(messages)
    expect(parseBody(`${field}\r\n`)).toEqual(messages)
    expect(parseBody(` \n${field}`)).toEqual(messages)
  })

  test('gives the messages of every field, in order', () => {
    const one = encodeURIComponent('{"channel":"/1"}')
    const two = encodeURIComponent('[{"channel":"/2"},{"channel":"/3"}]')
    expect(parseBody(`message=${one}&other=x&message=${two}`).map(({ channel }) => channel)).toEqual(['/1', '/2', '/3'])
  })

  test.each(['message=', 'message=%5B', 'other=x', 'message', '%5B%5D'])('is malformed as %s', (wrong) => {
    expect(() => parseBody(wrong)).toThrowError(expect.objectContaining({ code: 'malformed' }))
  })
})

describe('over HTTP', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startServer()
  })
  afterAll(() => server.close())

  const handshake = [
    {
      channel: '/meta/handshake',
      version: '1.0',
      supportedConnectionTypes: ['long-polling'],
      id: 'a',
      ext: { x: 'é😀' },
    },
  ]

  test.each([
    ['application/json', JSON.stringify(handshake)],
    ['application/json;charset=UTF-8', JSON.stringify(handshake)],
    ['text/json', JSON.stringify(handshake)],
    ['text/plain;charset=UTF-8', JSON.stringify(handshake)],
    ['text/plain;charset=UTF-8', `message=${encodeURIComponent(JSON.stringify(handshake))}`],
    ['application/x-www-form-urlencoded', `message=${encodeURIComponent(JSON.stringify(handshake))}`],
    ['', JSON.stringify(handshake)],
  ])('%s is taken', async (type, sent) => {
    const { status, messages } = await post(server.url, sent, { 'Content-Type': type })
    expect(status).toBe(200)
    expect(messages).toMatchObject([{ channel: '/meta/handshake', id: 'a', successful: true }])
  })

  test('a body is not kept for as long as the stream that answers it', async () => {
    const padding = 'x'.repeat(500_000)
    const open = () => stream(server.url, [joining('fetch-streaming', {}, { padding })])
    const streams = [await open()]
    const before = memory()
    for (const _ of numbers(20)) streams.push(await open())
    expect((memory() - before) / 20).toBeLessThan(padding.length / 2)
    for (const { close } of streams) close()
  })

  test('a body is taken whatever has set its encoding before', async () => {
    server.meddle = (request) => {
      request.setEncoding('utf8')
      return false
    }
    const { messages } = await post(server.url, handshake)
    expect(messages).toMatchObject([{ channel: '/meta/handshake', id: 'a', successful: true }])
  })
})
