import { once } from 'node:events'
import { connect, createServer as createHttp2Server, type ServerHttp2Session } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { createServer, type ServerOptions } from '../../src/server/index'
import { closeLater } from '../support/close-later'
import { until } from '../support/until'
import { joining } from '../support/wire'

/** A server over HTTP/2, and a client that is connected to it. */
async function serve(options: ServerOptions) {
  const encke = closeLater(createServer({ timeout: 1000, expiry: 50, ...options }))
  const server = createHttp2Server((request, response) => void encke.handle(request, response))
  const connections = new Set<ServerHttp2Session>()
  server.on('session', (session) => connections.add(session))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const client = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  closeLater({
    close() {
      for (const connection of [client, ...connections]) connection.destroy()
      server.close()
    },
  })
  return { encke, client }
}

describe('a request over HTTP/2 that its client gives up', () => {
  test.each(['fetch-streaming', 'long-polling', 'eventsource'])(
    'while the application decides leaves no link and no session behind: %s',
    async (type) => {
      const waiting: ((identity: unknown) => void)[] = []
      const authenticate = () => new Promise<unknown>((resolve) => waiting.push(resolve))
      const { encke, client } = await serve({ authenticate })
      const text = JSON.stringify([joining(type)])
      const asked =
        type === 'eventsource'
          ? { ':path': `/encke?message=${encodeURIComponent(text)}`, accept: 'text/event-stream' }
          : { ':path': '/encke', ':method': 'POST' }
      const request = client.request(asked).on('error', () => {})
      request.end(type === 'eventsource' ? undefined : text)
      await until(() => waiting.length)
      request.close()
      await once(request, 'close')
      // The server has heard of it, too.
      await new Promise<void>((resolve) => client.ping(() => resolve()))
      waiting[0]?.('ann')
      await until(() => encke.sessions === 1)
      await until(() => encke.sessions === 0)
      expect(encke.stats().links[type]).toBe(0)
    },
  )
})
