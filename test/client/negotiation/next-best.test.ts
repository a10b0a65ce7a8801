// @vitest-environment happy-dom
import { PropertySymbol } from 'happy-dom'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import type { Environment } from '../../../src/client/environment'
import { type Client, connect, type Decision, type EnckeError, type TransportName } from '../../../src/index'
import { closeLater, serve } from '../../support/close-later'
import { block, elsewhere, everything, happyDOM, nothing, pageWith, reasonsForNothing } from '../../support/happy-page'
import type { TestServer } from '../../support/server'
import { until } from '../../support/until'

describe('a page that connects', () => {
  beforeAll(() => {
    // happy-dom writes each request that was aborted to the console of its own window.
    const { console } = Reflect.get(document, PropertySymbol.window) as { console: Console }
    vi.spyOn(console, 'error').mockImplementation(() => {})
  })

  interface Page {
    server: TestServer
    client: Client
    /** Of a subscription that was there from the first moment. */
    ready: Promise<void>
    decisions: Decision[]
    errors: EnckeError[]
  }

  async function open(
    from: 'same' | 'other' | 'https',
    missing: Partial<Environment> = {},
    transports?: TransportName[],
    blocked?: { directive: string; scheme: string },
    to?: string,
  ): Promise<Page> {
    const server = await serve({ origins: ['http://page.test'] })
    happyDOM.setURL({ same: `${server.origin}/`, other: 'http://page.test/', https: 'https://page.test/' }[from])
    const environment = pageWith({ href: location.href, ...missing })
    if (blocked) block(blocked.directive, server.url.replace('http', blocked.scheme))
    const client = closeLater(connect(to ?? server.url, { environment, ...(transports && { transports }) }))
    const decisions: Decision[] = []
    const errors: EnckeError[] = []
    client.on('decision', (decision) => void decisions.push(decision))
    client.on('error', (error) => void errors.push(error))
    const { ready } = client.subscribe('/a', () => {})
    return { server, client, ready, decisions, errors }
  }

  /** Both ways, over whatever transport it is. */
  async function talk({ client, server }: Page) {
    const heard: unknown[] = []
    await client.subscribe('/echo', ({ data }) => heard.push(data)).ready
    server.encke.subscribe('/ask', ({ data }) => server.encke.publish('/echo', data))
    await client.publish('/ask', { text: 'ä 😀' })
    await until(() => heard.length)
    expect(heard).toEqual([{ text: 'ä 😀' }])
    return client.transport
  }

  test('with everything there takes websocket', async () => {
    expect(await talk(await open('same'))).toBe('websocket')
  })

  test('from another origin that may takes websocket', async () => {
    expect(await talk(await open('other'))).toBe('websocket')
  })

  test.each<[string, Partial<Environment>, 'same' | 'other', TransportName]>([
    ['without WebSocket', {}, 'same', 'fetch-streaming'],
    ['from another origin, without WebSocket,', {}, 'other', 'fetch-streaming'],
    ['without WebSocket and ReadableStream', { ReadableStream: undefined }, 'same', 'xhr-streaming'],
    [
      'without WebSocket, ReadableStream, XMLHttpRequest and DOM',
      { ReadableStream: undefined, document: undefined, XMLHttpRequest: undefined },
      'same',
      'long-polling',
    ],
  ])('%s takes the next best', async (_, missing, from, transport) => {
    expect(await talk(await open(from, { WebSocket: undefined, ...missing }))).toBe(transport)
  })

  test.each([
    ['websocket', 'connect-src', 'ws'],
    ['iframe', 'frame-src', 'http'],
    ['callback-polling', 'script-src-elem', 'http'],
  ] as const)(
    'would rather have %s, but its policy forbids %s: takes long-polling',
    async (name, directive, scheme) => {
      const page = await open('same', {}, [name, 'long-polling'], { directive, scheme })
      expect(await talk(page)).toBe('long-polling')
      expect(page.decisions[0]).toMatchObject({ kind: 'unusable', transport: name })
      expect(page.decisions[0]?.reason).toContain(directive)
    },
  )

  /** The one error, and the end. */
  async function despair({ client, ready, errors }: Page): Promise<EnckeError> {
    await until(() => client.state === 'closed')
    expect(errors).toHaveLength(1)
    expect(errors[0]?.code).toBe('no-transport')
    expect(client.state).toBe('closed')
    expect(client.transport).toBeUndefined()
    await expect(ready).rejects.toMatchObject({ code: 'closed' })
    expect(() => client.subscribe('/a')).toThrowError(/closed/)
    return errors[0] as EnckeError
  }

  test('over https to an http server on another machine has one clear error, that names every transport', async () => {
    const page = await open('https', {}, undefined, undefined, elsewhere)
    const { message } = await despair(page)
    for (const name of everything) expect(message).toContain(`${name}: mixed content`)
    expect(page.decisions.map(({ kind }) => kind)).toEqual(everything.map(() => 'unusable'))
  })

  test('without anything has one clear error, with every cause', async () => {
    const page = await open('same', nothing)
    const causes = everything.map((name) => `${name}: ${reasonsForNothing[name]}`)
    expect((await despair(page)).message).toBe(`no transport works here: ${causes.join('; ')}`)
  })

  test('whose policy forbids the only transport that was asked for has one clear error', async () => {
    const page = await open('same', {}, ['iframe'], { directive: 'frame-src', scheme: 'http' })
    expect((await despair(page)).message).toContain("iframe: the page's Content-Security-Policy forbids it: frame-src")
  })
})
