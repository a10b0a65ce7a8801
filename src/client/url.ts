/** Undefined when it is no address. */
export function parseUrl(url: string, base?: string): URL | undefined {
  try {
    return new URL(url, base)
  } catch {
    return undefined
  }
}

/** Longest address, in characters, that every browser, proxy and server takes. */
export const longestUrl = 2000

/** An address with more parameters. */
export function withQuery(url: string, parameters: Record<string, string>): string {
  return `${url}${url.includes('?') ? '&' : '?'}${new URLSearchParams(parameters)}`
}
