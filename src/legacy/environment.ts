import { currentEnvironment, type Environment } from '../client/environment'

/** The environment of an old browser, by other names or by other means. */
export function legacyEnvironment(): Environment {
  const page = globalThis as { crypto?: Crypto; msCrypto?: Crypto; performance?: Performance }
  page.crypto ??= page.msCrypto as Crypto
  const environment = currentEnvironment()
  const { now, fetch, date } = environment
  let latest = 0
  return {
    ...environment,
    // A clock that may be set back stands still then.
    now: page.performance?.now ? now : () => (latest = Math.max(latest, date())),
    // A request that cannot be ended, or whose answer cannot be read, is none.
    fetch: 'AbortController' in page && 'TextDecoder' in page ? fetch : undefined,
  }
}
