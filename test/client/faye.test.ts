import { describe, expect, test } from 'vitest'
import { connect } from '../../src/index'
import { createServer, type EnckeServer } from '../../src/server/index'
import { fayeServer, type Kind, serveOther } from '../interop/other-servers'
import { closeLater } from '../support/close-later'
import { likeBrowser } from '../support/like-browser'
import { until } from '../support/until'

describe.each(['long-polling', 'websocket'] as const)('our client on a Faye server, over %s,', (transport) => {
  const open = (url: string) => closeLater(connect(url, { transports: [transport], environment: likeBrowser() }))

  test('is online at once, however long the server holds its connects, and says over which transport', async () => {
    const { url } = await serveOther(fayeServer, undefined, 60_000)
    const client = open(url)
    await until(() => client.state === 'online')
    expect(client.transport).toBe(transport)
  })

  test('goes on when an Encke server takes its place, and loses nothing there', async () => {
    let encke: EnckeServer | undefined
    const fayeThenEncke: Kind = (http, ...rest) => {
      if (!encke) return fayeServer(http, ...rest)
      const { handle, upgrade, publish, subscribe, close } = encke
      http.removeAllListeners('request').on('request', handle).on('upgrade', upgrade)
      return {
        publish: async (channel, data) => void (await publish(channel, data)),
        subscribe: async (channel, listener) => void subscribe(channel, ({ data }) => listener(data)),
        end: close,
      }
    }
    const server = await serveOther(fayeThenEncke, undefined, 2000)
    const client = open(server.url)
    const heard: unknown[] = []
    const answers: unknown[] = []
    const { ready } = client.subscribe('/n', ({ data }) => heard.push(data))
    await ready.then(() => answers.push('yes'))
    await server.publish('/n', 'before')
    await until(() => heard.includes('before'))
    encke = createServer({ path: '/bayeux', timeout: 2000 })
    server.forget()
    await until(() => client.state === 'online' && encke?.sessions)
    await server.publish('/n', 1)
    await until(() => heard.includes(1))
    server.cut()
    await server.publish('/n', 2)
    await until(() => heard.includes(2))
    expect(heard).toEqual(['before', 1, 2])
    expect(answers).toEqual(['yes'])
  })
})
