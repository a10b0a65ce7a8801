import { describe, expect, test } from 'vitest'
import type { TransportName } from '../../src/index'
import type { Tab } from '../support/engines/engine'
import { column, inEachEngine, serve } from '../support/engines/suite'
import { listen, look, type PageWindow, transports, until } from '../support/in-page'
import type { TestServer } from '../support/server'
import { until as untilHere } from '../support/until'

const trusted = "require-trusted-types-for 'script'"

/** What a transport needs besides `connect-src`. */
const needs: Partial<Record<TransportName, (origin: string) => string>> = {
  iframe: (origin) => `; frame-src ${origin}; form-action ${origin}`,
}

/** The least that a page with the client can do with: its own script, and requests to this server. */
const strict = ({ origin }: TestServer) =>
  `default-src 'none'; script-src 'self'; connect-src ${origin} ${origin.replace('http', 'ws')}`

const places = ['the same origin', 'another origin'] as const

/** A page under this policy, and a server, at the same origin as the page or at another one. */
async function rig(place: (typeof places)[number], policy: (server: TestServer) => string) {
  const headers: Record<string, string> = {}
  const home = await serve({}, headers)
  const server = place === 'the same origin' ? home : await serve({ origins: [home.origin] })
  headers['Content-Security-Policy'] = policy(server)
  return { home, server }
}

/** From now on, each violation of the page's policy counts as an error. */
const watch = (page: Tab) =>
  page.evaluate(() => {
    const violations: string[] = []
    Object.assign(window, { violations })
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) =>
      violations.push(effectiveDirective),
    )
  })

const violations = (page: Tab) => page.evaluate(() => (window as never as { violations: string[] }).violations)

/** Has every client of this page use a policy of its own for the addresses of scripts. */
const trust = (page: Tab) =>
  page.evaluate(() => {
    const page = window as never as {
      Encke: typeof import('../../src/index')
      trustedTypes: { createPolicy(name: string, rules: object): { createScriptURL(url: string): unknown } }
    }
    const policy = page.trustedTypes.createPolicy('encke', { createScriptURL: (url: string) => url })
    const { connect } = page.Encke
    const scriptURL = (url: string) => policy.createScriptURL(url)
    page.Encke = { ...page.Encke, connect: (url, options) => connect(url, { ...options, scriptURL }) }
  })

/** The first decision of these kinds about a transport, when it has been made. */
async function decisionOf(page: Tab, transport: TransportName, ...kinds: string[]): Promise<string> {
  const beginnings = kinds.map((kind) => `${transport} ${kind}: `)
  const ofThese = (entry: string) => beginnings.some((beginning) => entry.startsWith(beginning))
  let found: string | undefined
  await untilHere(async () => (found = (await look(page, 'log')).find(ofThese)), `${transport}: ${kinds.join(' or ')}`)
  return found as string
}

/** How often a transport has been tried, when its turn has come again because nothing else may be used. */
async function triesOf(page: Tab, transport: TransportName): Promise<number> {
  await page.evaluate((transport) => (window as never as PageWindow).client.use([transport]), transport)
  await decisionOf(page, transport, 'unusable')
  const log = await look(page, 'log')
  return log.filter((entry) => entry.startsWith(`${transport} trying: `)).length
}

inEachEngine(({ open }) => {
  describe.each(places)('a server at %s', (place) => {
    const plain = transports.filter((transport) => transport !== 'callback-polling')
    for (const transport of plain) {
      const title = `${transport} works under a strict policy that lets it, with Trusted Types, and violates nothing`
      test(title, column('policies', transport), async () => {
        const more = needs[transport] ?? (() => '')
        const { home, server } = await rig(place, (server) => `${strict(server)}; ${trusted}${more(server.origin)}`)
        const page = await open(home.origin)
        await watch(page)
        await listen(page, { transports: [transport] }, server.url)
        server.encke.publish('/n', transport)
        await until(page, 1)
        expect(await violations(page)).toEqual([])
      })
    }

    test(
      'all of them together work under a strict policy, and violate nothing',
      column('policies', 'any'),
      async () => {
        const { home, server } = await rig(place, (server) => `${strict(server)}; ${trusted}`)
        const page = await open(home.origin)
        await watch(page)
        await listen(page, {}, server.url)
        server.encke.publish('/n', 'here')
        await until(page, 1)
        expect(await violations(page)).toEqual([])
      },
    )

    const forbidden: [TransportName, (server: TestServer) => string, RegExp][] = [
      ['iframe', strict, /frame-src/],
      ['websocket', ({ origin }) => `script-src 'self'; connect-src ${origin}`, /connect-src/],
      ['fetch-streaming', ({ origin }) => `script-src 'self' ${origin}; connect-src 'none'`, /connect-src/],
      ['xhr-streaming', ({ origin }) => `script-src 'self' ${origin}; connect-src 'none'`, /connect-src/],
      ['eventsource', ({ origin }) => `script-src 'self' ${origin}; connect-src 'none'`, /connect-src/],
      ['long-polling', ({ origin }) => `script-src 'self' ${origin}; connect-src 'none'`, /connect-src/],
    ]
    if (place === 'another origin') forbidden.push(['callback-polling', strict, /script-src/])
    for (const [transport, policy, directive] of forbidden) {
      const title = `${transport} is left where it is forbidden, by the name of the directive, and not tried again`
      test(title, column('policies', transport), async () => {
        const { home, server } = await rig(place, policy)
        const page = await open(home.origin)
        const other = policy(server).includes("connect-src 'none'") ? 'callback-polling' : 'long-polling'
        await listen(page, { transports: [transport, other] }, server.url)
        expect(await decisionOf(page, transport, 'failed', 'unusable')).toMatch(directive)
        expect(await triesOf(page, transport)).toBe(1)
      })
    }

    test('callback-polling works with the nonce of the page', column('policies', 'callback-polling'), async () => {
      const { home, server } = await rig(place, () => "default-src 'none'; script-src 'nonce-page'")
      const page = await open(home.origin)
      await watch(page)
      await listen(page, { transports: ['callback-polling'], nonce: 'page' }, server.url)
      server.encke.publish('/n', 'here')
      await until(page, 1)
      expect(await violations(page)).toEqual([])
    })

    test('callback-polling works with a policy for Trusted Types', column('trusted', 'callback-polling'), async () => {
      const { home, server } = await rig(
        place,
        ({ origin }) => `default-src 'none'; script-src 'self' ${origin}; ${trusted}; trusted-types encke`,
      )
      const page = await open(home.origin)
      await watch(page)
      await trust(page)
      await listen(page, { transports: ['callback-polling'] }, server.url)
      server.encke.publish('/n', 'here')
      await until(page, 1)
      expect(await violations(page)).toEqual([])
    })

    test(
      'callback-polling without one is left, and says what to pass',
      column('trusted', 'callback-polling'),
      async () => {
        const { home, server } = await rig(
          place,
          (server) => `${strict(server)} ; script-src 'self' ${server.origin}; ${trusted}`,
        )
        const page = await open(home.origin)
        await listen(page, { transports: ['callback-polling', 'long-polling'] }, server.url)
        expect(await decisionOf(page, 'callback-polling', 'failed')).toMatch(/scriptURL/)
        expect(await triesOf(page, 'callback-polling')).toBe(1)
      },
    )
  })

  test('what a policy only reports is not left', column('policies', 'any'), async () => {
    const server = await serve({}, { 'Content-Security-Policy-Report-Only': "default-src 'none'" })
    const page = await open(server.origin)
    await watch(page)
    await listen(page, { transports: ['websocket'] })
    server.cut()
    server.encke.publish('/n', 'after')
    await until(page, 1)
    expect(await violations(page)).toContain('connect-src')
    expect((await look(page, 'log')).filter((entry) => entry.includes('unusable'))).toEqual([])
  })

  test(
    'where all is forbidden, the client ends, and its errors name every directive',
    column('policies', 'any'),
    async () => {
      const { home, server } = await rig('another origin', () => "default-src 'none'; script-src 'self'")
      const page = await open(home.origin)
      await listen(page, {}, server.url, false)
      await page.waitForFunction(() => (window as never as PageWindow).client.state === 'closed')
      const errors = await look(page, 'errors')
      for (const directive of ['connect-src', 'script-src', 'frame-src']) expect(errors.join()).toContain(directive)
      expect(errors.length).toBeLessThan(5)
    },
  )
})
