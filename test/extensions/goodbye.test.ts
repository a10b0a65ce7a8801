import { expect, test } from 'vitest'
import type { Link, Transport } from '../../src/client/link'
import { createExtensions } from '../../src/extensions/index'
import { connect } from '../../src/index'
import { closeLater, serve } from '../support/close-later'
import { turn, virtualEnvironment } from '../support/environment'
import { likeBrowser } from '../support/like-browser'
import { fakeTransport, targetIn } from '../support/transport'
import { until } from '../support/until'

test.each(['websocket', 'fetch-streaming', 'long-polling'] as const)(
  'over %s, a client that is closed says goodbye, though an extension takes its time with that',
  async (transport) => {
    const server = await serve()
    const extensions = createExtensions({ name: 'slow', outgoing: async (message) => message })
    const client = closeLater(connect(server.url, { transports: [transport], extensions, environment: likeBrowser() }))
    await client.subscribe('/a', () => {}).ready
    expect(server.encke.sessions).toBe(1)
    client.close()
    await until(() => server.encke.sessions === 0)
  },
)

test('a goodbye that an extension never lets go has a second', async () => {
  const environment = virtualEnvironment()
  const said: unknown[] = []
  let closed = false
  const transport: Transport = {
    ...fakeTransport('duplex', { kind: 'duplex' }),
    open: (_target, first): Link => {
      said.push(...first)
      return { send: (batch) => said.push(...batch), close: () => (closed = true) }
    },
  }
  const outgoing = (message: { channel: string }) =>
    message.channel === '/meta/disconnect' ? new Promise<never>(() => {}) : message
  const link = createExtensions({ name: 'mute', outgoing })
    .wrap(transport)
    .open(targetIn(environment), [{ channel: '/first' }], { messages() {}, alive() {}, closed() {} })
  link.send?.([{ channel: '/meta/disconnect' }])
  link.close()
  environment.advance(999)
  await turn()
  expect(closed).toBe(false)
  environment.advance(1)
  await turn()
  expect(closed).toBe(true)
  expect(said).toEqual([{ channel: '/first' }])
})
