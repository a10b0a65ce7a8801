import { describe, expect, test } from 'vitest'
import { type Client, connect, type TransportName } from '../../../src/index'
import { createMemoryLog, type ServerOptions } from '../../../src/server/index'
import { closeLater, serve } from '../../support/close-later'
import { likeBrowser } from '../../support/like-browser'
import type { TestServer } from '../../support/server'
import { until } from '../../support/until'
import { dataOf, dial, joining, newKey, post, stream } from '../../support/wire'

/** A server that knows its users by a token, and forbids what it is told to. */
async function begin(options: ServerOptions = {}) {
  const gone = new Set<string>()
  const forbidden = new Set<string>()
  const asked: string[] = []
  const server = await serve({
    timeout: 25_000,
    authenticate({ ext }) {
      const user = (ext.token as string | undefined) ?? 'ann'
      return gone.has(user) ? false : user
    },
    authorize({ channel, identity }) {
      asked.push(channel)
      return !forbidden.has(`${identity} ${channel}`)
    },
    ...options,
  })
  return { server, gone, forbidden, asked }
}

/** A log that lets readers wait until it is told to go on, as one may that is shared. */
function readingLater() {
  const memory = createMemoryLog()
  const waiting: (() => void)[] = []
  let slow = true
  const log = Object.assign(Object.create(memory), {
    async read(...args: Parameters<typeof memory.read>) {
      if (slow) await new Promise<void>((resolve) => waiting.push(resolve))
      return memory.read(...args)
    },
  }) as ReturnType<typeof createMemoryLog>
  return {
    log,
    waiting,
    release() {
      slow = false
      for (const resolve of waiting.splice(0)) resolve()
    },
  }
}

/** A client that listens to these, and all that it is told. */
function open(server: TestServer, transport: TransportName, channels = ['/open', '/secret']) {
  const client: Client = closeLater(connect(server.url, { transports: [transport], environment: likeBrowser() }))
  const heard: unknown[] = []
  const told: string[] = []
  client.on('state', (state) => told.push(state))
  client.on('missed', () => told.push('missed'))
  client.on('error', ({ code }) => told.push(code))
  const subscriptions = channels.map((channel) => client.subscribe(channel, ({ data }) => void heard.push(data)))
  const ends = subscriptions.map(({ ended }) => ended)
  return { client, heard, told, ends, ready: Promise.all(subscriptions.map(({ ready }) => ready)) }
}

/** The same, when it listens. */
async function listen(...args: Parameters<typeof open>) {
  const opened = open(...args)
  await opened.ready
  return opened
}

const everybody = () => true

describe.each(['websocket', 'fetch-streaming', 'long-polling'] as const)('over %s', (transport) => {
  test('who may all that they might goes on, online, and loses nothing', async () => {
    const { server, asked } = await begin()
    const { heard, told } = await listen(server, transport)
    asked.length = 0
    await server.encke.publish('/open', 1)
    expect(server.encke.reauthorize(everybody)).toBe(1)
    for (const number of [2, 3]) await server.encke.publish('/open', number)
    await until(() => heard.length === 3)
    await server.encke.publish('/open', 4)
    await until(() => heard.length === 4)
    expect(heard).toEqual([1, 2, 3, 4])
    expect(asked.slice(0, 2)).toEqual(['/open', '/secret'])
    expect(told).toEqual(['connecting', 'online'])
  })

  test('who is listening just then, with nothing to hear, goes on online, too', async () => {
    const { server } = await begin()
    const { heard, told } = await listen(server, transport)
    await server.encke.publish('/open', 1)
    await until(() => heard.length === 1)
    await until(() => server.encke.stats().links[transport] === 1)
    server.encke.reauthorize(everybody)
    // Whatever has gone wrong, gets well again in the same order.
    await until(() => server.encke.stats().links[transport] === 1)
    await server.encke.publish('/open', 2)
    await until(() => heard.length === 2)
    expect(told).toEqual(['connecting', 'online'])
  })

  test('whose answer waits for the log just then has it at once, and joins anew', async () => {
    const { log, waiting, release } = readingLater()
    const { server } = await begin({ log })
    const { told, ready } = open(server, transport)
    await until(() => waiting.length)
    server.encke.reauthorize(everybody)
    release()
    await ready
    expect(told).toEqual(['connecting', 'online'])
  })

  test('who may not listen to something any more hears nothing of it from then on', async () => {
    const { server, forbidden } = await begin()
    const { heard, told } = await listen(server, transport)
    forbidden.add('ann /secret')
    server.encke.reauthorize(everybody)
    await server.encke.publish('/secret', 'not for ann')
    await server.encke.publish('/open', 'for all')
    await until(() => heard.length)
    await until(() => told.includes('refused'))
    expect(heard).toEqual(['for all'])
  })

  test('what may not be listened to any more is told by its subscription, and by no other', async () => {
    const { server, forbidden } = await begin()
    const { client, ends } = await listen(server, transport)
    forbidden.add('ann /secret')
    server.encke.reauthorize(everybody)
    expect(await ends[1]).toMatchObject({ code: 'refused' })
    expect(await Promise.race([ends[0], 'open'])).toBe('open')
    client.close()
    expect(await ends[0]).toBeUndefined()
  })

  test('who may not come any more is closed for good', async () => {
    const { server, gone } = await begin()
    const { client, told } = await listen(server, transport)
    gone.add('ann')
    server.encke.reauthorize((identity) => identity === 'ann')
    await until(() => client.state === 'closed')
    expect(told).toContain('refused')
  })
})

test('others are left alone', async () => {
  const { server, asked } = await begin()
  const { heard } = await listen(server, 'websocket')
  asked.length = 0
  expect(server.encke.reauthorize((identity) => identity === 'bob')).toBe(0)
  await server.encke.publish('/open', 1)
  await until(() => heard.length)
  expect(asked).toEqual([])
})

test('a client that does not join anew hears nothing, and its stream ends', async () => {
  const { server } = await begin()
  const key = newKey()
  const deaf = closeLater(
    await stream(server.url, [joining('xhr-streaming', { key, join: 1, subscriptions: ['/open'] })]),
  )
  await until(() => deaf.batches().length)
  server.encke.reauthorize(everybody)
  await server.encke.publish('/open', 'too late')
  await until(() => deaf.ended)
  expect(deaf.text).toContain('"rotate":true')
  expect(deaf.text).not.toContain('too late')
})

test('who is not connected just now is asked about with the next join, as always', async () => {
  const { server, gone } = await begin()
  const key = newKey()
  const join = (number: number) => joining('long-polling', { key, join: number, subscriptions: ['/open'] })
  await post(server.url, [join(1)])
  gone.add('ann')
  expect(server.encke.reauthorize(everybody)).toBe(1)
  expect((await post(server.url, [join(2)])).messages).toMatchObject([{ error: '403::authentication failed' }])
})

test('a join that was allowed, and waits for the log meanwhile, is asked about anew', async () => {
  const waiting: (() => void)[] = []
  const log = Object.assign(Object.create(createMemoryLog()), {
    published: () => new Promise<number>((resolve) => waiting.push(() => resolve(0))),
  }) as ReturnType<typeof createMemoryLog>
  const { server, forbidden } = await begin({ log })
  const answer = post(server.url, [joining('long-polling', { key: newKey(), join: 1, subscriptions: ['/secret'] })])
  await until(() => waiting.length === 1)
  forbidden.add('ann /secret')
  expect(server.encke.reauthorize(everybody)).toBe(0)
  waiting[0]?.()
  await until(() => waiting.length === 2)
  waiting[1]?.()
  const [first] = (await answer).messages
  expect(first?.ext).toMatchObject({ encke: { refused: { '/secret': expect.stringMatching(/^403:/) } } })
})

test('a join is not decided once more for the sake of others, whose rights may change all the time', async () => {
  let asked = 0
  const { server } = await begin({
    async authenticate() {
      // Not for ever, or what is not so would never end.
      if (asked++ < 10) server.encke.reauthorize((identity) => identity === 'bob')
      return 'ann'
    },
  })
  const { messages } = await post(server.url, [joining('long-polling', { key: newKey(), subscriptions: ['/open'] })])
  expect(messages).toMatchObject([{ successful: true }])
  expect(asked).toBe(1)
})

describe('a plain Bayeux client', () => {
  const hello = { channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: ['long-polling', 'websocket'] }
  const handshake = async (server: TestServer) => (await post(server.url, [hello])).messages[0]
  const connectMessage = (clientId: string | undefined, connectionType = 'long-polling') => ({
    ...{ channel: '/meta/connect', clientId, connectionType },
  })

  test.each(['long-polling', 'websocket'])('begins with another handshake: %s', async (type) => {
    const { server, gone } = await begin()
    const { clientId } = (await handshake(server)) ?? {}
    await post(server.url, [{ channel: '/meta/subscribe', clientId, subscription: '/open' }])
    const socket = type === 'websocket' ? closeLater(await dial(server.url)) : undefined
    const polled = socket ? undefined : post(server.url, [connectMessage(clientId)])
    socket?.say(connectMessage(clientId, type))
    await until(() => server.encke.sessions)
    await new Promise((resolve) => setImmediate(resolve))
    gone.add('ann')
    server.encke.reauthorize(everybody)
    await server.encke.publish('/open', 'too late')
    if (polled) expect(dataOf((await polled).messages)).toEqual([])
    const { messages } = await post(server.url, [connectMessage(clientId)])
    expect(messages).toMatchObject([{ error: expect.stringMatching(/^402:/), advice: { reconnect: 'handshake' } }])
    expect(await handshake(server)).toMatchObject({ error: '403::authentication failed' })
    expect(JSON.stringify(socket?.frames ?? [])).not.toContain('too late')
  })

  test('that says hello while that is asked is asked about anew', async () => {
    const decide: ((user: string | false) => void)[] = []
    const { server } = await begin({ authenticate: () => new Promise((resolve) => decide.push(resolve)) })
    const answer = handshake(server)
    await until(() => decide.length === 1)
    server.encke.reauthorize(everybody)
    decide[0]?.('ann')
    await until(() => decide.length === 2)
    decide[1]?.(false)
    expect(await answer).toMatchObject({ error: '403::authentication failed' })
  })
})

test('a question that fails concerns nobody', async () => {
  const { server, asked } = await begin()
  const { heard } = await listen(server, 'websocket')
  asked.length = 0
  const ask = () => {
    throw new Error('no such user')
  }
  expect(() => server.encke.reauthorize(ask)).toThrow('no such user')
  await server.encke.publish('/open', 1)
  await until(() => heard.length)
  expect(asked).toEqual([])
})
