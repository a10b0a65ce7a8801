// @vitest-environment happy-dom
import { describe, expect, test } from 'vitest'
import type { Environment } from '../../../src/client/environment'
import { plan } from '../../../src/client/negotiation/plan'
import { allTransports } from '../../../src/client/transports/index'
import { block, elsewhere, everything, nothing, pageWith, reasonsForNothing } from '../../support/happy-page'
import { targetIn } from '../../support/transport'

const without = (...names: string[]) => everything.filter((name) => !names.includes(name))

/** Which happy-dom has not; nobody opens one here. */
const withEvents = { EventSource: class {} as unknown as typeof EventSource }

describe('what may work here:', () => {
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
    ['without fetch', { fetch: undefined }, { 'fetch-streaming': 'no fetch' }],
    ['with a fetch without ReadableStream', { ReadableStream: undefined }, { 'fetch-streaming': 'no ReadableStream' }],
    ['without XMLHttpRequest', { XMLHttpRequest: undefined }, { 'xhr-streaming': 'no XMLHttpRequest' }],
    [
      'without XMLHttpRequest and fetch',
      { XMLHttpRequest: undefined, fetch: undefined },
      {
        'fetch-streaming': 'no fetch',
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
        iframe: 'no document',
        'callback-polling': 'no document',
      },
    ],
    ['without anything', nothing, reasonsForNothing],
  ])('%s, all that can do without', (_, missing, reasons) => {
    const found = probe(page(missing))
    expect(found.usable).toEqual(without(...Object.keys(reasons)))
    expect(found.reasons).toEqual(reasons)
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
  ])('under a policy that was seen to block %s, all that it does not concern', (directive, blocked) => {
    const environment = page()
    block(directive, 'http://page.test/encke')
    const { usable, reasons } = probe(environment)
    expect(usable).toEqual(without(...blocked))
    for (const name of blocked) expect(reasons[name]).toContain(`Content-Security-Policy forbids it: ${directive}`)
  })

  test.each(['connect-src', 'default-src'])(
    'under a policy that was seen to block a socket by %s, all the others',
    (directive) => {
      const environment = page()
      block(directive, 'ws://page.test/encke')
      const { usable, reasons } = probe(environment)
      expect(usable).toEqual(without('websocket'))
      expect(reasons.websocket).toContain(`Content-Security-Policy forbids it: ${directive}`)
      expect(probe(environment, 'https://page.test/encke').usable).toContain('websocket')
    },
  )

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

  test('an environment that was let go of listens no longer', () => {
    const environment = page()
    environment.dispose()
    block('frame-src', 'http://page.test/encke')
    expect(probe(environment).usable).toEqual(everything)
  })
})
