import type { IncomingMessage } from 'node:http'
import { isEventStream } from './transports/eventsource'

/** Where a request comes from: `origin` undefined when it is no page's, or the page's own server's. */
export interface Provenance {
  allowed: boolean
  origin: string | undefined
  /** No page of another site can have caused it, so its cookies speak for the user. */
  cookiesCount: boolean
}

/**
 * Judges where a request comes from (the Fetch standard's `Origin` and `Sec-Fetch-Site`). A script element's GET has no
 * `Origin`: there the referrer and `Sec-Fetch-Site` decide. A request without any of the three comes from no browser; only
 * a script's may, of a page that hides its referrer, by plain http or in an old browser: its cookies do not count.
 * `same-origin` is the browser's own word, which no page can forge; a proxy may have changed the `Host`, which is compared
 * where the browser says nothing.
 * @param allowList - exact origins, beside the server's own
 */
export function judge(request: IncomingMessage, allowList: ReadonlySet<string>): Provenance {
  const { headers, method } = request
  const site = headers['sec-fetch-site']
  const origin = headers.origin ?? originOf(headers.referer)
  const crossSite = site === 'cross-site' || site === 'same-site'
  if (origin === undefined) {
    const script = method === 'GET' && !headers.upgrade && !isEventStream(request)
    return { allowed: !crossSite, origin, cookiesCount: site === 'same-origin' || (site === undefined && !script) }
  }
  const own = site === 'same-origin' || (!crossSite && headers.host !== undefined && hostOf(origin) === headers.host)
  const listed = allowList.has(origin)
  return { allowed: own || listed, origin, cookiesCount: own || (listed && headers.origin !== undefined) }
}

function originOf(url: string | undefined): string | undefined {
  try {
    return url === undefined ? undefined : new URL(url).origin
  } catch {
    return 'null'
  }
}

function hostOf(origin: string): string | undefined {
  try {
    return new URL(origin).host
  } catch {
    return undefined
  }
}
