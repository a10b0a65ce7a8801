import { once } from 'node:events'
import { connect as connectSocket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { connect } from '../../src/index'
import type { ServerOptions } from '../../src/server/index'
import { closeLater, serve } from '../support/close-later'
import { join, open } from '../support/sockets'
import { until } from '../support/until'
import { dial, joining, newKey, post } from '../support/wire'

/** A server whose `authenticate` waits until it is told to go on. */
async function serveSlowly(options: ServerOptions = {}) {
  const waiting: ((identity: unknown) => void)[] = []
  const authenticate = () => new Promise<unknown>((resolve) => waiting.push(resolve))
  return { server: await serve({ authenticate, ...options }), waiting }
}

describe('what is published just before the end of the server', () => {
  test('reaches who listens by a stream', async () => {
    const server = await serve()
    const client = closeLater(connect(server.url, { transports: ['fetch-streaming'] }))
    const got: unknown[] = []
    await client.subscribe('/a', ({ data }) => got.push(data)).ready
    await server.encke.publish('/a', 'the end')
    server.encke.close()
    await until(() => got.length)
    expect(got).toEqual(['the end'])
  })

  test('reaches who listens by a socket, and on the server', async () => {
    const server = await serve()
    const client = closeLater(await dial(server.url))
    client.say(joining('websocket'))
    await until(() => client.frames.length)
    const heard: unknown[] = []
    server.encke.subscribe('/a', ({ data }) => heard.push(data))
    await server.encke.publish('/a', 'the end')
    server.encke.close()
    await until(() => client.closed)
    expect([client.data(), heard]).toEqual([['the end'], ['the end']])
  })
})

describe('the end of the server', () => {
  test('closes every socket, joined or not, and says that it goes', async () => {
    const server = await serve()
    const clients = [await join(server), await open(server)]
    server.encke.close()
    await until(() => clients.every(({ closed }) => closed))
    for (const { closed } of clients) expect(closed).toEqual({ code: 1001, reason: 'the server stops' })
  })
})

describe('after the end of the server', () => {
  test('a request is answered with 503, which its page may read, and its connection is closed', async () => {
    const server = await serve({ origins: ['https://friend.example'] })
    server.encke.close()
    const headers = { Connection: 'keep-alive', Origin: 'https://friend.example' }
    const reply = await post(server.url, [joining('long-polling')], headers)
    expect(reply.status).toBe(503)
    expect(reply.messages).toMatchObject([{ successful: false, error: '503::the server has stopped' }])
    expect(reply.headers).toMatchObject({
      connection: 'close',
      'access-control-allow-origin': 'https://friend.example',
    })
    expect(server.encke.sessions).toBe(0)
  })

  test('a socket is refused with 503', async () => {
    const server = await serve()
    server.encke.close()
    await expect(dial(server.url)).rejects.toThrow('503')
  })

  test('what is for another path is left alone', async () => {
    const server = await serve()
    server.encke.close()
    expect((await post(`${server.origin}/other`, [])).status).toBe(404)
  })
})

describe('a join that is being decided when the server ends', () => {
  test.each(['xhr-streaming', 'long-polling'])('is to be asked again, and gets no link by %s', async (type) => {
    const { server, waiting } = await serveSlowly()
    const answer = post(server.url, [joining(type)], { Connection: 'keep-alive' })
    await until(() => waiting.length)
    server.encke.close()
    waiting[0]?.('ann')
    const { messages, headers } = await answer
    expect(messages).toMatchObject([
      { id: 'j', successful: false, error: expect.stringMatching(/^503:/), advice: { reconnect: 'retry' } },
    ])
    expect(headers.connection).toBe('close')
    expect(server.encke.sessions).toBe(0)
  })

  test('begins no session on its socket, which is closed', async () => {
    const { server, waiting } = await serveSlowly()
    const client = closeLater(await dial(server.url))
    client.say(joining('websocket', { key: newKey() }))
    await until(() => waiting.length)
    server.encke.close()
    waiting[0]?.('ann')
    await until(() => client.closed)
    expect(client.closed).toMatchObject({ code: 1001 })
    expect(server.encke.sessions).toBe(0)
  })
})

test('a socket that is being opened when the server ends is refused with 503', async () => {
  const server = await serve()
  const { upgrade } = server.encke
  server.encke.upgrade = (request, socket, head) => {
    const ours = upgrade(request, socket, head)
    server.encke.close()
    return ours
  }
  await expect(dial(server.url)).rejects.toThrow('503')
})

test('a socket whose client does not answer the closing of it holds no process up', async () => {
  const server = await serve()
  let ended = false
  const { upgrade } = server.encke
  server.encke.upgrade = (request, socket, head) => {
    socket.on('close', () => {
      ended = true
    })
    return upgrade(request, socket, head)
  }
  const mute = connectSocket({ port: server.port, host: '127.0.0.1', allowHalfOpen: true }).on('error', () => {})
  closeLater({ close: () => mute.destroy() })
  const headers = [
    'GET /encke HTTP/1.1',
    'Host: x',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
  ]
  mute.write(`${headers.join('\r\n')}\r\n\r\n`)
  await once(mute, 'data')
  server.encke.close()
  await until(() => ended, 'the server ends the socket')
})
