import { expect, test } from 'vitest'
import { connect, type EnckeError, type TransportName } from '../../src/index'
import { closeLater, serve } from '../support/close-later'
import { likeBrowser } from '../support/like-browser'
import { until } from '../support/until'

/** In the place of whatever a firewall has something against. */
const forbidden = 'x'.repeat(5000)

/** A server behind one that shows a page of its own when it sees that. */
async function behindFirewall(status: number) {
  const server = await serve()
  const firewall = { up: true, stopped: 0 }
  server.meddle = ({ headers }, response) => {
    if (!firewall.up || Number(headers['content-length'] ?? 0) < forbidden.length) return false
    firewall.stopped++
    response.writeHead(status, { 'Content-Type': 'text/html' }).end('<html>Blocked by policy</html>')
    return true
  }
  const heard: unknown[] = []
  server.encke.subscribe('/up', ({ data }) => heard.push(data))
  return { server, firewall, heard }
}

const cases = (['fetch-streaming', 'long-polling'] as const).flatMap((transport) =>
  [200, 400, 403, 405, 406, 501].map((status) => [transport, status] as const),
)

test.each(cases)(
  'by %s, what a firewall turns down with a page (%i) is refused after three times, and what is published behind it arrives',
  { timeout: 30_000 },
  async (transport: TransportName, status) => {
    const { server, firewall, heard } = await behindFirewall(status)
    const client = closeLater(connect(server.url, { transports: [transport], environment: likeBrowser() }))
    await client.subscribe('/down', () => {}).ready
    const all = ['before', forbidden, 'behind'].map((data) => client.publish('/up', data))
    const error: EnckeError = await (all[1] as Promise<void>).then(
      () => expect.fail(),
      (error) => error,
    )
    expect(error).toMatchObject({ code: 'refused', retry: false })
    expect(error.message).toContain('Blocked by policy')
    await Promise.all([all[0], all[2]])
    await client.publish('/up', 'and more')
    await until(() => heard.includes('and more'))
    expect(heard).toEqual(['before', 'behind', 'and more'])
    expect(firewall.stopped).toBeGreaterThanOrEqual(3)
  },
)

test('what a firewall turns down once or twice is sent again, and arrives', async () => {
  const { server, firewall, heard } = await behindFirewall(403)
  const client = closeLater(connect(server.url, { transports: ['long-polling'], environment: likeBrowser() }))
  await client.subscribe('/down', () => {}).ready
  const published = client.publish('/up', forbidden)
  await until(() => firewall.stopped === 2)
  firewall.up = false
  await published
  expect(heard).toEqual([forbidden])
})

test('what a firewall turns down again and again as if it were ill is kept, and the page is told why', async () => {
  const { server, firewall, heard } = await behindFirewall(500)
  const client = closeLater(connect(server.url, { transports: ['fetch-streaming'], environment: likeBrowser() }))
  const told: EnckeError[] = []
  client.on('error', (error) => told.push(error))
  await client.subscribe('/down', () => {}).ready
  const published = client.publish('/up', forbidden)
  await until(() => told.length > 0)
  expect(client.state).toBe('online')
  expect(firewall.stopped).toBe(3)
  expect(told[0]).toMatchObject({ code: 'network' })
  expect(told[0]?.message).toMatch(/published.*HTTP 500: .*Blocked by policy/)
  firewall.up = false
  await published
  expect(heard).toEqual([forbidden])
})
