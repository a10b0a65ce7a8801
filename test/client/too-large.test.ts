import { expect, test } from 'vitest'
import { createExtensions } from '../../src/extensions/index'
import { connect, type TransportName } from '../../src/index'
import { closeLater, serve } from '../support/close-later'
import { likeBrowser } from '../support/like-browser'
import { until } from '../support/until'

test.each(['websocket', 'fetch-streaming', 'long-polling'] as const)(
  'publications that are too large together, in several frames at once, all arrive, once and in their order: %s',
  async (transport: TransportName) => {
    const server = await serve({ limits: { body: 20_000 } })
    const client = closeLater(connect(server.url, { transports: [transport], environment: likeBrowser() }))
    const heard: unknown[] = []
    server.encke.subscribe('/up', ({ data }) => heard.push((data as { number: number }).number))
    await client.subscribe('/down', () => {}).ready
    const publish = (number: number) => client.publish('/up', { number, filling: 'x'.repeat(15_000) })
    const first = [publish(1), publish(2)]
    // Another frame, before anything is answered.
    for (let turn = 0; turn < 5; turn++) await undefined
    await Promise.all([...first, publish(3), publish(4)])
    await client.publish('/up', { number: 5 })
    await until(() => heard.includes(5))
    expect(heard).toEqual([1, 2, 3, 4, 5])
  },
)

test('what was published over a socket, and is too large for the request that asks again, resolves, and what follows arrives', async () => {
  const server = await serve({ limits: { body: 20_000 }, origins: ['http://page.test'] })
  let deaf = true
  const extensions = createExtensions({
    name: 'loses the answer',
    incoming: (message) => (deaf && message.channel === '/up' ? undefined : message),
  })
  // By form, as to another origin, each quote is six characters.
  const environment = { ...likeBrowser(), href: 'http://page.test/' }
  const client = closeLater(connect(server.url, { extensions, environment }))
  const heard: unknown[] = []
  server.encke.subscribe('/up', ({ data }) => heard.push(data))
  await client.subscribe('/down', () => {}).ready
  client.use(['websocket'])
  await until(() => client.transport === 'websocket')
  const large = '"'.repeat(5000)
  const first = client.publish('/up', large)
  await until(() => heard.length === 1)
  client.use(['long-polling'])
  await until(() => client.transport === 'long-polling')
  deaf = false
  await first
  for (const number of [2, 3]) await client.publish('/up', number)
  expect(heard).toEqual([large, 2, 3])
})
