import type { LinkId } from '../../src/client/session/states'
import { type Conversation, converse } from './conversation'

/** A plain server's answer to the handshake: no `ext.encke`. */
export function shakeHands(session: Conversation, link: LinkId, clientId = 'server-made') {
  return session.hear(link, {
    channel: '/meta/handshake',
    successful: true,
    version: '1.0',
    clientId,
    supportedConnectionTypes: ['long-polling', 'callback-polling'],
    advice: { reconnect: 'retry', timeout: 20_000, interval: 0 },
  })
}

export const connected = { channel: '/meta/connect', successful: true }

/** That it knows no such client: it is to begin anew. */
export const unknown = {
  ...{ channel: '/meta/connect', successful: false, error: '402::unknown' },
  advice: { reconnect: 'handshake' as const },
}

export const subscribed = (subscription: string | string[]) => {
  return { channel: '/meta/subscribe', successful: true, subscription }
}
export const unsubscribed = (subscription: string) => ({ ...subscribed(subscription), channel: '/meta/unsubscribe' })

/** Online with a plain server, on a poll. */
export function onPoll(session: Conversation, clientId?: string) {
  if (session.session.state === 'idle') session.step({ type: 'open' })
  const greeting = session.link('poll')
  shakeHands(session, greeting, clientId)
  session.closed(greeting)
  const link = session.link('poll')
  const effects = session.hear(link, connected)
  session.closed(link)
  return { link: session.link('poll'), effects }
}

/** Online with a plain server, on a socket. */
export function onSocket(patterns: string[] = []) {
  const session = converse({ patterns })
  session.step({ type: 'open' })
  const socket = session.link('duplex')
  shakeHands(session, socket)
  return { session, socket, effects: session.hear(socket, connected) }
}
