import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'

/** Where a request comes from: `origin` undefined when it is no page's, or the page's own server's. */
export interface Provenance {
  allowed: boolean
  origin: string | undefined
  /** No page of another site, and no other user, can have caused it, so what browsers send by themselves speaks for the user: cookies, passwords. */
  credentialsCount: boolean
}

/** What a script element accepts, also of an old browser, and `fetch`; and an event stream. */
const acceptedByOurs = /^((application\/javascript, ?)?\*\/\*|text\/event-stream)/

/**
 * Whether a page means what it asks by GET. The address of an image, a film, a frame or a link on a page of our own may be
 * another user's: as a join with a key that they know, it would act for whoever looks at it.
 */
function isMeant({ accept = '*/*', range, ...headers }: IncomingHttpHeaders) {
  const { 'sec-fetch-dest': dest = 'script', 'sec-fetch-mode': mode } = headers
  const read = dest === 'empty' && mode !== 'no-cors'
  return acceptedByOurs.test(accept) && range === undefined && (dest === 'script' || read)
}

/**
 * Judges where a request comes from (the Fetch standard's `Origin` and `Sec-Fetch-Site`). A GET that a page need not ask
 * leave for, of a script element for example, has no `Origin`: there the referrer and `Sec-Fetch-Site` decide. Without any
 * of the three it comes from no browser, or from any page that hides its referrer, by plain http or in an old browser: its
 * credentials do not count. `same-origin` is the browser's own word, which no page can forge; a proxy may have changed the
 * `Host`, which is compared where the browser says nothing, and nobody knows the scheme before a proxy. `null` is the
 * origin of any frame that is sandboxed, so that it may be allowed, but has no credentials that count.
 * @param allowList - exact origins, beside the server's own
 */
export function judge(request: IncomingMessage, allowList: ReadonlySet<string>): Provenance {
  const { headers, method } = request
  const site = headers['sec-fetch-site']
  const origin = headers.origin ?? (headers.referer === undefined ? undefined : originOf(headers.referer))
  const byGet = method === 'GET' && !headers.upgrade
  // We send our forms into a frame. One whose answer takes the place of the page may be another user's.
  const meant = byGet ? isMeant(headers) : headers['sec-fetch-dest'] !== 'document'
  const crossSite = site === 'cross-site' || site === 'same-site'
  if (origin === undefined) {
    const ours = site === 'same-origin' || (site === undefined && !byGet)
    return { allowed: !crossSite, origin, credentialsCount: ours && meant }
  }
  const host = hostNamed(request)
  const own = site === 'same-origin' || (!crossSite && host !== undefined && hostOf(origin) === host)
  const listed = allowList.has(origin)
  const ours = own || (listed && origin !== 'null')
  return { allowed: own || listed, origin, credentialsCount: ours && meant }
}

/** Whether it brings what would speak for the user, and does not say which page it comes from: asked in another way, it may. */
export const isAnonymous = ({ headers }: IncomingMessage, { origin, credentialsCount }: Provenance) =>
  origin === undefined && !credentialsCount && (headers.cookie ?? headers.authorization) !== undefined

/** Most origins that are named to the operator. */
const mostNamed = 10

/** Says why a page may not connect; also to the operator, once for each origin: browsers tell the page nothing of it. */
export function createRefusal() {
  const named = new Set<string>()
  return ({ origin }: Provenance): string => {
    const why = `pages of ${origin || 'another site'} may not connect`
    // What no browser says could be anything, for a terminal too.
    if (origin && originOf(origin) === origin && !named.has(origin) && named.size < mostNamed) {
      named.add(origin)
      console.warn(`Encke: ${why}; list it in the option origins if it is yours`)
    }
    return why
  }
}

/** The host that was asked for; in HTTP/2 it has another name. */
export const hostNamed = ({ headers }: IncomingMessage) => headers.host ?? headers[':authority']

/** Also of an address that is not of http, which has none by the URL standard; empty when it is no address. */
export function originOf(url: string): string {
  try {
    const { protocol, host } = new URL(url)
    return `${protocol}//${host}`
  } catch {
    return ''
  }
}

function hostOf(origin: string): string | undefined {
  try {
    return new URL(origin).host
  } catch {
    return undefined
  }
}
