import type { IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import faye, { type Client as FayeClient } from 'faye'
import { describe, expect, test } from 'vitest'
import { type ClientOptions, WebSocket } from 'ws'
import type { ServerOptions } from '../../src/server/index'
import { closeLater, serve as serveHere } from '../support/close-later'
import { memory } from '../support/memory'
import { numbers } from '../support/numbers'
import type { TestServer } from '../support/server'
import { until } from '../support/until'
import { type Dialogue, dial, enckeOf, joining, newKey, post, type Wire } from '../support/wire'

const foreign = 'http://elsewhere.example'

interface SocketServer extends TestServer {
  /** The server's ends of the connections that asked for a WebSocket. */
  ends: Socket[]
}

async function serve(options: ServerOptions = {}): Promise<SocketServer> {
  const server = await serveHere(options)
  const ends: Socket[] = []
  const { upgrade } = server.encke
  server.encke.upgrade = (request, socket, head) => {
    ends.push(socket as Socket)
    return upgrade(request, socket, head)
  }
  return Object.assign(server, { ends })
}

const open = async (server: TestServer, options: ClientOptions = {}): Promise<Dialogue> =>
  closeLater(await dial(server.url, options))

/** Opens a socket and joins on it; resolves with the answer. */
async function join(server: TestServer, encke: object = {}, options: ClientOptions = {}) {
  const dialogue = await open(server, options)
  dialogue.say(joining('websocket', encke))
  await until(() => dialogue.frames.length, 'the join is answered')
  return dialogue
}

const connectMessage = (clientId: string, rest: object = {}) => ({
  channel: '/meta/connect',
  clientId,
  connectionType: 'websocket',
  ...rest,
})
const rejoin = (clientId: string, number: number, id = 'r') =>
  connectMessage(clientId, { id, ext: { encke: { join: number, version: 0, subscriptions: ['/a'] } } })

/** A handshake without a join, as any Bayeux client makes it. */
async function handshake(dialogue: Dialogue): Promise<string> {
  dialogue.say({ channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: ['websocket'], id: 'h' })
  return (await answerTo(dialogue, 'h')).clientId as string
}

const find = ({ frames }: Dialogue, id: string) => frames.flat().find((message) => message.id === id)
async function answerTo(dialogue: Dialogue, id: string, deadline?: number): Promise<Wire> {
  await until(() => find(dialogue, id), `the answer to ${id}`, deadline)
  return find(dialogue, id) as Wire
}
const idsOf = ({ frames }: Dialogue) => frames.flat().map(({ id }) => id)

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
    const client = closeLater(await dial(server.url, {}, ['encke', `encke.${said}`]))
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
    const client = closeLater(await dial(server.url, {}, ['other', `my-encke.${said}`]))
    expect(client.socket.protocol).toBe('other')
    client.say({ ...joining('websocket'), id: 'spoken' })
    await answerTo(client, 'spoken')
    expect(client.frames).toHaveLength(1)
    expect(server.encke.sessions).toBe(1)
  })

  test('hears what is wrong with a first frame that came with the request, and may say another one', async () => {
    const server = await serve()
    for (const nonsense of ['%', '%5B', '%FF', 'x', '%5B%5D%00']) {
      const client = closeLater(await dial(server.url, {}, ['encke', `encke.${nonsense}`]))
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

describe('a lower join number on a second socket', () => {
  test('is answered stale; a higher one then takes the session, and the first socket is told', async () => {
    const server = await serve()
    const key = newKey()
    const first = await join(server, { key, join: 5 })
    const second = await join(server, { key, join: 3 })
    expect(second.frames).toEqual([
      [expect.objectContaining({ successful: true, ext: { encke: { join: 3, stale: 5 } } })],
    ])
    server.encke.publish('/a', 'for the first')
    await until(() => first.data().length)
    expect(second.data()).toEqual([])

    second.say(rejoin(key, 6))
    await answerTo(second, 'r')
    expect(find(second, 'r')).toMatchObject({ successful: true, ext: { encke: { join: 6 } } })
    await until(() => first.frames.flat().some(({ ext }) => ext?.encke && 'moved' in ext.encke))
    expect(first.frames.at(-1)).toMatchObject([{ channel: '/meta/connect', ext: { encke: { moved: 6 } } }])
    server.encke.publish('/a', 'for the second')
    await until(() => second.data().length)
    expect(second.data()).toEqual(['for the second'])
    expect(first.data()).toEqual(['for the first'])
    expect(server.encke.sessions).toBe(1)
  })

  test('leaves the first socket open, to take the session back', async () => {
    const server = await serve()
    const key = newKey()
    const first = await join(server, { key, join: 1 })
    const second = await join(server, { key, join: 2 })
    first.say(rejoin(key, 3))
    await answerTo(first, 'r')
    server.encke.publish('/a', 'back')
    await until(() => first.data().length)
    expect(second.data()).toEqual([])
    expect(second.frames.at(-1)).toMatchObject([{ ext: { encke: { moved: 3 } } }])
  })

  test('may end without harm to the session', async () => {
    const server = await serve()
    const key = newKey()
    const first = await join(server, { key, join: 5 })
    const second = await join(server, { key, join: 3 })
    second.close()
    await until(() => server.ends[1]?.destroyed)
    server.encke.publish('/a', 'still here')
    await until(() => first.data().length)
  })
})

describe('frames', () => {
  test('are answered in their order, even when one takes long to be decided', async () => {
    let release = (_: boolean) => {}
    const slow = new Promise<boolean>((resolve) => {
      release = resolve
    })
    const asked: string[] = []
    const server = await serve({
      authorize({ channel }) {
        asked.push(channel)
        return channel === '/slow' ? slow : true
      },
    })
    const client = await open(server)
    const clientId = await handshake(client)
    client.say({ channel: '/slow', clientId, id: '1', data: 1 })
    client.say({ channel: '/quick', clientId, id: '2', data: 2 })
    client.say({ channel: '/quick', clientId, id: '3', data: 3 })
    // The answer to this request shows that the server has had its time for the second and the third.
    await until(() => asked.length)
    await post(server.url, [{ channel: '/quick', clientId, id: '4', data: 4 }])
    expect(idsOf(client)).toEqual(['h'])
    release(true)
    await answerTo(client, '3')
    expect(idsOf(client)).toEqual(['h', '1', '2', '3'])
    expect(asked).toEqual(['/slow', '/quick', '/quick', '/quick'])
  })

  test('that are too many at once wait outside, and are all answered in the end', async () => {
    let release = (_: boolean) => {}
    const decision = new Promise<boolean>((resolve) => {
      release = resolve
    })
    const server = await serve({ authorize: () => decision })
    const client = await open(server)
    const clientId = await handshake(client)
    const data = 'x'.repeat(2000)
    for (const number of numbers(4000)) client.say({ channel: '/a', clientId, id: String(number), data })
    const [end] = server.ends as [Socket]
    await until(() => end.isPaused(), 'the server reads no more')
    expect(end.bytesRead).toBeLessThan(500_000)
    release(true)
    await until(() => client.frames.length === 4001)
    expect(idsOf(client).slice(1)).toEqual(numbers(4000).map(String))
  })

  test('without messages are answered with a frame without messages', async () => {
    const client = await open(await serve())
    client.say()
    await until(() => client.frames.length)
    expect(client.frames).toEqual([[]])
  })

  test('of one message without an array are taken', async () => {
    const client = await open(await serve())
    client.socket.send('{"channel":"/meta/connect","clientId":"nobody","id":"1","connectionType":"websocket"}')
    expect(await answerTo(client, '1')).toMatchObject({ error: expect.stringMatching(/^402:/) })
  })

  test.each([
    ['no JSON', '[{"channel":', 400, /not JSON/],
    ['empty', '', 400, /not JSON/],
    ['no messages', '[1,2]', 400, /not an array of messages/],
    ['too long', `[{"channel":"/a","data":"${'x'.repeat(2000)}"}]`, 413, /limit of 1000/],
    ['too long in bytes, though not in characters', `[{"channel":"/a","data":"${'日'.repeat(400)}"}]`, 413, /limit/],
  ])('that are %s are refused, and the socket goes on', async (_, text, status, reason) => {
    const server = await serve({ limits: { body: 1000 } })
    const key = newKey()
    const client = await join(server, { key })
    client.socket.send(text)
    await until(() => client.frames.length === 2)
    const error = expect.stringMatching(new RegExp(`^${status}::.*${reason.source}`))
    expect(client.frames[1]).toEqual([{ channel: '', successful: false, error }])
    client.say({ channel: '/a', clientId: key, id: '1', data: 'good' })
    await until(() => client.data().length)
    expect(find(client, '1')).toMatchObject({ successful: true })
  })

  test('that are too long take no memory while they wait for their answer', async () => {
    let release = (_: unknown) => {}
    const decision = new Promise((resolve) => {
      release = resolve
    })
    const server = await serve({ authenticate: () => decision, limits: { body: 1_000_000 }, timeout: 20_000 })
    const client = await open(server)
    client.say(joining('websocket'))
    const frame = Buffer.alloc(7_000_000, ' ')
    const before = memory()
    for (const _ of numbers(10)) client.socket.send(frame, { binary: false })
    await until(() => (server.ends[0]?.bytesRead ?? 0) > 10 * frame.length, 'the server has read them')
    await until(() => memory() - before < 2 * frame.length)
    expect(client.frames).toHaveLength(0)
    release('ann')
    const refusals = () => client.frames.flat().filter(({ error }) => error?.startsWith('413:'))
    await until(() => refusals().length === 10)
  })

  test('that are as long as the limit are taken', async () => {
    const server = await serve({ limits: { body: 1000 } })
    const client = await open(server)
    const clientId = await handshake(client)
    const text = JSON.stringify([{ channel: '/a', clientId, id: '1', data: '' }])
    client.socket.send(text.replace('"data":""', `"data":"${'x'.repeat(1000 - text.length)}"`))
    expect(await answerTo(client, '1')).toMatchObject({ successful: true })
  })

  test('that are far too long end the socket, and the session lives on', async () => {
    const server = await serve({ limits: { body: 1000 } })
    const client = await join(server)
    client.socket.send('x'.repeat(10_000))
    await until(() => client.closed)
    expect(client.closed).toMatchObject({ code: 1009 })
    expect(server.encke.sessions).toBe(1)
  })

  test('of too many messages are refused as a whole', async () => {
    const server = await serve({ limits: { batch: 2 } })
    const client = await open(server)
    const clientId = await handshake(client)
    client.say(...['1', '2', '3'].map((id) => ({ channel: '/a', clientId, id, data: 1 })))
    await until(() => client.frames.length === 2)
    expect(client.frames[1]).toMatchObject([{ successful: false, error: expect.stringMatching(/^413:/) }])
  })
})

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
    await until(() => server.ends[0]?.destroyed, 'the connection is gone', 2000)
    await until(() => answer.endsWith('may not connect'))
  })

  test('does no harm when its client hangs up while it is being refused', async () => {
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
    await expect(dial(server.url, { origin: foreign })).rejects.toThrow('403')
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

describe('a slow reader', () => {
  test('gets everything once it reads, and the server does not keep it in memory meanwhile', async () => {
    const server = await serve({ timeout: 20_000 })
    const client = await join(server)
    const [end] = server.ends as [Socket]
    client.socket.pause()
    const data = 'x'.repeat(8000)
    let most = 0
    for (const number of numbers(3000)) {
      server.encke.publish('/a', `${number} ${data}`)
      if (number % 20) continue
      await new Promise((resolve) => setImmediate(resolve))
      most = Math.max(most, end.writableLength)
    }
    expect(most).toBeGreaterThan(0)
    expect(most).toBeLessThan(1_000_000)
    expect(end.bytesWritten).toBeLessThan(3000 * data.length * 0.8)
    client.socket.resume()
    await until(() => {
      most = Math.max(most, end.writableLength)
      return client.data().length >= 3000
    })
    expect(client.data().map((text) => Number.parseInt(text as string, 10))).toEqual(numbers(3000))
    expect(most).toBeLessThan(1_000_000)
  })

  test('is live again after that, and gets nothing without need', async () => {
    const server = await serve({ timeout: 20_000 })
    const client = await join(server)
    client.socket.pause()
    for (const number of numbers(1500)) {
      server.encke.publish('/a', `${number} ${'x'.repeat(8000)}`)
      if (number % 20 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    client.socket.resume()
    await until(() => client.data().length >= 1500)
    server.encke.publish('/a', 'live')
    await until(() => client.data().includes('live'))
    expect(client.data()).toHaveLength(1501)
    expect(client.frames.filter((frame) => !frame.length)).toEqual([])
  })

  test('that sends and sends without reading the answers has to stop, and gets them all once it reads', async () => {
    const server = await serve({ timeout: 20_000 })
    const client = await open(server)
    const clientId = await handshake(client)
    const [end] = server.ends as [Socket]
    client.socket.pause()
    const id = 'x'.repeat(10_000)
    const count = 3000
    for (const number of numbers(count)) client.say({ channel: '/up', clientId, id: `${number} ${id}`, data: 1 })
    let most = 0
    await until(() => {
      most = Math.max(most, end.writableLength)
      return end.bytesRead > count * id.length || (most > 0 && end.isPaused())
    }, 'the server has read all, or reads no more')
    client.socket.resume()
    await until(() => {
      most = Math.max(most, end.writableLength)
      return client.frames.length === count + 1
    })
    expect(most).toBeLessThan(2_000_000)
    expect(
      idsOf(client)
        .slice(1)
        .map((text) => Number.parseInt(text as string, 10)),
    ).toEqual(numbers(count))
  })
})

describe('a silent socket', () => {
  test('that does not even answer a ping is ended after twice the timeout', async () => {
    const server = await serve({ timeout: 300 })
    const began = performance.now()
    const client = await join(server, {}, { autoPong: false })
    let pings = 0
    client.socket.on('ping', () => pings++)
    await until(() => client.closed)
    expect(client.closed).toEqual({ code: 1006, reason: '' })
    expect(performance.now() - began).toBeGreaterThan(600)
    expect(performance.now() - began).toBeLessThan(1500)
    expect(pings).toBe(1)
  })

  test('that answers pings is left alone', async () => {
    const server = await serve({ timeout: 600 })
    const client = await join(server)
    let pings = 0
    client.socket.on('ping', () => pings++)
    await until(() => pings === 4 || client.closed)
    expect(client.closed).toBeUndefined()
    server.encke.publish('/a', 'there?')
    await until(() => client.data().length)
  })

  test('leaves a session behind that is forgotten after its time', async () => {
    const server = await serve({ timeout: 200, expiry: 300 })
    await join(server, {}, { autoPong: false })
    expect(server.encke.sessions).toBe(1)
    await until(() => server.encke.sessions === 0)
  })
})

describe('a socket that is gone', () => {
  test('leaves its session to the next one, which goes on where it was', async () => {
    const server = await serve()
    const key = newKey()
    const first = await join(server, { key })
    server.encke.publish('/a', 1)
    await until(() => first.data().length)
    const at = first.frames.flat().at(-1)?.id
    first.close()
    await until(() => server.ends[0]?.destroyed)
    server.encke.publish('/a', 2)
    const second = await open(server)
    second.say(connectMessage(key, { id: 'r', ext: { encke: { join: 2, version: 0, at } } }))
    await until(() => second.data().length)
    expect(second.data()).toEqual([2])
  })

  test('while its join was being decided leaves a session behind that is forgotten after its time', async () => {
    let decide = (_: boolean) => {}
    const server = await serve({
      timeout: 200,
      expiry: 300,
      authenticate: () =>
        new Promise((resolve) => {
          decide = resolve
        }),
    })
    const waiting = decide
    const client = await open(server)
    client.say(joining('websocket'))
    await until(() => decide !== waiting)
    client.close()
    await until(() => server.ends[0]?.destroyed)
    decide(true)
    await until(() => server.encke.sessions === 1)
    await until(() => server.encke.sessions === 0, 'it is forgotten', 3000)
  })
})

describe('several sessions on one socket', () => {
  const greet = (client: Dialogue, key: string, pattern: string, join = 1) =>
    client.say(joining('websocket', { key, join, subscriptions: [pattern] }, { id: `${key}${join}` }))

  test('are all forgotten after their time when it is gone', async () => {
    const server = await serve({ timeout: 200, expiry: 300 })
    const client = await open(server)
    const keys = numbers(30).map(newKey)
    for (const key of keys) greet(client, key, '/a')
    for (const key of keys) await answerTo(client, `${key}1`)
    expect(server.encke.sessions).toBe(30)
    client.close()
    await until(() => server.encke.sessions === 0, 'they are forgotten', 3000)
  })

  test('are forgotten after their time while it is still there, but the last', async () => {
    const server = await serve({ timeout: 200, expiry: 300 })
    const client = await open(server)
    const keys = numbers(5).map(newKey)
    for (const key of keys) greet(client, key, '/a')
    await until(() => server.encke.sessions === 5)
    await until(() => server.encke.sessions === 1, 'they are forgotten', 3000)
    server.encke.publish('/a', 1)
    await until(() => client.data().length)
    expect(client.data()).toEqual([1])
  })

  test('take turns: it brings what the last one wants, and the one before goes on where it was', async () => {
    const server = await serve()
    const client = await open(server)
    const [one, two] = [newKey(), newKey()]
    greet(client, one, '/one')
    const { at } = enckeOf(await answerTo(client, `${one}1`))
    greet(client, two, '/two')
    await answerTo(client, `${two}1`)
    server.encke.publish('/one', 1)
    server.encke.publish('/two', 2)
    await until(() => client.data().length)
    client.say()
    await until(() => client.frames.at(-1)?.length === 0)
    expect(client.data()).toEqual([2])
    client.say(connectMessage(one, { id: 'back', ext: { encke: { join: 2, version: 0, at } } }))
    await answerTo(client, 'back')
    await until(() => client.data().length === 2)
    expect(client.data()).toEqual([2, 1])
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

describe('any Bayeux client over a WebSocket', () => {
  test('has its connect held until the timeout; events come beside it and do not release it', async () => {
    const timeout = 600
    const server = await serve({ timeout })
    const client = await open(server)
    const clientId = await handshake(client)
    client.say({ channel: '/meta/subscribe', clientId, subscription: '/a', id: 's' })
    expect(await answerTo(client, 's')).toMatchObject({ successful: true, subscription: '/a' })
    const began = performance.now()
    client.say(connectMessage(clientId, { id: 'c1' }))
    // The socket belongs to the session from the first connect on.
    client.say()
    await until(() => client.frames.some((frame) => !frame.length))
    server.encke.publish('/a', 'first')
    await until(() => client.data().length === 1)
    server.encke.publish('/a', 'second')
    await until(() => client.data().length === 2)
    expect(find(client, 'c1')).toBeUndefined()
    expect(await answerTo(client, 'c1')).toMatchObject({
      channel: '/meta/connect',
      successful: true,
      clientId,
      advice: { reconnect: 'retry', interval: 0, timeout },
    })
    expect(performance.now() - began).toBeGreaterThan(timeout * 0.7)
    expect(performance.now() - began).toBeLessThan(timeout * 2)
    expect(client.data()).toEqual(['first', 'second'])
  })

  test('gets events between two connects, has the next one held as well, and says goodbye', async () => {
    const timeout = 300
    const server = await serve({ timeout })
    const client = await open(server)
    const clientId = await handshake(client)
    client.say({ channel: '/meta/subscribe', clientId, subscription: '/a', id: 's' })
    client.say(connectMessage(clientId, { id: 'c1' }))
    await answerTo(client, 'c1')
    server.encke.publish('/a', 'between')
    await until(() => client.data().length)
    const began = performance.now()
    client.say(connectMessage(clientId, { id: 'c2' }))
    await answerTo(client, 'c2')
    expect(performance.now() - began).toBeGreaterThan(timeout * 0.7)
    client.say({ channel: '/meta/disconnect', clientId, id: 'd' })
    expect(await answerTo(client, 'd')).toMatchObject({ channel: '/meta/disconnect', successful: true })
    expect(server.encke.sessions).toBe(0)
    client.say(connectMessage(clientId, { id: 'c3' }))
    expect(await answerTo(client, 'c3')).toMatchObject({ successful: false, error: expect.stringMatching(/^402:/) })
  })

  test("has its connect answered in time: Faye's clients give up after 1.2 times the timeout", async () => {
    const timeout = 1000
    const server = await serve({ timeout })
    const began = performance.now()
    const times = await Promise.all(
      numbers(6).map(async (number) => {
        const client = await open(server)
        const clientId = await handshake(client)
        // At different moments, whatever the rhythm in which the server looks after its sessions.
        await until(() => performance.now() > began + 100 + number * 45)
        const asked = performance.now()
        client.say(connectMessage(clientId, { id: 'c' }))
        await answerTo(client, 'c')
        return performance.now() - asked
      }),
    )
    expect(Math.min(...times)).toBeGreaterThan(timeout * 0.7)
    expect(Math.max(...times)).toBeLessThan(timeout * 1.18)
  })

  test('is answered at once when it asks for that', async () => {
    const server = await serve({ timeout: 20_000 })
    const client = await open(server)
    const clientId = await handshake(client)
    client.say(connectMessage(clientId, { id: 'c1', advice: { timeout: 0 } }))
    expect(await answerTo(client, 'c1')).toMatchObject({ successful: true })
  })

  test('gets an answer to a connect that is held when it sends another one', async () => {
    const server = await serve({ timeout: 500 })
    const client = await open(server)
    const clientId = await handshake(client)
    client.say(connectMessage(clientId, { id: 'c1' }))
    client.say(connectMessage(clientId, { id: 'c2' }))
    await answerTo(client, 'c2')
    expect(await answerTo(client, 'c1', 2000)).toMatchObject({ channel: '/meta/connect' })
  })

  test('has a held connect answered when it says goodbye', async () => {
    const server = await serve({ timeout: 20_000 })
    const client = await open(server)
    const clientId = await handshake(client)
    client.say(connectMessage(clientId, { id: 'c1' }))
    client.say({ channel: '/meta/disconnect', clientId, id: 'd' })
    await answerTo(client, 'd')
    await answerTo(client, 'c1')
  })

  test('may shake hands anew on its socket: it goes on with that session, and the one before is forgotten', async () => {
    const server = await serve({ timeout: 300, expiry: 300 })
    const client = await open(server)
    const before = await handshake(client)
    client.say({ channel: '/meta/subscribe', clientId: before, subscription: '/a' })
    client.say(connectMessage(before, { id: 'before' }))
    client.say({ channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: ['websocket'], id: 'anew' })
    const clientId = (await answerTo(client, 'anew')).clientId as string
    client.say({ channel: '/meta/subscribe', clientId, subscription: '/a', id: 's' })
    client.say(connectMessage(clientId, { id: 'c1' }))
    expect(await answerTo(client, 'before')).toMatchObject({ successful: true, clientId: before })
    expect(await answerTo(client, 'c1')).toMatchObject({ successful: true, clientId })
    client.say(connectMessage(clientId, { id: 'c2' }))
    server.encke.publish('/a', 'once')
    expect(await answerTo(client, 'c2')).toMatchObject({ successful: true, clientId })
    expect(client.data()).toEqual(['once'])
    client.close()
    await until(() => server.encke.sessions === 0, 'both are forgotten', 3000)
  })

  test('may come from another transport with its session', async () => {
    const server = await serve({ timeout: 20_000 })
    const hello = { channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: ['long-polling'] }
    const clientId = (await post(server.url, [hello])).messages[0]?.clientId as string
    await post(server.url, [{ channel: '/meta/subscribe', clientId, subscription: '/a' }])
    const { requests } = server
    const held = post(server.url, [{ channel: '/meta/connect', clientId, connectionType: 'long-polling', id: 'poll' }])
    await until(() => server.requests > requests)
    const client = await open(server)
    client.say(connectMessage(clientId, { id: 'c1' }))
    expect((await held).messages).toMatchObject([{ id: 'poll' }])
    server.encke.publish('/a', 'over the socket')
    await until(() => client.data().length)
  })
})

describe("Faye's client over a WebSocket, its default,", () => {
  function connect(server: TestServer): FayeClient {
    const client = new faye.Client(server.url, { timeout: 5, retry: 0.1 })
    client.disable('autodisconnect')
    closeLater({ close: () => client.disconnect() })
    return client
  }

  test('really uses one', async () => {
    const server = await serve()
    await connect(server).subscribe('/a', () => {})
    await until(() => server.ends.length)
  })

  test('hears each of 200 messages once and in order', async () => {
    const server = await serve()
    const heard: unknown[] = []
    await connect(server).subscribe('/n', (data) => heard.push(data))
    for (const number of numbers(200)) {
      server.encke.publish('/n', number)
      if (number % 7 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    await until(() => heard.length >= 200)
    expect(heard).toEqual(numbers(200))
    expect(server.ends.length).toBe(1)
  })

  test('publishes 200 messages, and the server and another client hear them in order', async () => {
    const server = await serve()
    const heard: unknown[] = []
    const other: unknown[] = []
    server.encke.subscribe('/n', ({ data }) => heard.push(data))
    await connect(server).subscribe('/n', (data) => other.push(data))
    const client = connect(server)
    await client.subscribe('/up', () => {})
    await until(() => server.ends.length === 2)
    await Promise.all(numbers(200).map((number) => client.publish('/n', number)))
    await until(() => other.length >= 200)
    expect(heard).toEqual(numbers(200))
    expect(other).toEqual(numbers(200))
  })

  test('goes on over several connects, on one socket', async () => {
    const server = await serve({ timeout: 1000 })
    const heard: unknown[] = []
    await connect(server).subscribe('/a', (data) => heard.push(data))
    await until(() => server.ends.length)
    const [end] = server.ends as [Socket]
    for (const round of numbers(3)) {
      const before = end.bytesRead
      await until(() => end.bytesRead > before, 'it connects again')
      server.encke.publish('/a', round)
      await until(() => heard.length > round)
    }
    expect(heard).toEqual(numbers(3))
    expect(end.destroyed).toBe(false)
    expect(server.ends.length).toBe(1)
  })

  test('hears nothing more of what it has cancelled, and is forgotten when it says goodbye', async () => {
    const server = await serve()
    const client = connect(server)
    const heard: unknown[] = []
    const gone = client.subscribe('/gone', (data) => heard.push(data))
    await gone
    await client.subscribe('/stays', (data) => heard.push(data))
    gone.cancel()
    // What follows on the same socket is answered after it.
    await client.publish('/other', 1)
    server.encke.publish('/gone', 'gone')
    server.encke.publish('/stays', 'stays')
    await until(() => heard.length)
    expect(heard).toEqual(['stays'])
    await client.disconnect()
    await until(() => server.encke.sessions === 0)
  })
})
