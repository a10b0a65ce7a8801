/** Longest address, in characters, that every browser, proxy and server takes. */
export const longestUrl = 2000

/** An address with more parameters. */
export function withQuery(url: string, parameters: Record<string, string>): string {
  return `${url}${url.includes('?') ? '&' : '?'}${new URLSearchParams(parameters)}`
}
