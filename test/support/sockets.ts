import type { Socket } from 'node:net'
import type { ClientOptions } from 'ws'
import type { ServerOptions } from '../../src/server/index'
import { closeLater, serve as serveHere } from './close-later'
import type { TestServer } from './server'
import { until } from './until'
import { type Dialogue, dial, joining, type Wire } from './wire'

export interface SocketServer extends TestServer {
  /** The server's ends of the connections that asked for a WebSocket. */
  ends: Socket[]
}

export async function serve(options: ServerOptions = {}): Promise<SocketServer> {
  const server = await serveHere(options)
  const ends: Socket[] = []
  const { upgrade } = server.encke
  server.encke.upgrade = (request, socket, head) => {
    ends.push(socket as Socket)
    return upgrade(request, socket, head)
  }
  return Object.assign(server, { ends })
}

export const open = async (server: TestServer, options: ClientOptions = {}, protocols: string[] = []) =>
  closeLater(await dial(server.url, options, protocols))

/** Opens a socket and joins on it; resolves with the answer. */
export async function join(server: TestServer, encke: object = {}, options: ClientOptions = {}) {
  const dialogue = await open(server, options)
  dialogue.say(joining('websocket', encke))
  await until(() => dialogue.frames.length, 'the join is answered')
  return dialogue
}

export const connectMessage = (clientId: string, rest: object = {}) => ({
  channel: '/meta/connect',
  clientId,
  connectionType: 'websocket',
  ...rest,
})

export const rejoin = (clientId: string, number: number, id = 'r') =>
  connectMessage(clientId, { id, ext: { encke: { join: number, version: 0, subscriptions: ['/a'] } } })

/** A handshake without a join, as any Bayeux client makes it. */
export async function handshake(dialogue: Dialogue): Promise<string> {
  dialogue.say({ channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: ['websocket'], id: 'h' })
  return (await answerTo(dialogue, 'h')).clientId as string
}

export const find = ({ frames }: Dialogue, id: string) => frames.flat().find((message) => message.id === id)

export async function answerTo(dialogue: Dialogue, id: string, deadline?: number): Promise<Wire> {
  await until(() => find(dialogue, id), `the answer to ${id}`, deadline)
  return find(dialogue, id) as Wire
}

export const idsOf = ({ frames }: Dialogue) => frames.flat().map(({ id }) => id)
