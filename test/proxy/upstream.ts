import { Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http'
import { kept } from './headers'
import type { Live } from './live'

/** The server behind the proxy. */
export interface Upstream {
  /** Passes the head of a request on; the body is for the caller to write. */
  ask(request: IncomingMessage): ClientRequest
  close(): void
}

/** Headers that concern only the connection between client and proxy, and Expect, which the proxy meets itself. */
const ofTheConnection = ['connection', 'keep-alive', 'proxy-connection', 'te', 'upgrade', 'expect']

export function createUpstream(url: string, live: Live): Upstream {
  const { hostname, port } = new URL(url)
  // Idle connections go before the server would close them, so that no request meets a closing one.
  const agent = new Agent({ keepAlive: true, timeout: 1000 })
  return {
    ask({ method, url: path, rawHeaders, headers: { upgrade } }) {
      const { strip = [] } = live.faults
      const headers = kept(rawHeaders, [...ofTheConnection, ...strip])
      if (upgrade) headers.push(...kept(['Connection', 'Upgrade', 'Upgrade', upgrade], strip))
      return httpRequest({ agent, hostname, port, method, path, headers })
    },
    close: () => agent.destroy(),
  }
}
