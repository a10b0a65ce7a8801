/** What a user may not write: each line has to be turned down by the compiler, else `tsc -p test` fails. */
import * as core from '../../src/core'
import { type Client, connect, EnckeError, type TransportName } from '../../src/index'
import { createServer } from '../../src/server/index'

interface Chat {
  text: string
}
declare const client: Client

// @ts-expect-error to nowhere
connect()
// @ts-expect-error an address is text
connect(new URL('https://push.example.com/'))
// @ts-expect-error there is no such transport
connect('/encke', { transports: ['websockets'] })
// @ts-expect-error a list, not one name
connect('/encke', { transports: 'long-polling' })
// @ts-expect-error names here; transports themselves are for the core
connect('/encke', { transports: [core.longPolling()] })
// @ts-expect-error there is no such option
connect('/encke', { withCredentials: true })
// @ts-expect-error a number
connect('/encke', { queueLimit: '10' })
// @ts-expect-error a list, not one host
connect('/encke', { hosts: 'https://push-1.example.com' })
// @ts-expect-error hosts are text
connect('/encke', { hosts: [new URL('https://push-1.example.com')] })
// @ts-expect-error the signal, not its controller
connect('/encke', { signal: new AbortController() })
// @ts-expect-error the core's alone: no name stands for it
connect('/encke', { transports: ['multipart'] })
// @ts-expect-error an environment is the whole of it
connect('/encke', { environment: { now: () => 0 } })
// @ts-expect-error no transport has this name
export const name: TransportName = 'flash'

// @ts-expect-error the core brings none: they have to be named
core.connect('/encke')
// @ts-expect-error the same
core.connect('/encke', {})
// @ts-expect-error transports themselves; names are for the other entry
core.connect('/encke', { transports: ['long-polling'] })
// @ts-expect-error has to be called
core.connect('/encke', { transports: [core.longPolling] })

// @ts-expect-error to nothing
client.subscribe()
// @ts-expect-error a pattern is text
client.subscribe(/chat/, () => {})
// @ts-expect-error data is unknown until its type is said
client.subscribe('/chat/*', ({ data }) => data.text)
// @ts-expect-error it has no such member
client.subscribe<Chat>('/chat/*', ({ data }) => data.txt)
// @ts-expect-error the event, not its data
client.subscribe<Chat>('/chat/*', (chat: Chat) => chat.text)
// @ts-expect-error an event has no id
client.subscribe('/chat/*', ({ id }) => id)
// @ts-expect-error where to begin is text
client.subscribe('/chat/*', { since: new Date() })
// @ts-expect-error a number
client.subscribe('/chat/*', { buffer: '10' })
// @ts-expect-error options come last
client.subscribe('/chat/*', { since: 'oldest' }, () => {})
// @ts-expect-error read only
client.subscribe('/chat/*').pattern = '/other'
// @ts-expect-error not to be awaited itself: its `ready` is
client.subscribe('/chat/*').then(() => {})

async function read() {
  for await (const event of client.subscribe<Chat>('/chat/*')) {
    // @ts-expect-error data is a Chat
    const data: string = event.data
    return data
  }
  // @ts-expect-error asynchronous only
  for (const event of client.subscribe('/chat/*')) return event
}

// @ts-expect-error what?
client.publish('/chat/lobby')
// @ts-expect-error where?
client.publish({ text: 'hi' })
// @ts-expect-error there is no such option
client.publish('/chat/lobby', 1, { retries: 3 })

// @ts-expect-error there is no such event
client.on('connected', () => {})
// @ts-expect-error a state is text
client.on('state', (state: number) => state)
// @ts-expect-error there is no such state
client.on('state', (state) => state === 'connected')
// @ts-expect-error a gap has patterns
client.on('missed', ({ channel }) => channel)
// @ts-expect-error two arguments
client.on('transport', (name: string, why: string, more: string) => name + why + more)
// @ts-expect-error no listener
client.on('error')
// @ts-expect-error the undo takes nothing
client.on('error', () => {})('error')
// @ts-expect-error there is no such kind
client.on('decision', ({ kind }) => kind === 'won')
// @ts-expect-error how much has come is a number
client.on('decision', ({ received }) => received.length)
// @ts-expect-error a list, not one name
client.use('long-polling')
// @ts-expect-error names, not transports
client.use([core.longPolling()])
// @ts-expect-error there is no such transport
client.use(['websockets'])
// @ts-expect-error nor is it told of
client.on('transport', (name) => name === 'websockets')
// @ts-expect-error nor decided
client.on('decision', ({ transport }) => transport === 'websockets')
// @ts-expect-error it says by events what became of it
client.use(['iframe']).then(() => {})
// @ts-expect-error read only
client.state = 'closed'
// @ts-expect-error read only
client.transport = 'long-polling'

// @ts-expect-error there is no such code
export const error = new EnckeError('oops', 'message')
// @ts-expect-error there is no such code to wait for
export const never = (error as EnckeError).code === 'oops'
// @ts-expect-error a transport tells its type, its kind, how it opens
export const half: core.Transport = { name: 'half' }
// @ts-expect-error a link is a poll, a stream or a duplex one
export const odd: core.Transport = { ...core.longPolling(), kind: 'push' }

createServer({
  authenticate: () => ({ name: 'ann' }),
  // @ts-expect-error who is let in has no such member
  authorize: ({ identity }) => identity.nam === 'ann',
})
// @ts-expect-error the identity is a name, not an object
createServer({ authenticate: () => 'ann' }).reauthorize(({ name }) => name === 'ann')
// @ts-expect-error it has to pick
createServer().reauthorize('ann')

export { read }
