import { describe, expect, test } from 'vitest'
import { plan } from '../../src/client/plan'
import { virtualEnvironment } from '../support/environment'
import { fakeTransport, targetIn } from '../support/transport'

const nobody = new Set<string>()
const [fast, broken, slow] = [
  fakeTransport('fast'),
  fakeTransport('broken', { unusable: 'no frames' }),
  fakeTransport('slow'),
]
const target = (href?: string, url = 'http://server.test/encke') => targetIn(virtualEnvironment({ href }), { url })
const names = ({ steps }: ReturnType<typeof plan>) => steps.map(({ transport }) => transport.name)

describe('a plan', () => {
  test('keeps the order of preference, whatever it is', () => {
    expect(names(plan([fast, slow], target(), nobody))).toEqual(['fast', 'slow'])
    expect(names(plan([slow, fast], target(), nobody))).toEqual(['slow', 'fast'])
  })

  test('leaves out what cannot work here, and says why', () => {
    const made = plan([fast, broken, slow], target(), nobody)
    expect(names(made)).toEqual(['fast', 'slow'])
    expect(made.unusable).toEqual([{ transport: broken, reason: 'no frames' }])
  })

  test('gives each a second to itself, and none to those that let us down before', () => {
    const { steps } = plan([fast, slow], target(), new Set(['fast']))
    expect(steps.map(({ after }) => after)).toEqual([0, 1000])
  })

  test('of no transports is empty', () => {
    expect(plan([], target(), nobody)).toEqual({ steps: [], unusable: [] })
  })
})

describe('mixed content', () => {
  test('an https page cannot reach an http server, by any transport', () => {
    const { steps, unusable } = plan([fast, slow], target('https://page.test/'), nobody)
    expect(steps).toEqual([])
    expect(unusable.map(({ reason }) => reason)).toEqual(Array(2).fill(expect.stringContaining('mixed content')))
  })

  test.each([
    ['https://page.test/', 'https://server.test/encke'],
    ['http://page.test/', 'http://server.test/encke'],
    ['http://page.test/', 'https://server.test/encke'],
    [undefined, 'http://server.test/encke'],
  ])('a page %s may reach %s', (href, url) => {
    expect(names(plan([fast], target(href, url), nobody))).toEqual(['fast'])
  })

  // Loopback is potentially trustworthy (Secure Contexts, section 3.1), so Chromium and Firefox do not block it.
  test.each(['http://localhost:8000/encke', 'http://127.0.0.1:8000/encke'])(
    'an https page may reach %s, which browsers trust',
    (url) => {
      expect(names(plan([fast], target('https://page.test/', url), nobody))).toEqual(['fast'])
    },
  )
})
