/** What a user may write. It is compiled, never run. */

import { createServer as createHttpServer } from 'node:http'
import { createSecureServer } from 'node:http2'
import * as core from '../../src/core'
import {
  type Client,
  type ClientState,
  connect,
  type Decision,
  EnckeError,
  type Environment,
  type ErrorCode,
  type Event,
  isEnckeError,
  type Missed,
  type Options,
  type Position,
  type Subscription,
  type TransportName,
} from '../../src/index'
import { createServer, type EnckeServer, type ServerOptions } from '../../src/server/index'
import { createNetwork } from '../../src/testing/index'

interface Chat {
  text: string
  from?: string
}

const client: Client = connect('https://push.example.com/encke')
connect('/encke', {})
connect('/encke', {
  transports: [
    'websocket',
    'fetch-streaming',
    'xhr-streaming',
    'eventsource',
    'iframe',
    'long-polling',
    'callback-polling',
  ],
  credentials: true,
  hosts: ['https://push-1.example.com', 'https://push-2.example.com'] as const,
  nonce: 'r4nd0m',
  scriptURL: (url) => ({ toString: () => url }),
  queueLimit: 10,
  signal: new AbortController().signal,
})

const names: readonly TransportName[] = ['long-polling']
const options: Options = { transports: names }
connect('/encke', options)

core.connect('/encke', {
  transports: [
    core.websocket(),
    core.fetchStreaming(),
    core.xhrStreaming(),
    core.eventsource(),
    core.iframe(),
    core.multipart(),
    core.longPolling(),
    core.callbackPolling(),
  ],
})

const mine: core.Transport = {
  ...core.longPolling(),
  name: 'mine',
  kind: 'duplex' satisfies core.LinkKind,
  unusable: ({ environment }) => (environment.document ? undefined : 'no page'),
  open(_target, first, inlet) {
    inlet.messages([...first].filter((message): message is core.Message => 'channel' in message))
    inlet.alive()
    inlet.closed()
    inlet.closed(new EnckeError('network', 'gone'))
    return { close() {}, send: (_batch: core.Batch) => {}, received: 0 }
  },
}
core.connect('/encke', { transports: [mine], credentials: false, hosts: [] }).use(['mine'])
const either: Client = core.connect('/encke', { transports: [mine] })
const any: core.Client = either

const chat: Subscription<Chat> = client.subscribe<Chat>('/chat/*', ({ channel, data, position }) => {
  const text: string = data.text
  const from: string | undefined = data.from
  const where: Position = position
  return [channel.length, text, from, where]
})
client.subscribe<Chat>('/chat/*', (event: Event<Chat>) => event.data.text, { since: 'oldest' })
client.subscribe<Chat>('/chat/*', { since: 'latest', buffer: 10, signal: AbortSignal.abort() })
client.subscribe('/chat/*', ({ data }) => {
  const unknown: unknown = data
  return unknown
})
client.subscribe('/chat/*', async () => {})
chat.ended.then((why) => why?.code === 'refused')
client.subscribe('/chat/*')

async function read(since: Position) {
  for await (const { data, position } of client.subscribe<Chat>('/chat/*', { since })) {
    const text: string = data.text
    since = position
    if (text === 'stop') break
  }
  for await (const { data } of chat) data.from?.length
  await chat.ready
  chat.unsubscribe()
}

async function publish() {
  await client.publish('/chat/lobby', { text: 'hi' })
  await client.publish('/chat/lobby', [1, 'two', null, { three: true }])
  await client.publish('/chat/lobby', 'text', { signal: AbortSignal.timeout(1000) })
  await client.close()
}

const off: () => void = client.on('state', (state: ClientState) => state === 'online')
client.on('transport', (name: string, why: string) => name + why)
client.on('transport', () => {})
client.on('missed', ({ patterns, from, to, reason }: Missed) => [...patterns, from, to, reason])
client.on('error', (error: EnckeError) => error.code)
client.on('decision', ({ kind, transport, reason, elapsed, received, time }: Decision) => {
  const what: 'unusable' | 'trying' | 'proved' | 'live' | 'failed' | 'left' = kind
  return [what, transport, reason, elapsed + received + time]
})
off()

client.use(['long-polling', 'iframe'])
client.use(names)
client.on('transport', (name) => client.use([name]))
client.on('decision', ({ transport }) => client.use([transport]))
client.use(undefined)
client.use()

const environment: Environment = {} as Environment
connect('/encke', { environment })
core.connect('/encke', { transports: [], environment: { ...environment, WebSocket: undefined, network: () => 'wifi' } })

/** What may be there, or not. */
function maybe(signal: AbortSignal | undefined) {
  connect('/encke', { signal, resume: undefined, transports: undefined })
  client.subscribe('/a', { signal, buffer: undefined })
  client.publish('/a', 1, { signal })
}

const encke: EnckeServer = createServer()
createHttpServer((request, response) => encke.handle(request, response) || response.writeHead(404).end())
createSecureServer({ allowHTTP1: true }, (request, response) => {
  if (!encke.handle(request, response)) response.end()
}).on('upgrade', (request, socket, head) => encke.upgrade(request, socket, head) || socket.destroy())
encke.subscribe<{ question: string }>('/service/ask/*', async ({ data: { question } }) => question.length)
encke.subscribe('/up', ({ data }: { data: unknown }) => data)

interface User {
  name: string
  rooms: string[]
}
const users = new Map<string, User>()
/** Who is let in is what the other hook gets. */
const guarded = createServer({
  authenticate: async ({ headers, ext }) => users.get(headers.cookie ?? String(ext.token)) ?? false,
  authorize: ({ action, channel, identity }) => action === 'subscribe' && identity.rooms.includes(channel),
})
guarded.reauthorize(({ name }) => name === 'ann')
createServer({
  authenticate: ({ headers }) => headers.cookie && users.get(headers.cookie)?.name,
  authorize: ({ channel, identity }) => channel.startsWith(`/user/${identity.toLowerCase()}/`),
}).reauthorize((name) => name.length > 0)
createServer<User>({ authorize: ({ identity }) => identity.rooms.length > 0, authenticate: () => undefined })
createServer({ authorize: ({ identity }) => identity === undefined, authenticate: () => 'ann' })
createServer({ authorize: ({ identity }) => identity === 'ann' }).reauthorize((identity) => identity === 'ann')
const hooks: ServerOptions = { authenticate: () => true, authorize: async ({ identity }) => identity === true }
const anybody: EnckeServer = createServer(hooks)
createNetwork(guarded).serve(anybody)

const state: 'connecting' | 'online' | 'offline' | 'closed' = client.state
const transport: string | undefined = client.transport

function explain(thrown: unknown): ErrorCode | undefined {
  if (!isEnckeError(thrown)) return undefined
  const again: boolean = thrown.retry
  switch (thrown.code) {
    case 'queue-full':
      return again ? thrown.code : undefined
    default:
      return thrown.code
  }
}

export { any, explain, maybe, publish, read, state, transport }
