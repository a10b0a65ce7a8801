// @vitest-environment happy-dom
import { PropertySymbol } from 'happy-dom'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { currentEnvironment, type Environment } from '../../src/client/environment'
import { plan } from '../../src/client/plan'
import { allTransports } from '../../src/client/transports/index'
import { type Client, connect, type Decision, type EnckeError, type TransportName } from '../../src/index'
import { startServer, type TestServer } from '../support/server'
import { targetIn } from '../support/transport'
import { until } from '../support/until'

const everything = [
  'websocket',
  'fetch-streaming',
  'xhr-streaming',
  'eventsource',
  'iframe',
  'long-polling',
  'callback-polling',
]
const without = (...names: string[]) => everything.filter((name) => !names.includes(name))
const elsewhere = 'http://elsewhere.test/encke'

const finish: (() => unknown)[] = []
afterEach(async () => {
  for (const run of finish.splice(0).reverse()) await run()
})

/** Which happy-dom has on the object itself, where no probe sees it. */
Object.assign(XMLHttpRequest.prototype, { withCredentials: false })

/** Which happy-dom has not; nobody opens one here. */
const withEvents = { EventSource: class {} as unknown as typeof EventSource }

interface HappyWindow {
  happyDOM: { setURL(url: string): void; settings: { enableJavaScriptEvaluation: boolean } }
}
const { happyDOM } = window as unknown as HappyWindow
happyDOM.settings.enableJavaScriptEvaluation = true

/** This page, seen through its environment, with some of it taken away. */
function pageWith(missing: Partial<Environment> = {}): Environment {
  const environment = { ...currentEnvironment(), ...missing }
  finish.push(environment.dispose)
  return environment
}

/** The browser tells the page that its policy has blocked something. */
function block(directive: string, blockedURI: string, more = {}) {
  const event = Object.assign(new Event('securitypolicyviolation', { bubbles: true }), {
    effectiveDirective: directive,
    blockedURI,
    ...more,
  })
  document.dispatchEvent(event)
}

/** From the time when requests did not reach other origins. */
class OldXMLHttpRequest {
  open() {}
  send() {}
}
const withoutCors = { XMLHttpRequest: OldXMLHttpRequest as unknown as typeof XMLHttpRequest }

const nothing = {
  document: undefined,
  XMLHttpRequest: undefined,
  fetch: undefined,
  ReadableStream: undefined,
  EventSource: undefined,
  WebSocket: undefined,
}
const reasonsForNothing = {
  websocket: 'no WebSocket',
  'fetch-streaming': 'fetch does not stream',
  'xhr-streaming': 'no XMLHttpRequest',
  eventsource: 'no EventSource',
  iframe: 'no document for a frame',
  'long-polling': 'no XMLHttpRequest',
  'callback-polling': 'no document for a script',
}

describe('what may work here', () => {
  /** The names of those that may, in order, and the reasons of the others. */
  function probe(environment: Environment, url = 'http://page.test/encke') {
    const crossOrigin = new URL(url).origin !== 'http://page.test'
    const target = targetIn(environment, { url, crossOrigin })
    const { together, rest, unusable } = plan(allTransports(), target, { troubled: () => false })
    const usable = [...together, ...rest].map(({ name }) => name)
    return {
      usable: everything.filter((name) => usable.includes(name)),
      reasons: Object.fromEntries(unusable.map(({ transport, reason }) => [transport.name, reason])),
    }
  }
  const page = (missing?: Partial<Environment>) => pageWith({ ...withEvents, ...missing })

  test('everything, where nothing is missing', () => {
    expect(probe(page())).toEqual({ usable: everything, reasons: {} })
    expect(probe(page(), elsewhere)).toEqual({ usable: everything, reasons: {} })
  })

  test.each<[string, Partial<Environment>, Record<string, string>]>([
    ['without WebSocket', { WebSocket: undefined }, { websocket: 'no WebSocket' }],
    ['without EventSource', { EventSource: undefined }, { eventsource: 'no EventSource' }],
    ['without fetch', { fetch: undefined }, { 'fetch-streaming': 'fetch does not stream' }],
    [
      'with a fetch without ReadableStream',
      { ReadableStream: undefined },
      { 'fetch-streaming': 'fetch does not stream' },
    ],
    ['without XMLHttpRequest', { XMLHttpRequest: undefined }, { 'xhr-streaming': 'no XMLHttpRequest' }],
    [
      'without XMLHttpRequest and fetch',
      { XMLHttpRequest: undefined, fetch: undefined },
      {
        'fetch-streaming': 'fetch does not stream',
        'xhr-streaming': 'no XMLHttpRequest',
        eventsource: 'no XMLHttpRequest',
        iframe: 'no XMLHttpRequest',
        'long-polling': 'no XMLHttpRequest',
      },
    ],
    [
      'without a document',
      { document: undefined },
      {
        iframe: 'no document for a frame',
        'callback-polling': 'no document for a script',
      },
    ],
    ['without anything', nothing, reasonsForNothing],
  ])('%s', (_, missing, reasons) => {
    const found = probe(page(missing))
    expect(found.usable).toEqual(without(...Object.keys(reasons)))
    expect(found.reasons).toEqual(reasons)
  })

  test.each<[string, Partial<Environment>, string[]]>([
    ['and with fetch', withoutCors, ['xhr-streaming']],
    [
      'nor fetch',
      { ...withoutCors, fetch: undefined },
      ['fetch-streaming', 'xhr-streaming', 'eventsource', 'iframe', 'long-polling'],
    ],
  ])('from another origin, with an XMLHttpRequest without CORS, %s', (_, missing, unusable) => {
    const { reasons, usable } = probe(page(missing), elsewhere)
    expect(usable).toEqual(without(...unusable))
    expect(reasons['xhr-streaming']).toBe('no XMLHttpRequest to other origins')
    expect(probe(page(missing)).usable).toContain('xhr-streaming')
  })

  test.each([
    ['frame-src', ['iframe']],
    ['child-src', ['iframe']],
    ['form-action', ['iframe']],
    ['script-src', ['callback-polling']],
    ['script-src-elem', ['callback-polling']],
    ['connect-src', ['fetch-streaming', 'xhr-streaming', 'eventsource', 'iframe', 'long-polling']],
    ['default-src', without('websocket')],
    ['img-src', []],
  ])('under a policy that was seen to block %s', (directive, blocked) => {
    const environment = page()
    block(directive, 'http://page.test/encke')
    const { usable, reasons } = probe(environment)
    expect(usable).toEqual(without(...blocked))
    for (const name of blocked) expect(reasons[name]).toContain(`Content-Security-Policy forbids it: ${directive}`)
  })

  test.each(['connect-src', 'default-src'])('under a policy that was seen to block a socket by %s', (directive) => {
    const environment = page()
    block(directive, 'ws://page.test/encke')
    const { usable, reasons } = probe(environment)
    expect(usable).toEqual(without('websocket'))
    expect(reasons.websocket).toContain(`Content-Security-Policy forbids it: ${directive}`)
    expect(probe(environment, 'https://page.test/encke').usable).toContain('websocket')
  })

  test('a policy that blocked another origin says nothing of this one', () => {
    const environment = page()
    block('frame-src', 'http://advertisements.test/banner')
    block('connect-src', 'inline')
    expect(probe(environment).usable).toEqual(everything)
    expect(probe(environment, 'http://advertisements.test/encke').usable).not.toContain('iframe')
  })

  test('what a policy only reports is not forbidden', () => {
    const environment = page()
    block('connect-src', 'http://page.test/encke', { disposition: 'report' })
    expect(probe(environment).usable).toEqual(everything)
  })

  test('scripts need a policy for Trusted Types where the page has been seen to ask for one', () => {
    const environment = page()
    block('require-trusted-types-for', 'trusted-types-sink')
    expect(probe(environment).usable).toEqual(without('callback-polling'))
    expect(probe(environment).reasons['callback-polling']).toContain('scriptURL')
  })

  test('a browser that knows only violatedDirective is understood', () => {
    const environment = page()
    const how = { violatedDirective: "frame-src 'self'", blockedURI: 'http://page.test' }
    document.dispatchEvent(Object.assign(new Event('securitypolicyviolation', { bubbles: true }), how))
    expect(probe(environment).usable).not.toContain('iframe')
  })

  test('an environment that was let go of listens no longer', () => {
    const environment = page()
    environment.dispose()
    block('frame-src', 'http://page.test/encke')
    expect(probe(environment).usable).toEqual(everything)
  })
})

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
    const server = await startServer({ origins: ['http://page.test'] })
    finish.push(server.close)
    happyDOM.setURL({ same: `${server.origin}/`, other: 'http://page.test/', https: 'https://page.test/' }[from])
    const environment = pageWith({ href: location.href, ...missing })
    if (blocked) block(blocked.directive, server.url.replace('http', blocked.scheme))
    const client = connect(to ?? server.url, { environment, ...(transports && { transports }) })
    finish.push(client.close)
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
    [
      'from another origin, without WebSocket, CORS and fetch,',
      { ...withoutCors, fetch: undefined },
      'other',
      'callback-polling',
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
    const causes = everything.map((name) => `${name}: ${reasonsForNothing[name as TransportName]}`)
    expect((await despair(page)).message).toBe(`no transport works here: ${causes.join('; ')}`)
  })

  test('whose policy forbids the only transport that was asked for has one clear error', async () => {
    const page = await open('same', {}, ['iframe'], { directive: 'frame-src', scheme: 'http' })
    expect((await despair(page)).message).toContain("iframe: the page's Content-Security-Policy forbids it: frame-src")
  })
})
