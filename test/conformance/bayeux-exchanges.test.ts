import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startServer, type TestServer } from '../support/server'
import { until } from '../support/until'
import { ofKind, type Vector, vectorsOf } from '../support/vectors'
import { ask, post, type Reply, type Wire } from '../support/wire'

interface Expected {
  status?: number | string
  messages?: Record<string, unknown>[]
  anyOf?: unknown[]
  withinMs?: number
  headers?: Record<string, string>
  bodyRegex?: string
  bodyMustNotContain?: string[]
}

const vectors = vectorsOf('exchanges', ({ kind }) => kind === 'exchange')

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

  test.each(ofKind(vectors, 'exchange'))('%s: is answered', async (_, vector) => {
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
