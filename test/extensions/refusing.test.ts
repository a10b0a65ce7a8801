import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createExtensions } from '../../src/extensions/index'
import { connect, EnckeError, type TransportName } from '../../src/index'
import type { Message } from '../../src/protocol/message'
import { cometdServer, fayeServer, serveOther } from '../interop/other-servers'
import { closeLater, serve } from '../support/close-later'
import { likeBrowser } from '../support/like-browser'
import { until } from '../support/until'

let reported: unknown[] = []
beforeEach(() => {
  reported = []
  vi.stubGlobal('reportError', (error: unknown) => reported.push(error))
})
afterEach(() => vi.unstubAllGlobals())

const tooLong = () => new EnckeError('too-large', 'too long for us')

/** A client whose extension says no to one publication. */
async function open(url: string, transport: TransportName, no: (message: Message) => Message | Promise<Message>) {
  const extensions = createExtensions({
    name: 'censor',
    outgoing: (message) => (message.data === 'bad' ? no(message) : message),
  })
  const client = closeLater(connect(url, { transports: [transport], extensions, environment: likeBrowser() }))
  await client.subscribe('/down', () => {}).ready
  return client
}

const failures = [
  [
    'throws',
    (): never => {
      throw tooLong()
    },
    'too-large',
    'too long for us',
  ],
  ['rejects', () => Promise.reject(tooLong()), 'too-large', 'too long for us'],
  ['says no in words of its own', () => Promise.reject(new EnckeError('aborted', 'not now')), 'refused', 'not now'],
  ['returns nothing', () => undefined as never, 'bad-data', 'returned no message'],
] as const

describe.each(['websocket', 'fetch-streaming', 'long-polling'] as const)('over %s, an extension', (transport) => {
  test.each(failures)('that %s refuses that publication, and what is behind it arrives', async (_, no, code, words) => {
    const server = await serve()
    const heard: unknown[] = []
    server.encke.subscribe('/up', ({ data }) => heard.push(data))
    const client = await open(server.url, transport, no)
    const all = ['one', 'bad', 'two', 'bad', 'three'].map((data) => client.publish('/up', data))
    for (const at of [1, 3])
      await expect(all[at]).rejects.toMatchObject({ code, message: expect.stringContaining(words) })
    await Promise.all([all[0], all[2], all[4]])
    await expect(client.publish('/up', 'bad')).rejects.toMatchObject({ code })
    await client.publish('/up', 'four')
    await until(() => heard.includes('four'))
    expect(heard).toEqual(['one', 'two', 'three', 'four'])
    expect(reported).toEqual([])
    expect(client.state).toBe('online')
  })
})

test.each([
  ['Faye', 'websocket', fayeServer],
  ['Faye', 'long-polling', fayeServer],
  ['CometD', 'long-polling', cometdServer],
] as const)(
  'on a plain server (%s), over %s, what an extension refuses stays here, and what is behind it arrives',
  async (_, transport, kind) => {
    const server = await serveOther(kind)
    const heard: unknown[] = []
    await server.subscribe('/up', (data) => heard.push(data))
    const client = await open(server.url, transport, () => Promise.reject(tooLong()))
    await expect(client.publish('/up', 'bad')).rejects.toMatchObject({ code: 'too-large' })
    const all = ['one', 'bad', 'two'].map((data) => client.publish('/up', data))
    await expect(all[1]).rejects.toMatchObject({ code: 'too-large' })
    await Promise.all([all[0], all[2]])
    await until(() => heard.length === 2)
    expect(heard).toEqual(['one', 'two'])
    expect(server.came.filter(({ channel }) => channel === '/up')).toHaveLength(2)
  },
)

test('an extension that cannot tell yet has the publication said to it again, which arrives then', async () => {
  const server = await serve()
  const heard: unknown[] = []
  server.encke.subscribe('/up', ({ data }) => heard.push(data))
  let asked = 0
  const client = await open(server.url, 'long-polling', (message) => {
    if (!asked++) throw new EnckeError('busy', 'not yet')
    return message
  })
  await client.publish('/up', 'bad')
  expect(heard).toEqual(['bad'])
  expect(reported).toMatchObject([{ code: 'busy' }])
})
