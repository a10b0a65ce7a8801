import { describe, expect, test } from 'vitest'
import { createMemoryLog, type ServerOptions } from '../../src/server/index'
import { closeLater, serve } from '../support/close-later'
import { disconnect, handshake, subscribe } from '../support/plain-client'
import type { TestServer } from '../support/server'
import { until } from '../support/until'
import { dataOf, dial, eventStream, post } from '../support/wire'

const types = ['long-polling', 'eventsource', 'websocket']

/** A plain client that listens to `/open` and `/secret`, of which the latter may be forbidden later. */
async function begin(options: ServerOptions = {}) {
  const forbidden = new Set<string>()
  const asked: string[] = []
  const server = await serve({
    authorize({ channel }) {
      asked.push(channel)
      return !forbidden.has(channel)
    },
    ...options,
  })
  const clientId = await handshake(server, types)
  await subscribe(server, clientId, ['/open', '/secret'])
  asked.length = 0
  return { server, clientId, forbidden, asked }
}

const connectMessage = (clientId: string, connectionType = 'long-polling') => ({
  channel: '/meta/connect',
  clientId,
  connectionType,
  advice: { timeout: 0 },
})
const connect = (server: TestServer, clientId: string, type?: string) =>
  post(server.url, [connectMessage(clientId, type)])

function publishBoth({ encke }: TestServer, data: number) {
  encke.publish('/secret', data)
  encke.publish('/open', data)
}

describe('what a plain client may not listen to any more', () => {
  test('ends with its next connect', async () => {
    const { server, clientId, forbidden, asked } = await begin()
    publishBoth(server, 1)
    expect(dataOf((await connect(server, clientId)).messages)).toEqual([1, 1])
    expect(asked).toEqual(['/open', '/secret'])
    forbidden.add('/secret')
    publishBoth(server, 2)
    const { messages } = await connect(server, clientId)
    expect(messages.map(({ channel }) => channel)).toEqual(['/meta/connect', '/open'])
  })

  test('ends with its next connect over a socket', async () => {
    const { server, clientId, forbidden } = await begin()
    const client = closeLater(await dial(server.url))
    client.say(connectMessage(clientId, 'websocket'))
    await until(() => client.frames.length)
    forbidden.add('/secret')
    client.say(connectMessage(clientId, 'websocket'))
    await until(() => client.frames.length === 2)
    publishBoth(server, 1)
    await until(() => client.data().length)
    expect(client.frames.flat().map(({ channel }) => channel)).not.toContain('/secret')
  })

  test('ends with its next connect beside an event stream, and when that is opened', async () => {
    const { server, clientId, forbidden } = await begin()
    const stream = closeLater(await eventStream(`${server.url}/${clientId}`))
    forbidden.add('/secret')
    expect((await connect(server, clientId, 'eventsource')).messages).toMatchObject([{ successful: true }])
    publishBoth(server, 1)
    await until(() => stream.data().length)
    expect(stream.text).not.toContain('/secret')
    forbidden.add('/open')
    const second = closeLater(await eventStream(`${server.url}/${clientId}`))
    await until(() => stream.ended)
    publishBoth(server, 2)
    await disconnect(server, clientId)
    await until(() => second.ended)
    expect(second.data()).toEqual([])
  })
})

test('a plain client hears nothing of what only ours understand: where it is, or that its stream is to be followed', async () => {
  const { server, clientId } = await begin({ timeout: 200, wear: { age: 1 } })
  const stream = closeLater(await eventStream(`${server.url}/${clientId}`))
  const beats = () => stream.text.split('data:[]').length
  await until(() => beats() > 3)
  publishBoth(server, 1)
  await until(() => stream.data().length === 2)
  expect(stream.text).not.toContain('/meta/connect')
  const before = beats()
  await until(() => beats() > before)
  const { messages } = await connect(server, clientId)
  expect(messages).toMatchObject([{ channel: '/meta/connect', successful: true }])
  expect(messages[0]).not.toHaveProperty('ext')
})

test('a plain client whose session ends while the application is asked is to begin anew', async () => {
  const decisions: ((allowed: boolean) => void)[] = []
  let slow = false
  const { server, clientId } = await begin({
    authorize: () => !slow || new Promise<boolean>((resolve) => decisions.push(resolve)),
  })
  slow = true
  const answer = connect(server, clientId)
  await until(() => decisions.length)
  await disconnect(server, clientId)
  for (const decide of decisions) decide(true)
  expect((await answer).messages).toMatchObject([
    { successful: false, error: expect.stringMatching(/^402:/), advice: { reconnect: 'handshake' } },
  ])
})

test('a plain client keeps all that it has when the application has no answer, and asks again', async () => {
  let away = false
  const complaints: unknown[] = []
  const { error } = console
  console.error = (complaint) => complaints.push(complaint)
  const { server, clientId } = await begin({
    authorize() {
      if (away) throw new Error('no database')
      return true
    },
  })
  away = true
  publishBoth(server, 1)
  expect((await connect(server, clientId)).messages).toMatchObject([
    { successful: false, error: expect.stringMatching(/^503:/), advice: { reconnect: 'retry' } },
  ])
  away = false
  expect(dataOf((await connect(server, clientId)).messages)).toEqual([1, 1])
  console.error = error
  expect(complaints).toMatchObject([{ message: 'no database' }])
})

test('what a request publishes before its goodbye is in the log before the session ends', async () => {
  const log = createMemoryLog()
  const { append } = log
  let asked = false
  let give = () => {}
  const taken = new Promise<void>((resolve) => {
    give = resolve
  })
  log.append = async (...what) => {
    asked = true
    await taken
    return append(...what)
  }
  const server = await serve({ log })
  const clientId = await handshake(server)
  const answered = post(server.url, [
    { channel: '/a', clientId, data: 1 },
    { channel: '/meta/disconnect', clientId },
  ])
  await until(() => asked)
  await new Promise(setImmediate)
  expect(server.encke.sessions).toBe(1)
  give()
  expect((await answered).messages).toMatchObject([{ successful: true }, { successful: true }])
  expect(server.encke.sessions).toBe(0)
})
