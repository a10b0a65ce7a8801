import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import faye, { type Client as FayeClient, type FayeMessage } from 'faye'
import { describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { currentEnvironment, type Environment } from '../../src/client/environment'
import { type Client, connect, type Missed, type TransportName } from '../../src/index'
import { createServer as createEnckeServer, type EnckeServer } from '../../src/server/index'
import { closeLater, serve } from '../support/close-later'
import { numbers } from '../support/numbers'
import { until } from '../support/until'

/** Node has no WebSocket of its own before version 22. */
const withSockets = (): Environment => ({
  ...currentEnvironment(),
  WebSocket: WebSocket as unknown as typeof globalThis.WebSocket,
})

describe.each(['long-polling', 'websocket'] as const)(
  'our client on a Faye server, over %s,',
  (transport: TransportName) => {
    interface FayeServer {
      url: string
      /** The messages that have come so far. */
      came: FayeMessage[]
      /** Which of them are never to be answered. */
      swallow: (message: FayeMessage) => boolean
      publish(channel: string, data: unknown): PromiseLike<void>
      subscribe(channel: string, listener: (data: unknown) => void): PromiseLike<void>
      /** A new Faye server that knows nobody, on the same port. */
      restart(): Promise<void>
      /** An Encke server takes its place, on the same port. */
      become(encke: EnckeServer): Promise<void>
      /** Cuts every TCP connection. */
      cut(): void
    }

    /** @param refuse - the error for a message, if it is to be refused */
    async function serve(refuse = (_: FayeMessage): string | undefined => undefined, timeout = 2): Promise<FayeServer> {
      const sockets = new Set<Socket>()
      let http: Server
      let bayeux: InstanceType<typeof faye.NodeAdapter>

      async function begin(port: number) {
        http = createServer()
        bayeux = new faye.NodeAdapter({ mount: '/bayeux', timeout })
        bayeux.addExtension({
          incoming(message, callback) {
            server.came.push({ ...message })
            if (server.swallow(message)) return
            const error = refuse(message)
            callback(error ? { ...message, error } : message)
          },
        })
        bayeux.attach(http)
        return listen(port)
      }

      async function listen(port: number) {
        http.on('connection', (socket) => {
          sockets.add(socket)
          socket.on('close', () => sockets.delete(socket))
        })
        await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve))
        return (http.address() as AddressInfo).port
      }

      async function end() {
        bayeux.close()
        const closed = new Promise((resolve) => http.close(resolve))
        server.cut()
        await closed
      }

      const server: FayeServer = {
        url: '',
        came: [],
        swallow: () => false,
        publish: (channel, data) => bayeux.getClient().publish(channel, data),
        subscribe: (channel, listener) => bayeux.getClient().subscribe(channel, listener),
        async restart() {
          await end()
          await begin(port)
        },
        async become(encke) {
          await end()
          http = createServer((request, response) => void encke.handle(request, response))
          http.on('upgrade', encke.upgrade)
          await listen(port)
        },
        cut() {
          for (const socket of sockets) socket.destroy()
        },
      }
      const port = await begin(0)
      server.url = `http://127.0.0.1:${port}/bayeux`
      closeLater({ close: end })
      return server
    }

    function open(url: string) {
      return closeLater(connect(url, { transports: [transport], environment: withSockets() }))
    }

    test('is online at once, however long the server holds its connects, and says over which transport', async () => {
      const server = await serve(undefined, 60)
      const client = open(server.url)
      await until(() => client.state === 'online')
      expect(client.transport).toBe(transport)
    })

    test('hears what is published to a channel', async () => {
      const server = await serve()
      const heard: unknown[] = []
      await open(server.url).subscribe('/chat', (event) => heard.push(event)).ready
      await server.publish('/chat', { text: 'héllo 😀' })
      await until(() => heard.length)
      expect(heard).toEqual([{ channel: '/chat', data: { text: 'héllo 😀' }, position: expect.any(String) }])
    })

    test('hears what is published to the channels of a pattern', async () => {
      const server = await serve()
      const one: unknown[] = []
      const more: unknown[] = []
      const client = open(server.url)
      await client.subscribe('/chat/*', ({ channel }) => one.push(channel)).ready
      await client.subscribe('/chat/**', ({ channel }) => more.push(channel)).ready
      await server.publish('/chat/a', 1)
      await server.publish('/chat/a/b', 1)
      await server.publish('/chat', 1)
      await server.publish('/chat/z', 1)
      await until(() => one.includes('/chat/z'))
      expect(one).toEqual(['/chat/a', '/chat/z'])
      expect(more).toEqual(['/chat/a', '/chat/a/b', '/chat/z'])
    })

    test('hears each of many publications once and in order', async () => {
      const server = await serve()
      const heard: unknown[] = []
      await open(server.url).subscribe('/n', ({ data }) => heard.push(data)).ready
      for (const number of numbers(200)) await server.publish('/n', number)
      await until(() => heard.length >= 200)
      expect(heard).toEqual(numbers(200))
    })

    test('goes on when an Encke server takes its place, and loses nothing there', async () => {
      const server = await serve()
      const client = open(server.url)
      const heard: unknown[] = []
      const answers: unknown[] = []
      const { ready } = client.subscribe('/n', ({ data }) => heard.push(data))
      await ready.then(() => answers.push('yes'))
      await server.publish('/n', 'before')
      await until(() => heard.includes('before'))
      const encke = closeLater(createEnckeServer({ path: '/bayeux', timeout: 2000 }))
      await server.become(encke)
      await until(() => client.state === 'online' && encke.sessions)
      await encke.publish('/n', 1)
      await until(() => heard.includes(1))
      server.cut()
      await encke.publish('/n', 2)
      await until(() => heard.includes(2))
      expect(heard).toEqual(['before', 1, 2])
      expect(answers).toEqual(['yes'])
    })

    test('publishes, and others hear it, once', async () => {
      const server = await serve()
      const heard: unknown[] = []
      await server.subscribe('/to/**', (data) => heard.push(data))
      const client = open(server.url)
      await client.publish('/to/server', { n: 1 })
      await Promise.all([2, 3, 4].map((n) => client.publish('/to/server', { n })))
      await until(() => heard.length >= 4)
      expect(heard).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }, { n: 4 }])
    })

    test('hears what it publishes itself', async () => {
      const server = await serve()
      const client = open(server.url)
      const heard: unknown[] = []
      await client.subscribe('/own', ({ data }) => heard.push(data)).ready
      await client.publish('/own', 'mine')
      await until(() => heard.length)
      expect(heard).toEqual(['mine'])
    })

    test('hears nothing more of what it has unsubscribed', async () => {
      const server = await serve()
      const client = open(server.url)
      const heard: unknown[] = []
      const gone = client.subscribe('/gone', ({ data }) => heard.push(data))
      await client.subscribe('/stays', ({ data }) => heard.push(data)).ready
      await gone.ready
      gone.unsubscribe()
      await until(() => server.came.some(({ channel }) => channel === '/meta/unsubscribe'), 'it tells the server')
      await server.publish('/gone', 'gone')
      await server.publish('/stays', 'stays')
      await until(() => heard.length)
      expect(heard).toEqual(['stays'])
    })

    test('a subscription that is refused rejects, with the reason, and the others are heard', async () => {
      const server = await serve(({ subscription }) => (subscription === '/secret' ? '403::not for you' : undefined))
      const client = open(server.url)
      const heard: unknown[] = []
      const secret = client.subscribe('/secret', () => heard.push('secret'))
      const fine = client.subscribe('/fine', ({ data }) => heard.push(data))
      await expect(secret.ready).rejects.toMatchObject({
        code: 'refused',
        message: expect.stringContaining('not for you'),
      })
      await fine.ready
      await server.publish('/secret', 1)
      await server.publish('/fine', 2)
      await until(() => heard.length)
      expect(heard).toEqual([2])
    })

    test('a publication that is refused rejects, with the reason, and the next is taken', async () => {
      const server = await serve(({ channel }) => (channel === '/locked' ? '403::not yours' : undefined))
      const client = open(server.url)
      await expect(client.publish('/locked', 1)).rejects.toMatchObject({ code: 'refused' })
      await client.publish('/open', 1)
    })

    test('does not connect in a hurry when nobody says anything', async () => {
      const server = await serve(undefined, 1)
      await open(server.url).subscribe('/quiet', () => {}).ready
      const polls = () => server.came.filter(({ channel }) => channel === '/meta/connect').length
      const before = polls()
      const began = performance.now()
      await until(() => polls() >= before + 4 || performance.now() - began > 2500)
      expect(performance.now() - began).toBeGreaterThan(1500)
    })

    test('comes back when the connection is cut, and hears on', async () => {
      const server = await serve()
      const client = open(server.url)
      const heard: unknown[] = []
      await client.subscribe('/on', ({ data }) => heard.push(data)).ready
      const states: string[] = []
      client.on('state', (state) => states.push(state))
      server.cut()
      await until(() => states.includes('online'), 'it is back')
      await until(async () => {
        await server.publish('/on', 'after')
        return heard.length > 0
      }, 'it hears')
    })

    test('comes back when the server has restarted, subscribes again, and says what may be missing', async () => {
      const server = await serve()
      const client = open(server.url)
      const heard: unknown[] = []
      const missed: Missed[] = []
      client.on('missed', (gap) => missed.push(gap))
      await client.subscribe('/a', ({ data }) => heard.push(data)).ready
      await client.subscribe('/b/*', ({ data }) => heard.push(data)).ready
      await server.restart()
      await until(() => missed.length, 'it says what may be missing')
      await until(async () => {
        await server.publish('/b/c', 'after')
        return heard.length > 0
      }, 'it hears again')
      expect(missed).toEqual([{ patterns: ['/a', '/b/*'], from: '', to: '', reason: 'session' }])
      await client.publish('/a', 'published after')
      await until(() => heard.includes('published after'))
    })

    test('a publication that is under way when the link dies rejects: nobody knows whether it arrived', async () => {
      const server = await serve()
      const client = open(server.url)
      await client.publish('/p', 'before')
      server.swallow = ({ data }) => data === 'under way'
      const publishing = client.publish('/p', 'under way')
      const verdict = expect(publishing).rejects.toMatchObject({ code: 'delivery-unknown' })
      await until(() => server.came.some(({ data }) => data === 'under way'))
      server.cut()
      await verdict
      server.swallow = () => false
      await client.publish('/p', 'after')
    })

    test('says goodbye, so that the server forgets it at once', async () => {
      const server = await serve()
      const client = open(server.url)
      await client.subscribe('/a', () => {}).ready
      await client.close()
      expect(client.state).toBe('closed')
      await until(() => server.came.some(({ channel }) => channel === '/meta/disconnect'))
    })
  },
)

describe("Faye's client on our server", () => {
  function open(url: string): FayeClient {
    const client = new faye.Client(url, { timeout: 5, retry: 0.1 })
    for (const feature of ['websocket', 'eventsource', 'autodisconnect']) client.disable(feature)
    closeLater({ close: () => client.disconnect() })
    return client
  }

  test('hears what is published to a channel and to the channels of a pattern', async () => {
    const server = await serve()
    const client = open(server.url)
    const heard: unknown[] = []
    await client.subscribe('/a', (data) => heard.push(['/a', data]))
    await client.subscribe('/b/*', (data) => heard.push(['/b/*', data]))
    server.encke.publish('/a', 1)
    server.encke.publish('/b/c', { x: 'é😀' })
    server.encke.publish('/b/c/d', 'not this')
    server.encke.publish('/a', 2)
    await until(() => heard.length >= 3)
    expect(heard).toEqual([
      ['/a', 1],
      ['/b/*', { x: 'é😀' }],
      ['/a', 2],
    ])
  })

  test('hears nothing of what was published before', async () => {
    const server = await serve()
    server.encke.publish('/a', 'before')
    const heard: unknown[] = []
    await open(server.url).subscribe('/a', (data) => heard.push(data))
    server.encke.publish('/a', 'after')
    await until(() => heard.length)
    expect(heard).toEqual(['after'])
  })

  test('hears each of many publications once and in order', async () => {
    const server = await serve()
    const heard: unknown[] = []
    await open(server.url).subscribe('/n', (data) => heard.push(data))
    for (const number of numbers(500)) {
      server.encke.publish('/n', number)
      if (number % 20 === 0) await until(() => heard.length > number - 100)
    }
    await until(() => heard.length >= 500)
    expect(heard).toEqual(numbers(500))
  })

  test('publishes, and our server, our client and Faye hear it, once', async () => {
    const server = await serve()
    const heard: unknown[] = []
    server.encke.subscribe('/to/*', ({ data }) => heard.push(['server', data]))
    const ours: Client = closeLater(connect(server.url, { transports: ['long-polling'] }))
    await ours.subscribe('/to/*', ({ data }) => heard.push(['ours', data])).ready
    const client = open(server.url)
    await client.subscribe('/to/all', (data) => heard.push(['faye', data]))
    await client.publish('/to/all', { n: 1 })
    await until(() => heard.length >= 3)
    expect(heard.sort()).toEqual([
      ['faye', { n: 1 }],
      ['ours', { n: 1 }],
      ['server', { n: 1 }],
    ])
  })

  test('hears nothing more of what it has cancelled', async () => {
    const server = await serve()
    const client = open(server.url)
    const heard: unknown[] = []
    const gone = client.subscribe('/gone', (data) => heard.push(data))
    await gone
    await client.subscribe('/stays', (data) => heard.push(data))
    const { requests } = server
    gone.cancel()
    await until(() => server.requests > requests)
    await client.publish('/other', 1)
    server.encke.publish('/gone', 'gone')
    server.encke.publish('/stays', 'stays')
    await until(() => heard.length)
    expect(heard).toEqual(['stays'])
  })

  test('is told when it may not subscribe or publish', async () => {
    const server = await serve({ authorize: ({ channel }) => channel === '/open' })
    const client = open(server.url)
    await client.subscribe('/open', () => {})
    const failure = async (promise: PromiseLike<void>) => {
      try {
        await promise
      } catch (error) {
        return error
      }
    }
    expect(await failure(client.subscribe('/secret', () => {}))).toMatchObject({ code: 403, params: ['/secret'] })
    expect(await failure(client.publish('/secret', 1))).toMatchObject({ code: 403, params: ['/secret'] })
    await client.publish('/open', 1)
  })

  test('comes back when the server has restarted, and subscribes again', async () => {
    const server = await serve()
    const client = open(server.url)
    const heard: unknown[] = []
    await client.subscribe('/a', (data) => heard.push(data))
    server.encke.publish('/a', 'before')
    await until(() => heard.includes('before'))
    server.restart()
    await until(() => {
      server.encke.publish('/a', 'after')
      return heard.includes('after')
    }, 'it hears again')
    await client.publish('/a', 'own')
    await until(() => heard.includes('own'))
  })

  test('says goodbye, and is forgotten', async () => {
    const server = await serve()
    const client = open(server.url)
    await client.subscribe('/a', () => {})
    expect(server.encke.sessions).toBe(1)
    await client.disconnect()
    await until(() => server.encke.sessions === 0)
  })

  test('is not polling in a hurry when nobody says anything', async () => {
    const server = await serve()
    await open(server.url).subscribe('/quiet', () => {})
    const { requests } = server
    const began = performance.now()
    await until(() => server.requests >= requests + 3)
    expect(performance.now() - began).toBeGreaterThan(1500)
  })
})
