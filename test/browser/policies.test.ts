import type { Page } from 'playwright'
import { describe, expect, test } from 'vitest'
import type { Options } from '../../src/index'
import { listen, look, type PageWindow, until, useBrowser } from '../support/in-page'

const { serve, open } = useBrowser()

const strict = "default-src 'none'; script-src 'self'; connect-src 'self'"

describe('under a strict Content-Security-Policy', () => {
  test('streams and polls need connect-src only', async () => {
    for (const transport of ['xhr-streaming', 'long-polling'] as const) {
      const server = await serve({}, { 'Content-Security-Policy': `${strict}; require-trusted-types-for 'script'` })
      const page = await open(server)
      await listen(page, { transports: [transport] })
      server.encke.publish('/n', transport)
      await until(page, 1)
    }
  })

  test('a forbidden frame is left at once for the next transport, and the directive is named', async () => {
    const server = await serve({}, { 'Content-Security-Policy': strict })
    const page = await open(server)
    await listen(page, { transports: ['iframe', 'long-polling'] })
    const log = (await look(page, 'log')).join('\n')
    expect(log).toMatch(/iframe failed: .*(frame-src|form-action)/)
    expect(log).toContain('long-polling live')
  })

  test('a page where nothing is allowed gets an error that names every directive, and then the client ends', async () => {
    const server = await serve({}, { 'Content-Security-Policy': "default-src 'none'; script-src 'nonce-page'" })
    const page = await open(server)
    await addClient(page, 'page')
    await listen(page, {}, '/encke', false)
    await page.waitForFunction(() => (window as never as PageWindow).client.state === 'closed')
    const errors = await look(page, 'errors')
    for (const directive of ['connect-src', 'script-src']) expect(errors.join()).toContain(directive)
    expect(errors.length).toBeLessThan(5)
  })

  test('a nonce that the page gives lets callback-polling through', async () => {
    const server = await serve({}, { 'Content-Security-Policy': "script-src 'nonce-page'" })
    const page = await open(server)
    await addClient(page, 'page')
    await listen(page, { transports: ['callback-polling'], nonce: 'page' })
    expect(await look(page, 'log')).toContain('online')
  })
})

/** Adds the client by a script element that has the page's nonce. */
async function addClient(page: Page, nonce: string) {
  await page.evaluate((nonce) => {
    const element = document.createElement('script')
    Object.assign(element, { nonce, src: '/encke.js' })
    document.head.append(element)
  }, nonce)
  await page.waitForFunction(() => 'Encke' in window)
}

describe('under Trusted Types', () => {
  const headers = { 'Content-Security-Policy': "require-trusted-types-for 'script'" }

  test('callback-polling works with a policy of the page', async () => {
    const server = await serve({}, headers)
    const page = await open(server)
    await page.evaluate(async () => {
      const { Encke, trustedTypes } = window as never as {
        Encke: typeof import('../../src/index')
        trustedTypes: { createPolicy(name: string, rules: object): { createScriptURL(url: string): unknown } }
      }
      const policy = trustedTypes.createPolicy('encke', { createScriptURL: (url: string) => url })
      const options: Options = { transports: ['callback-polling'], scriptURL: (url) => policy.createScriptURL(url) }
      await Encke.connect('/encke', options).subscribe('/n').ready
    })
  })

  test('callback-polling without one is left for the next, and says what to pass', async () => {
    const server = await serve({}, headers)
    const page = await open(server)
    await listen(page, { transports: ['callback-polling', 'long-polling'] })
    expect((await look(page, 'log')).join('\n')).toMatch(/callback-polling failed: .*scriptURL/)
  })

  test('the forever-frame works', async () => {
    const server = await serve({}, headers)
    const page = await open(server)
    await listen(page, { transports: ['iframe'] })
  })
})

describe.each(['iframe', 'callback-polling'] as const)('%s', (transport) => {
  test('begun before the page has loaded, it does not break the Back button', async () => {
    const server = await serve()
    const page = await open(server)
    await page.goto(`${server.origin}/second`)
    // Nothing is evaluated in the page: that counts as a user's act, after which browsers keep the entry in any case.
    await page.goto(`${server.origin}/slow?${transport}`, { waitUntil: 'commit' })
    await page.waitForURL('**/fourth')
    await page.goBack({ waitUntil: 'commit' })
    expect(page.url()).toBe(`${server.origin}/slow?${transport}`)
    await page.goBack({ waitUntil: 'commit' })
    expect(page.url()).toBe(`${server.origin}/second`)
  })
})
