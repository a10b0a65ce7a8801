// @vitest-environment happy-dom
// @vitest-environment-options { "url": "http://page.test/folder/page?query#hash" }
import { afterEach, expect, test, vi } from 'vitest'
import { OwnQuery, OwnUrl, PageUrl } from '../../src/legacy/url'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.resetModules()
})

const read = ({ href, protocol, hostname, pathname, search, hash, origin }: URL | PageUrl) => ({
  ...{ href, protocol, hostname, pathname, search, hash, origin },
})

test.each([
  'http://server.test',
  'https://server.test:8443/encke?a=1&b#c',
  'http://server.test:80/a//b/',
  'https://server.test:443',
  'ws://server.test/encke',
  'wss://server.test:443/encke',
  'http://[::1]:8080/encke',
  'http://user:word@server.test/encke',
])('%s is read as a browser of today reads it', (address) => {
  expect(read(new PageUrl(address))).toEqual(read(new URL(address)))
})

test.each(['/encke', 'encke?a#b', '../encke', '//other.test/encke', 'https://other.test/'])(
  '%s is where the page says',
  (address) => {
    expect(read(new PageUrl(address, document.baseURI))).toEqual(read(new URL(address, document.baseURI)))
  },
)

test('what is no address is none', () => {
  for (const text of ['inline', '', '/encke', 'server.test/encke']) expect(() => new PageUrl(text)).toThrow(TypeError)
})

test('an address without its fragment can be had', () => {
  const url = new PageUrl('http://server.test/encke?a#b')
  url.hash = ''
  expect(url.href).toBe('http://server.test/encke?a')
})

test('a browser that has it keeps it, but not one that leaves the sign of an empty fragment', async () => {
  expect(OwnUrl).toBe(URL)
  class Leaving extends URL {
    override get href() {
      return `${super.href.replace(/#.*/, '')}#`
    }
  }
  vi.stubGlobal('URL', Leaving)
  vi.resetModules()
  const anew = await import('../../src/legacy/url')
  expect(anew.OwnUrl).toBe(anew.PageUrl)
})

test('parameters arrive as they were, whatever is in them', () => {
  const parameters = { message: '[{"data":"ä +&=%?#\u{1f600}"}]', jsonp: "encke_(')~!*" }
  const query = String(new OwnQuery(parameters))
  expect(Object.fromEntries(new URLSearchParams(query))).toEqual(parameters)
  expect(query).not.toMatch(/[ #]/)
})
