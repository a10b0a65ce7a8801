import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import cometd, { type ServerMessage, type ServerSession } from 'cometd-nodejs-server'
import { AcknowledgedMessagesExtension } from 'cometd-nodejs-server/ack-extension.js'
import faye from 'faye'
import { closeLater } from '../support/close-later'
import type { Page } from '../support/server'

/** What a server has heard, with nothing known of its types. */
type Heard = { channel: string; subscription?: unknown; data?: unknown }

/** Somebody else's Bayeux server. */
export interface OtherServer {
  origin: string
  url: string
  /** The messages that have come so far. */
  came: Heard[]
  /** Which of them are refused, and which are never answered. */
  refuses(message: Heard): boolean
  swallows(message: Heard): boolean
  /** Whether every connection to it breaks at once. */
  down: boolean
  publish(channel: string, data: unknown): PromiseLike<void>
  subscribe(channel: string, listener: (data: unknown) => void): PromiseLike<void>
  /** From now on it knows nobody. */
  forget(): void
  /** Cuts every TCP connection. */
  cut(): void
}

type Bayeux = Pick<OtherServer, 'publish' | 'subscribe'> & { end(): void }

/** How to make one of a kind that answers below `/bayeux`; what is not for it goes to the listener before it. */
export type Kind = (http: Server, hooks: Pick<OtherServer, 'came' | 'refuses' | 'swallows'>, hold: number) => Bayeux

/** @param hold - most milliseconds for which it is silent */
export async function serveOther(kind: Kind, page: Page = nothing, hold = 600): Promise<OtherServer> {
  const http = createServer()
  const sockets = new Set<Socket>()
  http.on('connection', (socket) => {
    if (server.down) return socket.destroy()
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  let bayeux: Bayeux

  function begin() {
    http.removeAllListeners('request').removeAllListeners('upgrade').on('request', page)
    bayeux = kind(http, server, hold)
  }
  const server: OtherServer = {
    origin,
    url: `${origin}/bayeux`,
    came: [],
    refuses: () => false,
    swallows: () => false,
    down: false,
    publish: (channel, data) => bayeux.publish(channel, data),
    subscribe: (channel, listener) => bayeux.subscribe(channel, listener),
    forget() {
      bayeux.end()
      server.cut()
      begin()
    },
    cut() {
      for (const socket of sockets) socket.destroy()
    },
  }
  function close() {
    bayeux.end()
    http.close()
    server.cut()
  }
  begin()
  return closeLater(Object.assign(server, { close }))
}

const nothing: Page = (_, response) => void response.writeHead(404).end()

export const fayeServer: Kind = (http, hooks, hold) => {
  const bayeux = new faye.NodeAdapter({ mount: '/bayeux', timeout: hold / 1000 })
  bayeux.addExtension({
    incoming(message, callback) {
      // Its own client is called in the same process.
      if (message.connectionType !== 'in-process') hooks.came.push({ ...message })
      if (hooks.swallows(message)) return
      callback(hooks.refuses(message) ? { ...message, error: '403::not for you' } : message)
    },
  })
  bayeux.attach(http)
  const [answer] = http.listeners('request') as Page[]
  http.removeAllListeners('request').on('request', (request, response) => {
    // It answers a request that was cut with an error, and again when its time is over.
    const writeHead = response.writeHead.bind(response) as (...all: unknown[]) => typeof response
    response.writeHead = ((...all: unknown[]) => (response.headersSent ? response : writeHead(...all))) as never
    answer?.(request, response)
  })
  const client = bayeux.getClient()
  return {
    publish: (channel, data) => client.publish(channel, data),
    subscribe: (channel, listener) => client.subscribe(channel, listener),
    end: () => bayeux.close(),
  }
}

/** It knows a session by the cookie that came with the handshake. */
export const cometdServer: Kind = (http, hooks, hold) => {
  const bayeux = cometd.createCometDServer({ timeout: hold, maxInterval: 5000 })
  const sessions = new Set<ServerSession>()
  bayeux.addExtension(new AcknowledgedMessagesExtension())
  bayeux.addListener('sessionAdded', (session) => sessions.add(session))
  bayeux.addListener('sessionRemoved', (session) => sessions.delete(session))
  bayeux.addExtension({
    incoming(_server, _session, message, callback) {
      hooks.came.push({ ...message })
      if (!hooks.swallows(message)) callback(undefined, true)
    },
  })
  const allows = (message: ServerMessage, callback: (error: undefined, allowed: boolean) => void) =>
    callback(undefined, !hooks.refuses(message))
  bayeux.policy = {
    canSubscribe: (_session, message, _channel, callback) => allows(message, callback),
    canPublish: (_session, message, _channel, callback) => allows(message, callback),
  }
  const [page] = http.listeners('request') as Page[]
  http.removeAllListeners('request').on('request', (request, response) => {
    if (request.url?.startsWith('/bayeux')) bayeux.handle(request, response)
    else page?.(request, response)
  })
  return {
    async publish(channel, data) {
      bayeux.createServerChannel(channel).publish(null, data)
    },
    async subscribe(channel, listener) {
      bayeux.createServerChannel(channel).addListener('message', (_session, _channel, { data }, callback) => {
        listener(data)
        callback(undefined, true)
      })
    },
    end() {
      for (const session of sessions) session.disconnect()
      bayeux.close()
    },
  }
}
