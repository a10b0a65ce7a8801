/** Scheme, host, port, path and query of an address. */
const parts = /^([a-z][a-z\d+.-]*:)(?:\/\/(?:[^/?#]*@)?(\[[^\]]*]|[^/?#:]*)(?::(\d*))?)?([^?#]*)(\?[^#]*)?/i

/** A `URL` as far as the client uses it, by an element of the page. */
export class PageUrl {
  readonly protocol: string
  readonly hostname: string
  readonly pathname: string
  readonly search: string
  readonly origin: string
  hash: string
  private readonly rest: string

  /** @param base - the address of the page, if it may be relative */
  constructor(url: string, base?: string) {
    const anchor = document.createElement('a')
    anchor.href = url
    const { href } = anchor
    const found = (base !== undefined || parts.test(url)) && parts.exec(href)
    if (!found) throw new TypeError(`no address: ${url}`)
    const [rest, protocol = '', hostname = '', port, pathname, search = ''] = found
    const usual = /s:$/.test(protocol) ? '443' : '80'
    this.rest = rest
    this.protocol = protocol
    this.hostname = hostname
    this.pathname = pathname || '/'
    this.search = search
    this.hash = href.slice(rest.length)
    this.origin = `${protocol}//${hostname}${port && port !== usual ? `:${port}` : ''}`
  }
  get href() {
    return this.rest + this.hash
  }
}

/** In WebKit of before 2017 an empty fragment leaves its `#`, which no WebSocket takes. */
function works() {
  try {
    const url = new URL('b?c#d', 'http://a')
    url.hash = ''
    return url.href === 'http://a/b?c'
  } catch {
    return false
  }
}

export const OwnUrl = works() ? URL : PageUrl

const encoded = (text: string) => encodeURIComponent(text).replace(/%20/g, '+')

/** `URLSearchParams` as far as the client uses it: many a browser has one that takes no object. */
export class OwnQuery {
  constructor(private readonly parameters: Record<string, string>) {}
  toString() {
    const { parameters } = this
    return Object.keys(parameters)
      .map((name) => `${name}=${encoded(parameters[name] as string)}`)
      .join('&')
  }
}
