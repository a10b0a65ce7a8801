import type { IncomingMessage } from 'node:http'

/** Ours when it is offered, else what the client likes best. */
export const handleProtocols = (offered: Set<string>) => (offered.has('encke') ? 'encke' : ([...offered][0] as string))

/** The first frame of a client that offers it as a subprotocol, percent-encoded (RFC 6455, section 1.9). */
export function saidIn({ headers }: IncomingMessage): Buffer | undefined {
  const token = /(?:^|[\s,])encke\.([^\s,]+)/.exec(headers['sec-websocket-protocol'] ?? '')?.[1]
  if (token === undefined) return undefined
  try {
    return Buffer.from(decodeURIComponent(token))
  } catch {
    // Answered like any frame that is no JSON.
    return Buffer.from(token)
  }
}
