import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import faye, { type FayeMessage } from 'faye'
import { describe, expect, test } from 'vitest'
import type { TransportName } from '../../src/index'
import { closeLater } from '../support/close-later'
import { listen, look, type PageWindow, transports, until, useBrowser } from '../support/in-page'
import { numbers } from '../support/numbers'
import { servePage } from '../support/page'
import { until as untilHere } from '../support/until'

const { open } = useBrowser()

/** A Faye server that also serves a page with the client. */
async function serve() {
  const http = createServer(servePage())
  const bayeux = new faye.NodeAdapter({ mount: '/bayeux', timeout: 2 })
  const came: FayeMessage[] = []
  bayeux.addExtension({
    incoming(message, callback) {
      came.push({ ...message })
      callback(message)
    },
  })
  bayeux.attach(http)
  const [answer] = http.listeners('request') as ((...all: unknown[]) => void)[]
  http.removeAllListeners('request')
  http.on('request', (request, response) => {
    // Faye answers a request that was cut with an error, and again when its time is over.
    const writeHead = response.writeHead.bind(response) as (...all: unknown[]) => typeof response
    response.writeHead = ((...all: unknown[]) => (response.headersSent ? response : writeHead(...all))) as never
    answer?.call(http, request, response)
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const sockets = new Set<{ destroy(): void }>()
  http.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  closeLater({
    close() {
      for (const socket of sockets) socket.destroy()
      http.close()
    },
  })
  return {
    origin: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    client: bayeux.getClient(),
    /** The messages that have come so far. */
    came,
  }
}

const ways: [string, { transports: TransportName[]; ends: TransportName }][] = [
  ['long-polling', { transports: ['long-polling'], ends: 'long-polling' }],
  ['callback-polling', { transports: ['callback-polling'], ends: 'callback-polling' }],
  ['websocket', { transports: ['websocket'], ends: 'websocket' }],
  ['eventsource, after a handshake by poll,', { transports: ['eventsource', 'long-polling'], ends: 'eventsource' }],
  ['the best of all,', { transports: [...transports], ends: 'websocket' }],
]

describe.each(ways)('our client on a Faye server, by %s', (_, { transports, ends }) => {
  test('hears and is heard', async () => {
    const server = await serve()
    const tab = await open(server)
    await listen(tab, { transports }, '/bayeux')
    await server.client.publish('/n', 'down')
    await until(tab, 1)
    await tab.evaluate(() => (window as never as PageWindow).client.publish('/n', 'up'))
    await until(tab, 2)
    expect(await look(tab, 'got')).toEqual(['down', 'up'])
  })

  test('says which way it is', async () => {
    const server = await serve()
    const tab = await open(server)
    await listen(tab, { transports }, '/bayeux')
    await server.client.publish('/n', 'down')
    await until(tab, 1)
    // The server's own client is called in-process.
    const types = server.came
      .map(({ connectionType }) => connectionType)
      .filter((type) => type && type !== 'in-process')
    expect(types.at(-1)).toBe(ends)
    expect(await tab.evaluate(() => (window as never as PageWindow).client.transport)).toBe(ends)
  })

  test('hears each of 100 messages once and in order, over several connects', async () => {
    const server = await serve()
    const tab = await open(server)
    await listen(tab, { transports }, '/bayeux')
    const connects = () => server.came.filter(({ connectionType }) => connectionType === ends).length
    for (const number of numbers(100)) {
      if (number === 50) {
        const before = connects()
        await untilHere(() => connects() > before + 1, 'it connects again')
      }
      await server.client.publish('/n', number)
    }
    await until(tab, 100)
    expect(await look(tab, 'got')).toEqual(numbers(100))
    expect(await look(tab, 'errors')).toEqual([])
    expect(await look(tab, 'log')).not.toContain('offline')
  })
})
