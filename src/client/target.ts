import { EnckeError } from '../protocol/errors'
import type { Environment } from './environment'
import type { Target } from './link'
import { parseUrl } from './url'

/**
 * @param options - what the user says of the requests
 * @throws EnckeError `bad-option`
 */
export function targetOf(
  url: string,
  options: { [Name in 'credentials' | 'nonce' | 'scriptURL']?: Target[Name] | undefined },
  environment: Environment,
): Target {
  // Else what was never set (a variable of the build) would be the page `/undefined`.
  const absolute = url && parseUrl(url, environment.href)
  if (!absolute || !/^https?:$/.test(absolute.protocol)) {
    const where = /^http/.test(environment.href as string) ? '' : ', in full'
    throw new EnckeError('bad-option', `connect to http: or https:${where}, not to ${url}`)
  }
  absolute.hash = ''
  const { href, origin } = absolute
  return {
    url: href,
    get protocol() {
      return environment.protocol(origin)
    },
    crossOrigin: environment.href !== undefined && new URL(environment.href).origin !== origin,
    credentials: options.credentials ?? false,
    nonce: options.nonce,
    scriptURL: options.scriptURL,
    environment,
  }
}
