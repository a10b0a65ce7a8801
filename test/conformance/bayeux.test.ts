import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { connect } from '../../src/index'
import { expand, isChannel, isPattern, matches } from '../../src/protocol/channel'
import { parseError } from '../../src/protocol/errors'
import { closeLater, serve } from '../support/close-later'
import { startServer, type TestServer } from '../support/server'
import { until } from '../support/until'
import { type Vector, vectorsOf } from '../support/vectors'
import { ask, type Dialogue, dial, eventStream, post, type Reply, type Wire } from '../support/wire'

interface Expected {
  status?: number | string
  messages?: Record<string, unknown>[]
  anyOf?: unknown[]
  withinMs?: number
  headers?: Record<string, string>
  bodyRegex?: string
  bodyMustNotContain?: string[]
}

const vectors = vectorsOf('server', ({ kind }) => kind !== 'answers')
const ofKind = (kind: string) =>
  vectors.filter((vector) => vector.kind === kind).map((vector) => [vector.id, vector] as const)

describe('channels', () => {
  test.each(ofKind('glob'))('%s: patterns take the channels that they should', (_, { given, expect: expected }) => {
    const { channels, patterns } = given as { channels: string[]; patterns: string[] }
    const taken = patterns.map((pattern) => [pattern, channels.filter((channel) => matches(pattern, channel))])
    expect(Object.fromEntries(taken)).toEqual((expected as { matches: object }).matches)
  })

  test.each(ofKind('glob-expand'))('%s: a channel is expanded', (_, { given, expect: expected }) => {
    const { unorderedCandidates } = expected as { unorderedCandidates: string[] }
    expect(expand((given as { channel: string }).channel).sort()).toEqual(unorderedCandidates.sort())
  })

  test.each(ofKind('channel-name'))('%s: names', (_, { given, expect: expected }) => {
    const { validName } = expected as { validName: boolean | 'lenient-only' }
    for (const name of given as string[]) expect(isChannel(name), name).toBe(validName === true)
    if (validName !== 'lenient-only') return
    const client = connect('http://127.0.0.1:1/', { transports: ['long-polling'] })
    for (const name of given as string[]) expect(client.subscribe(name, () => {}).pattern).toBe(name)
    return client.close()
  })

  test.each(ofKind('channel-pattern'))('%s: patterns', (_, { given }) => {
    const { valid, invalid } = given as { valid: string[]; invalid: string[] }
    for (const pattern of valid) expect(isPattern(pattern), pattern).toBe(true)
    for (const pattern of invalid) expect(isPattern(pattern), pattern).toBe(false)
  })
})

describe('error strings', () => {
  test.each(ofKind('error-string'))('%s: comes apart', (_, { given, expect: expected }) => {
    const { code, message } = expected as { code: number | null; message: string }
    expect(parseError(given)).toEqual({ status: code ?? 0, message })
  })
})

describe('versions', () => {
  test.each(ofKind('version'))('%s: what is none is refused, for good', async (_, { given }) => {
    const { valid, invalid } = given as { valid: string[]; invalid: string[] }
    const server = await serve()
    async function shakeHands(version: string) {
      const hello = { channel: '/meta/handshake', version, supportedConnectionTypes: ['long-polling'] }
      const { messages } = await post(server.url, [hello])
      return messages[0]
    }
    for (const version of valid) expect(await shakeHands(version)).toMatchObject({ successful: true })
    for (const version of invalid) {
      expect(await shakeHands(version)).toMatchObject({ successful: false, advice: { reconnect: 'none' } })
    }
  })
})

describe('exchanges with the server', () => {
  const timeout = 2000
  let server: TestServer
  let clientId: string

  beforeEach(async () => {
    server = await startServer({ timeout, expiry: 1000 })
    clientId = await handshake()
  })
  afterEach(() => server.close())

  const say = (...messages: object[]) => post(server.url, messages)
  async function handshake(): Promise<string> {
    const types = ['long-polling', 'callback-polling']
    const { messages } = await say({ channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: types })
    return messages[0]?.clientId as string
  }
  const poll = (id: string, wait = 0) =>
    say({ channel: '/meta/connect', clientId: id, connectionType: 'long-polling', advice: { timeout: wait } })
  const subscribe = (id: string, ...subscription: string[]) =>
    say({ channel: '/meta/subscribe', clientId: id, subscription })
  const publish = (id: string, channel: string, data: unknown) => say({ channel, clientId: id, data })
  const eventsOf = ({ messages }: Reply) => messages.filter((message) => 'data' in message)

  /** The request of a vector, as it is sent. */
  function request(vector: Vector): Promise<Reply> {
    const { method = 'POST', contentType = 'application/json', headers, body, query } = fill(vector.request)
    const search = query ? `?${new URLSearchParams(query as Record<string, string>)}` : ''
    if (method !== 'POST') return ask(server.url + search, { method, headers: { ...headers } })
    return post(server.url, body, { 'Content-Type': contentType, ...headers })
  }
  const fill = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value).split('$C1').join(clientId))

  /** What the state of a vector asks for, before its request. */
  async function prepare({ state = '' }: Vector) {
    const [, list] = /subscribed(?: to ([^;]*))?/.exec(state) ?? []
    if (state.includes('subscribed')) await subscribe(clientId, ...(list ?? '/foo/bar').split(', '))
    if (state.includes('session exists') || state.includes('subscribed')) await poll(clientId)
  }

  /** Runs when the request of a vector is being held. */
  const meanwhile: Record<string, () => unknown> = {
    'cn-released': () => publish(clientId, '/foo/bar', { held: 1 }),
    'cn-dup-first': () => poll(clientId, 0),
    'disc-releases': () => say({ channel: '/meta/disconnect', clientId, id: '71' }),
  }

  /** What the words of a vector ask for, before it. */
  const before: Record<string, (vector: Vector) => unknown> = {
    'form-text-plain'(vector) {
      vector.request.body = `message=${encodeURIComponent(JSON.stringify(fill(vector.request.decoded)))}`
      vector.request.headers = { Origin: server.origin }
    },
    'disc-unknown': () => say({ channel: '/meta/disconnect', clientId }),
    expired: () => until(() => server.encke.sessions === 0, 'the session expires'),
  }

  /** What the words of a vector ask for, after it. */
  const after: Record<string, (reply: Reply) => unknown> = {
    'glob-dedup': async () => expect(eventsOf(await poll(clientId))).toHaveLength(1),
    'hs-batched-connect': ({ messages }) => expect(messages.map(({ id }) => id)).toEqual(['1g']),
    'cn-hold'({ took }) {
      expect(took).toBeGreaterThan(timeout * 0.9)
      expect(took).toBeLessThan(timeout * 2)
    },
    async 'sub-mixed'() {
      server.encke.publish('/ok', 1)
      expect(eventsOf(await poll(clientId))).toEqual([])
    },
    async 'pub-null'() {
      await subscribe(clientId, '/null')
      await publish(clientId, '/null', null)
      expect(eventsOf(await poll(clientId))).toMatchObject([{ channel: '/null', data: null }])
    },
    async 'pub-service'() {
      const other = await handshake()
      await subscribe(other, '/service/echo', '/service/*', '/**')
      await publish(clientId, '/service/echo', 1)
      expect(eventsOf(await poll(other))).toEqual([])
    },
    'batch-pub-sub': ({ messages }) => expect(messages.map(({ id }) => id)).toEqual(['18', '19', '20']),
    async 'cors-preflight'({ headers }) {
      expect(headers['access-control-allow-origin']).toBeUndefined()
      const foreign = await ask(server.url, { method: 'OPTIONS', headers: { Origin: 'http://elsewhere.example' } })
      expect(foreign.status).toBe(403)
      expect(Object.keys(foreign.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
      const own = await ask(server.url, { method: 'OPTIONS', headers: { Origin: server.origin } })
      expect(own).toMatchObject({ status: 204, headers: { 'access-control-allow-origin': server.origin } })
    },
    'cookie-missing'({ messages, headers }) {
      expect(messages).toMatchObject([{ channel: '/meta/connect', successful: true }])
      expect(headers['set-cookie']).toBeUndefined()
    },
    'cn-first-held': ({ messages }) => expect(messages).toMatchObject([{ successful: true, id: '29' }]),
  }

  test.each(ofKind('exchange'))('%s: is answered', async (_, vector) => {
    await before[vector.id]?.(vector)
    await prepare(vector)
    const { requests } = server
    const asked = request(vector)
    const during = meanwhile[vector.id]
    if (during) {
      await until(() => server.requests > requests)
      await during()
    }
    const reply = await asked
    check(vector.expect, reply, vector)
    await after[vector.id]?.(reply)
  })

  function check(expected: Expected, reply: Reply, vector: Vector) {
    const { status, messages, anyOf, withinMs, headers = {}, bodyRegex, bodyMustNotContain = [] } = fill(expected)
    if (status !== undefined) expect(String(status)).toContain(String(reply.status))
    if (withinMs) expect(reply.took).toBeLessThan(withinMs)
    for (const message of messages ?? []) {
      const found = reply.messages.some((answer) => fits(message, answer, idOf(vector.request.body)))
      expect(found, `${JSON.stringify(message)} in ${reply.text}`).toBe(true)
    }
    const readable = anyOf?.filter((one) => typeof one === 'object' && one && 'messages' in one)
    if (readable?.length) {
      const fitting = readable.filter((one) => !throws(() => check(one as Expected, reply, vector)))
      expect(fitting.length, reply.text).toBeGreaterThan(0)
    }
    for (const [name, value] of Object.entries(headers)) expect(reply.headers[name]).toContain(value)
    if (bodyRegex) expect(reply.text).toMatch(new RegExp(bodyRegex))
    for (const name of bodyMustNotContain) {
      expect(reply.text).not.toContain(String.fromCharCode(Number.parseInt(name.slice(2), 16)))
    }
  }
})

describe('what other clients send', () => {
  test.each(ofKind('client-wire'))('%s: is answered', async (id, { expect: expected }) => {
    const server = await startServer({ timeout: 2000 })
    const wire = expected as { handshakeBody?: object[]; handshake: object[] | string }
    const below = typeof wire.handshake === 'string'
    const hello = await post(server.url + (below ? '/handshake' : ''), wire.handshakeBody ?? wire.handshake)
    expect(hello.messages, id).toMatchObject([{ channel: '/meta/handshake', successful: true, version: '1.0' }])
    const clientId = hello.messages[0]?.clientId as string
    const connectMessage = {
      channel: '/meta/connect',
      clientId,
      connectionType: 'long-polling',
      advice: { timeout: 0 },
    }
    const first = await post(server.url + (below ? '/connect' : ''), [connectMessage])
    expect(first.messages).toMatchObject([{ channel: '/meta/connect', successful: true }])
    const rest = await post(server.url + (below ? '/' : ''), [{ channel: '/a', clientId, data: 1, id: '3' }])
    expect(rest.messages).toMatchObject([{ channel: '/a', successful: true, id: '3' }])
    const bye = await post(server.url + (below ? '/disconnect' : ''), [{ channel: '/meta/disconnect', clientId }])
    expect(bye.messages).toMatchObject([{ channel: '/meta/disconnect', successful: true }])
    await server.close()
  })
})

describe('sequences', () => {
  const timeout = 500
  const hello = { channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: ['websocket', 'eventsource'] }
  const connectBy = (connectionType: string, clientId: unknown, id: string) => {
    return { channel: '/meta/connect', connectionType, clientId, id }
  }

  async function answerTo({ frames }: Dialogue, id: string): Promise<Wire> {
    const find = () => frames.flat().find((message) => message.id === id)
    await until(find, `the answer to ${id}`)
    return find() as Wire
  }

  test('ws-faye: events come at any time, the answer to a connect at the timeout only', async () => {
    const server = await serve({ timeout })
    const client = closeLater(await dial(server.url))
    expect(client.socket.protocol).toBe('')
    client.socket.send(JSON.stringify({ ...hello, id: '1' }))
    const { clientId } = await answerTo(client, '1')
    client.say({ channel: '/meta/subscribe', clientId, subscription: '/foo', id: '2' })
    const began = performance.now()
    client.say(connectBy('websocket', clientId, '3'))
    client.say({ channel: '/foo', clientId, data: 'while it is held', id: '4' })
    client.say()
    await answerTo(client, '4')
    await until(() => client.data().length === 1)
    await until(() => client.frames.some((frame) => frame.length === 0))
    expect(client.frames.flat().some(({ id }) => id === '3')).toBe(false)
    expect(await answerTo(client, '3')).toMatchObject({ channel: '/meta/connect', successful: true })
    expect(performance.now() - began).toBeGreaterThan(timeout * 0.7)
    client.say({ channel: '/foo', clientId, data: 'after its time', id: '5' })
    await until(() => client.data().length === 2)
    expect(client.data()).toEqual(['while it is held', 'after its time'])
    client.say({ channel: '/meta/disconnect', clientId, id: '6' })
    expect(await answerTo(client, '6')).toMatchObject({ successful: true })
  })

  test('ext-ack: what a connect does not acknowledge comes again, and only connects bring events', async () => {
    const { url } = await serve({ timeout })
    const ext = { ack: true }
    const { messages } = await post(url, [{ ...hello, supportedConnectionTypes: ['long-polling'], ext }])
    expect(messages).toMatchObject([{ successful: true, ext }])
    const clientId = messages[0]?.clientId as string
    const connect = async (ack: number) => {
      const { messages } = await post(url, [{ ...connectBy('long-polling', clientId, '1'), ext: { ack } }])
      const number = messages.find(({ channel }) => channel === '/meta/connect')?.ext as { ack: number }
      return { number: number.ack, data: messages.flatMap(({ data }) => (data === undefined ? [] : [data])) }
    }
    await post(url, [{ channel: '/meta/subscribe', clientId, subscription: '/a' }])
    const publish = (data: unknown) => post(url, [{ channel: '/a', clientId, data, id: '2' }])
    expect((await publish('first')).messages).toMatchObject([{ channel: '/a', successful: true }])
    const first = await connect(-1)
    expect(first.data).toEqual(['first'])
    await publish('second')
    const again = await connect(first.number - 1)
    expect(again.data).toEqual(['first', 'second'])
    await publish('third')
    const next = await connect(again.number)
    expect(next.data).toEqual(['third'])
    expect(next.number).toBeGreaterThan(again.number)
  })

  test('es-faye: events come by a stream below the endpoint, all else goes by POST', async () => {
    const server = await serve({ timeout })
    const clientId = (await post(server.url, [hello])).messages[0]?.clientId as string
    await post(server.url, [{ channel: '/meta/subscribe', clientId, subscription: '/foo' }])
    const connected = await post(server.url, [connectBy('eventsource', clientId, '1')])
    expect(connected.took).toBeLessThan(timeout)
    expect(connected.messages).toMatchObject([{ id: '1', successful: true, advice: { timeout: 0, interval: timeout } }])
    const stream = closeLater(await eventStream(`${server.url}/${clientId}`))
    const published = await post(server.url, [{ channel: '/foo', clientId, data: 'x', id: '2' }])
    expect(published.messages).toMatchObject([{ channel: '/foo', id: '2', successful: true }])
    await until(() => stream.data().length)
    expect(stream.data()).toEqual(['x'])
    const unknown = await eventStream(`${server.url}/nobody`)
    expect(unknown.response.statusCode).toBe(200)
  })
})

function throws(run: () => unknown): boolean {
  try {
    run()
    return false
  } catch {
    return true
  }
}

/** The id of the first message of a body. */
function idOf(body: unknown): unknown {
  if (typeof body === 'string') return idOf(JSON.parse(new URLSearchParams(body).get('message') as string))
  return [body as Wire].flat()[0]?.id
}

/** Whether an answer is what a vector expects, placeholders filled in. */
function fits(expected: unknown, actual: unknown, id: unknown): boolean {
  if (typeof expected === 'string') return fitsText(expected, actual, id)
  if (typeof expected !== 'object' || expected === null) return expected === actual
  if (Array.isArray(expected)) return JSON.stringify(expected) === JSON.stringify(actual)
  const object = (actual ?? {}) as Record<string, unknown>
  return Object.entries(expected).every(([key, value]) => {
    if (key === 'absent') return (value as string[]).every((absent) => !(absent in object))
    return fits(value, object[key], id)
  })
}

function fitsText(expected: string, actual: unknown, id: unknown): boolean {
  const [, type, bound] = /^\$(int|string|array|bool)(?:>=?(\d+))?/.exec(expected) ?? []
  if (expected === '$same') return actual === id
  if (type === 'int') return Number.isInteger(actual) && (actual as number) >= Number(bound ?? 0)
  if (type === 'string') return typeof actual === 'string' && actual.length >= Number(bound ?? 1)
  if (type === 'array') return Array.isArray(actual) && actual.length > 0
  if (type === 'bool') return typeof actual === 'boolean'
  if (expected.endsWith('…')) return typeof actual === 'string' && actual.startsWith(expected.slice(0, -1))
  return expected === actual
}
