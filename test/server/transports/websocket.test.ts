import { describe, expect, test } from 'vitest'
import { numbers } from '../../support/numbers'
import { answerTo, idsOf, join, open, rejoin, serve } from '../../support/sockets'
import { until } from '../../support/until'
import { joining, newKey, type Wire } from '../../support/wire'

describe('a client of ours over a WebSocket', () => {
  test('joins in the first frame, and what is published comes after the answer', async () => {
    const server = await serve()
    const key = newKey()
    const client = await join(server, { key, join: 3 })
    server.encke.publish('/a', 1)
    server.encke.publish('/b', 'not asked for')
    await until(() => client.data().length)
    server.encke.publish('/a', 2)
    await until(() => client.data().length === 2)
    expect(client.frames).toHaveLength(3)
    expect(client.frames[0]).toMatchObject([
      {
        channel: '/meta/handshake',
        id: 'j',
        successful: true,
        clientId: key,
        advice: { reconnect: 'retry', timeout: 1000 },
        ext: { encke: { join: 3, published: 0, tail: expect.any(String), begin: { '/a': expect.any(String) } } },
      },
    ])
    expect(client.frames.slice(1)).toMatchObject([[{ channel: '/a', data: 1 }], [{ channel: '/a', data: 2 }]])
  })

  test('that says its first frame in the request is answered as soon as the socket is open', async () => {
    const server = await serve()
    const key = newKey()
    const before = await join(server, { key })
    const said = encodeURIComponent(JSON.stringify([rejoin(key, 2)]))
    const client = await open(server, {}, ['encke', `encke.${said}`])
    await answerTo(client, 'r')
    expect(client.socket.protocol).toBe('encke')
    expect(client.frames[0]).toMatchObject([{ id: 'r', successful: true, ext: { encke: { join: 2 } } }])
    await until(() => before.frames.length === 2)
    server.encke.publish('/a', 1)
    await until(() => client.data().length)
    client.say(rejoin(key, 3, 'later'))
    await answerTo(client, 'later')
  })

  test('is heard only where the protocol of that name says something', async () => {
    const server = await serve()
    const said = encodeURIComponent(JSON.stringify([joining('websocket')]))
    const client = await open(server, {}, ['other', `my-encke.${said}`])
    expect(client.socket.protocol).toBe('other')
    client.say({ ...joining('websocket'), id: 'spoken' })
    await answerTo(client, 'spoken')
    expect(client.frames).toHaveLength(1)
    expect(server.encke.sessions).toBe(1)
  })

  test('hears what is wrong with a first frame that came with the request, and may say another one', async () => {
    const server = await serve()
    for (const nonsense of ['%', '%5B', '%FF', 'x', '%5B%5D%00']) {
      const client = await open(server, {}, ['encke', `encke.${nonsense}`])
      await until(() => client.frames.length)
      expect(client.frames[0]).toMatchObject([{ successful: false, error: expect.stringMatching(/^400::/) }])
      client.say(joining('websocket'))
      await until(() => client.frames.length === 2)
      expect(client.frames[1]).toMatchObject([{ successful: true }])
    }
  })

  test('gets what it asked for of the past right behind the answer, which waits for none of it', async () => {
    const server = await serve()
    for (const number of numbers(3)) server.encke.publish('/a', number)
    const client = await join(server, { own: { '/a': 'oldest' } })
    await until(() => client.data().length)
    expect(client.frames).toMatchObject([[{ successful: true }], [{}, {}, {}]])
    expect(client.data()).toEqual([0, 1, 2])
  })

  test('gets what is published in one turn as one frame', async () => {
    const server = await serve()
    const client = await join(server)
    for (const number of numbers(100)) server.encke.publish('/a', number)
    await until(() => client.data().length === 100)
    expect(client.frames).toHaveLength(2)
    expect(client.data()).toEqual(numbers(100))
  })

  test('publishes several in one frame, and gets the answers in one', async () => {
    const server = await serve()
    const heard: unknown[] = []
    server.encke.subscribe('/up', ({ data }) => heard.push(data))
    const key = newKey()
    const client = await join(server, { key, subscriptions: [] })
    client.say(...['1', '2', '3'].map((id) => ({ channel: '/up', clientId: key, id, data: `no ${id}` })))
    await answerTo(client, '3')
    expect(client.frames[1]).toEqual(['1', '2', '3'].map((id) => ({ channel: '/up', id, successful: true })))
    await until(() => heard.length === 3)
    expect(heard).toEqual(['no 1', 'no 2', 'no 3'])
  })

  test('gets the answers to what came together with its join before the answer to that', async () => {
    const server = await serve()
    const key = newKey()
    const client = await join(server, { key })
    client.say({ channel: '/a', clientId: key, id: '1', data: 'x' }, rejoin(key, 2))
    await answerTo(client, 'r')
    expect(idsOf(client).slice(1, 3)).toEqual(['1', 'r'])
  })

  test('hears a sign of life when nothing is said, with its place in the log', async () => {
    const server = await serve({ timeout: 200 })
    const client = await join(server)
    const position = await server.encke.publish('/b', 'for others')
    await until(() => client.frames.length >= 3)
    const [, first, second] = client.frames as Wire[][]
    for (const frame of [first, second]) {
      expect(frame).toEqual([{ channel: '/meta/connect', successful: true, ext: { encke: { at: position } } }])
    }
  })

  test('may not have a stream, or a poll, on a socket', async () => {
    const server = await serve()
    for (const type of ['xhr-streaming', 'eventsource', 'iframe', 'multipart', 'long-polling', 'callback-polling']) {
      const client = await open(server)
      client.say(joining(type))
      await until(() => client.frames.length)
      expect(client.frames, type).toMatchObject([[{ successful: false, error: expect.stringMatching(/^301:/) }]])
    }
    expect(server.encke.sessions).toBe(0)
  })
})
