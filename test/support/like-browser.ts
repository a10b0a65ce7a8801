import { WebSocket } from 'ws'
import { currentEnvironment, type Environment } from '../../src/client/environment'

/** What Node lacks: a WebSocket before version 22, and cookies. */
export function likeBrowser(): Environment {
  const cookies = new Map<string, string>()
  const { fetch, ...environment } = currentEnvironment()
  return {
    ...environment,
    WebSocket: WebSocket as unknown as typeof globalThis.WebSocket,
    async fetch(input, init) {
      const Cookie = [...cookies.values()].join('; ')
      const response = await (fetch as typeof globalThis.fetch)(input, {
        ...init,
        headers: { ...init?.headers, Cookie },
      })
      for (const cookie of response.headers.getSetCookie()) {
        const [pair] = cookie.split(';') as [string]
        cookies.set(pair.split('=')[0] as string, pair)
      }
      return response
    },
  }
}
