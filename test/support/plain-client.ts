import type { TestServer } from './server'
import { post } from './wire'

/** What any Bayeux client says first. */
export const hello = { channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: ['long-polling'] }

/** Says it; resolves with the name that the server gives the client. */
export async function handshake(server: TestServer, supportedConnectionTypes = ['long-polling']): Promise<string> {
  return (await post(server.url, [{ ...hello, supportedConnectionTypes }])).messages[0]?.clientId as string
}

export const subscribe = (server: TestServer, clientId: string, subscription: string | readonly string[] = '/a') =>
  post(server.url, [{ channel: '/meta/subscribe', clientId, subscription, id: 's' }])

export const disconnect = (server: TestServer, clientId: string) =>
  post(server.url, [{ channel: '/meta/disconnect', clientId }])

/** Is held for so long; is answered at once unless it is told. */
export const poll = (server: TestServer, clientId: string, timeout = 0) =>
  post(server.url, [{ channel: '/meta/connect', clientId, connectionType: 'long-polling', advice: { timeout } }])
