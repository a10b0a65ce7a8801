import { describe, expect, test } from 'vitest'
import { encode } from '../../src/protocol/batch'
import type { Missed } from '../../src/protocol/message'
import { formatPosition } from '../../src/protocol/position'
import { createMemoryLog } from '../../src/server/index'
import { closeLater, serve } from '../support/close-later'
import { numbers } from '../support/numbers'
import type { TestServer } from '../support/server'
import { until } from '../support/until'
import { ask, type EventStream, enckeOf, eventStream, get, joining, newKey, post, type Wire } from '../support/wire'

async function listen(url: string, lastEventId?: string): Promise<EventStream> {
  return closeLater(await eventStream(url, lastEventId === undefined ? {} : { 'Last-Event-ID': lastEventId }))
}

/** The address of a stream, with the join in it. */
const address = (server: TestServer, encke: object = {}) =>
  `${server.url}?${new URLSearchParams({ message: encode([joining('eventsource', encke)]) })}`

/** What a browser would send as `Last-Event-ID` when it connects again. */
const lastId = (stream: EventStream) =>
  stream
    .events()
    .map(({ id }) => id)
    .filter((id) => id !== undefined)
    .at(-1)

/** Cuts the connection, as a browser sees it: what has not come as a whole is thrown away. */
async function cut(server: TestServer, stream: EventStream) {
  server.cut()
  await until(() => stream.ended)
}

const join = (stream: EventStream) => enckeOf(stream.events()[0]?.messages[0])
const refusal = (status: number, text: RegExp = /./) => ({
  successful: false,
  error: expect.stringMatching(new RegExp(`^${status}:[^:]*:.*${text.source}`)),
})

describe('an event stream', () => {
  test('takes the join from its address, and is what browsers read as one', async () => {
    const server = await serve()
    const key = newKey()
    const stream = await listen(address(server, { key }))
    await until(() => stream.events().length)
    expect(stream.response.statusCode).toBe(200)
    expect(stream.response.headers['content-type']).toBe('text/event-stream; charset=utf-8')
    expect(stream.response.headers['cache-control']).toContain('no-transform')
    expect(stream.events()[0]?.messages).toMatchObject([
      { channel: '/meta/handshake', id: 'j', successful: true, clientId: key, ext: { encke: { join: 1 } } },
    ])
    for (const line of stream.text.split('\n')) expect(line).toMatch(/^(|id:[0-9a-z]{19}|data:\[.*\])$/)
  })

  test('says with each event how far that is', async () => {
    const server = await serve()
    const stream = await listen(address(server))
    await until(() => stream.events().length)
    const first = await server.encke.publish('/a', 1)
    await until(() => stream.data().length === 1)
    server.encke.publish('/a', 2)
    const third = await server.encke.publish('/a', 3)
    await until(() => stream.data().length === 3)
    expect(stream.events().map(({ id }) => id)).toEqual([join(stream).tail, first, third])
  })

  test('says so with its heartbeats too', async () => {
    const server = await serve({ timeout: 200 })
    const stream = await listen(address(server))
    await until(() => stream.events().length)
    const position = await server.encke.publish('/b', 'for others')
    await until(() => lastId(stream) === position)
    expect(stream.data()).toEqual([])
  })

  test('ends with an empty event when the session ends', async () => {
    const server = await serve()
    const key = newKey()
    const stream = await listen(address(server, { key }))
    await until(() => stream.events().length)
    await post(server.url, [{ channel: '/meta/disconnect', clientId: key }])
    await until(() => stream.ended)
    expect(stream.events().map(({ end }) => end)).toEqual([false, true])
    expect(stream.text).toMatch(/\n\ndata:\n\n$/)
  })

  test('is refused for a page of another site, and allowed for one that is on the list', async () => {
    const server = await serve({ origins: ['https://friend.example'] })
    const from = (Origin: string) => eventStream(address(server), { Origin })
    const foreign = await from('http://elsewhere.example')
    expect(foreign.response.statusCode).toBe(403)
    expect(server.encke.sessions).toBe(0)
    const friend = closeLater(await from('https://friend.example'))
    expect(friend.response.headers['access-control-allow-origin']).toBe('https://friend.example')
    await until(() => friend.events().length)
  })

  test('is for a GET that asks for one: others get what they ask for', async () => {
    const server = await serve()
    const message = encode([joining('eventsource')])
    const script = await get(server.url, { message, jsonp: 'f' })
    expect(script.headers['content-type']).toContain('text/javascript')
    expect(script.text).toContain('301:eventsource:')
    expect((await post(server.url, message)).messages).toMatchObject([refusal(301)])
  })
})

describe('a browser that connects again by itself', () => {
  test('resumes where it was, without loss or repetition', async () => {
    const server = await serve()
    const url = address(server)
    let number = 0
    const heard: unknown[] = []
    let last: string | undefined
    for (let round = 0; round < 5; round++) {
      const stream = await listen(url, last)
      const before = heard.length
      await until(() => stream.events().length)
      for (const _ of numbers(10)) server.encke.publish('/a', number++)
      await until(() => before + stream.data().length === number)
      last = lastId(stream)
      heard.push(...stream.data())
      await cut(server, stream)
      for (const _ of numbers(10)) server.encke.publish('/a', number++)
    }
    const stream = await listen(url, last)
    await until(() => heard.length + stream.data().length >= 100)
    expect([...heard, ...stream.data()]).toEqual(numbers(100))
  })

  test('resumes when nothing had come but the answer', async () => {
    const server = await serve()
    const url = address(server)
    const first = await listen(url)
    await until(() => first.events().length)
    await cut(server, first)
    server.encke.publish('/a', 'meanwhile')
    const second = await listen(url, lastId(first))
    await until(() => second.data().length)
    expect(second.data()).toEqual(['meanwhile'])
  })

  test('gets all that is kept, once, when it wanted it from the oldest on and was cut in the midst of it', async () => {
    const server = await serve()
    for (const number of numbers(2500)) server.encke.publish('/a', number)
    const url = address(server, { own: { '/a': 'oldest' } })
    const first = await listen(url)
    await until(() => first.data().length)
    // The browser has seen the answer and the first page only.
    const [, page] = first.events()
    const seen = page?.messages.filter((message) => 'data' in message).map(({ data }) => data) as number[]
    expect(seen.length).toBeLessThan(2500)
    await cut(server, first)
    const second = await listen(url, page?.id)
    await until(() => seen.length + second.data().length >= 2500)
    expect([...seen, ...second.data()]).toEqual(numbers(2500))
    expect(join(second).begin).toBeUndefined()
  })

  test('keeps a place of its own that lies beyond what it has seen', async () => {
    const server = await serve()
    const positions = await Promise.all(numbers(10).map((number) => server.encke.publish('/a', number)))
    const elsewhere = await server.encke.publish('/b', 'b')
    const ahead = await server.encke.publish('/a', 10)
    server.encke.publish('/a', 11)
    const url = address(server, {
      subscriptions: ['/a', '/b'],
      at: positions[0],
      own: { '/a': ahead },
    })
    const first = await listen(url)
    await until(() => first.data().length === 2)
    expect(first.data()).toEqual(['b', 11])
    await cut(server, first)
    // Only the event of the other channel had come.
    const second = await listen(url, elsewhere)
    await until(() => second.data().length)
    server.encke.publish('/a', 12)
    await until(() => second.data().includes(12))
    expect(second.data()).toEqual([11, 12])
  })

  test('loses nothing of a channel that was behind the others', async () => {
    const server = await serve()
    const positions = await Promise.all(numbers(10).map((number) => server.encke.publish('/a', number)))
    const url = address(server, {
      subscriptions: ['/a', '/b'],
      at: positions[8],
      own: { '/a': positions[1] },
    })
    const first = await listen(url)
    await until(() => first.data().length)
    expect(first.data()).toEqual(numbers(8, 2))
    await cut(server, first)
    // A part of it had come.
    const second = await listen(url, positions[4])
    await until(() => second.data().includes(9))
    expect(second.data()).toEqual(numbers(5, 5))
  })

  test('loses nothing of a channel that it wanted from the oldest on, beside one of which it knows more', async () => {
    const server = await serve()
    const positions = await Promise.all(numbers(10).map((number) => server.encke.publish('/a', number)))
    const url = address(server, { subscriptions: ['/a', '/b'], at: positions[8], own: { '/a': 'oldest' } })
    const first = await listen(url)
    await until(() => first.data().length)
    expect(first.data()).toEqual(numbers(10))
    await cut(server, first)
    const second = await listen(url, positions[4])
    await until(() => second.data().includes(9))
    expect(second.data()).toEqual(numbers(5, 5))
  })

  test.each(['nonsense', '0', '0'.repeat(20), 'X'.repeat(19), 'é'])(
    'and says nonsense of how far it is, gets what it asked for at first: %j',
    async (nonsense) => {
      const server = await serve()
      for (const number of numbers(3)) server.encke.publish('/a', number)
      const url = address(server, { own: { '/a': 'oldest' } })
      const stream = await listen(url, nonsense)
      await until(() => stream.data().length)
      expect(stream.data()).toEqual([0, 1, 2])
      expect(join(stream)).not.toHaveProperty('missed')
    },
  )

  test('hears what it missed when it was away for too long', async () => {
    const server = await serve({ log: createMemoryLog({ messages: 10 }) })
    const url = address(server)
    const first = await listen(url)
    await until(() => first.events().length)
    const last = lastId(first)
    await cut(server, first)
    for (const number of numbers(30)) server.encke.publish('/a', number)
    const second = await listen(url, last)
    await until(() => second.data().length)
    const missed: Missed[] = [{ patterns: ['/a'], from: last as string, to: expect.any(String), reason: 'trimmed' }]
    expect(join(second).missed).toEqual(missed)
    expect(second.data()).toEqual(numbers(10, 20))
  })

  test('hears that the log began anew when the server was', async () => {
    const server = await serve()
    const url = address(server)
    const first = await listen(url)
    await until(() => first.events().length)
    const last = formatPosition(Date.now() - 100_000, Date.now() - 50_000, 0)
    await cut(server, first)
    server.encke.publish('/a', 'new')
    const second = await listen(url, last)
    await until(() => second.data().length)
    expect(join(second).missed).toMatchObject([{ patterns: ['/a'], reason: 'reset' }])
    expect(second.data()).toEqual(['new'])
  })

  test('replaces its own older stream, if that still seems to be there', async () => {
    const server = await serve()
    const url = address(server)
    const first = await listen(url)
    await until(() => first.events().length)
    const second = await listen(url, lastId(first))
    await until(() => first.ended && second.events().length)
    server.encke.publish('/a', 1)
    await until(() => second.data().length)
    expect(first.data()).toEqual([])
    expect(server.encke.sessions).toBe(1)
  })
})

describe('a browser that connects again by itself with a join that is nonsense', () => {
  const address = (server: TestServer, ext: unknown) => {
    const message = encode([{ ...joining('eventsource'), ext } as never])
    return `${server.url}?${new URLSearchParams({ message })}`
  }

  test.each(['x', 5, true, [], [1]])('hears what is wrong with %j', async (encke) => {
    const server = await serve()
    const stream = await listen(address(server, { encke }), '0'.repeat(19))
    await until(() => stream.ended)
    expect(stream.response.statusCode).toBe(200)
    expect(stream.events()).toMatchObject([{ messages: [refusal(400)] }, { end: true }])
  })

  test.each(['x', 5, true, null])('hears what is wrong with the places %j', async (own) => {
    const server = await serve()
    const { encke } = joining('eventsource', { own }).ext
    const stream = await listen(address(server, { encke }), '0'.repeat(19))
    await until(() => stream.events().length)
    expect(stream.events()[0]?.messages).toMatchObject([refusal(400, /own/)])
  })
})

describe('a join that is too long for an address', () => {
  const many = numbers(300).map((number) => `/many/${number}`)

  test('is posted first, and the stream takes it by its name', async () => {
    const server = await serve()
    const name = newKey()
    const batch = [joining('eventsource', { subscriptions: [...many, '/a'] })]
    const reply = await post(`${server.url}?keep=${name}`, batch)
    expect(reply).toMatchObject({ status: 200, text: '[]' })
    expect(server.encke.sessions).toBe(0)
    const stream = await listen(`${server.url}?kept=${name}`)
    await until(() => stream.events().length)
    expect(stream.events()[0]?.messages).toMatchObject([{ channel: '/meta/handshake', successful: true }])
    server.encke.publish('/many/299', 1)
    await until(() => stream.data().length)
  })

  test('resumes as any other, again and again', async () => {
    const server = await serve()
    const name = newKey()
    await post(`${server.url}?keep=${name}`, [joining('eventsource', { subscriptions: [...many, '/a'] })])
    const heard: unknown[] = []
    let last: string | undefined
    for (const round of numbers(4)) {
      const stream = await listen(`${server.url}?kept=${name}`, last)
      await until(() => stream.events().length)
      server.encke.publish('/a', round * 2)
      await until(() => stream.data().includes(round * 2))
      heard.push(...stream.data())
      last = lastId(stream)
      await cut(server, stream)
      server.encke.publish('/a', round * 2 + 1)
    }
    expect(heard).toEqual(numbers(7))
  })

  test('under a name that nobody posted is a clear error, in an event stream', async () => {
    const server = await serve()
    const stream = await listen(`${server.url}?kept=nobody`)
    await until(() => stream.ended)
    expect(stream.response.headers['content-type']).toBe('text/event-stream; charset=utf-8')
    // Not 200: a browser would ask for it again and again.
    expect(stream.response.statusCode).toBe(400)
    expect(stream.events()).toMatchObject([{ messages: [refusal(400, /posted under this name/)] }, { end: true }])
  })

  test('may have a name of any length', async () => {
    const server = await serve()
    const name = 'n'.repeat(200)
    await post(`${server.url}?keep=${name}`, [joining('eventsource')])
    const stream = await listen(`${server.url}?kept=${name}`)
    await until(() => stream.events().length)
    expect(stream.events()[0]?.messages).toMatchObject([{ successful: true }])
  })

  test('is forgotten when too many others have come after it', async () => {
    const server = await serve({ limits: { body: 2000 } })
    const keep = (name: string, rest: object = {}) =>
      post(`${server.url}?keep=${name}`, [joining('eventsource', { key: newKey() }, rest)])
    await keep('first')
    for (const number of numbers(50)) await keep(`${number}`, { id: 'x'.repeat(1500) })
    await keep('last')
    const first = await listen(`${server.url}?kept=first`)
    const last = await listen(`${server.url}?kept=last`)
    await until(() => first.events().length && last.events().length)
    expect(first.events()[0]?.messages).toMatchObject([refusal(400)])
    expect(last.events()[0]?.messages).toMatchObject([{ successful: true }])
  })

  test('is forgotten when too many others have come after it, however little they say', async () => {
    const server = await serve({ limits: { body: 500 } })
    await post(`${server.url}?keep=first`, [joining('eventsource')])
    for (const number of numbers(100)) await post(`${server.url}?keep=${number}`, [])
    const stream = await listen(`${server.url}?kept=first`)
    await until(() => stream.events().length)
    expect(stream.events()[0]?.messages).toMatchObject([refusal(400)])
  })

  test('is kept whatever it says, and answered when the stream takes it', async () => {
    const server = await serve()
    const depth = 200_000
    const deep = `[{"channel":"/a","id":"d","data":${'['.repeat(depth)}${']'.repeat(depth)}}]`
    expect(await post(`${server.url}?keep=deep`, deep)).toMatchObject({ status: 200, text: '[]' })
    const stream = await listen(`${server.url}?kept=deep`)
    await until(() => stream.ended)
    expect(stream.events()[0]?.messages).toMatchObject([{ id: 'd', ...refusal(402) }])
  })

  test('may be posted as a form', async () => {
    const server = await serve()
    const form = String(new URLSearchParams({ message: encode([joining('eventsource')]) }))
    await post(`${server.url}?keep=form`, form, { 'Content-Type': 'application/x-www-form-urlencoded' })
    const stream = await listen(`${server.url}?kept=form`)
    await until(() => stream.events().length)
    expect(stream.events()[0]?.messages).toMatchObject([{ successful: true }])
  })

  test('is refused where it is posted when it is no JSON', async () => {
    const { status, messages } = await post(`${(await serve()).url}?keep=x`, 'nonsense')
    expect([status, messages]).toMatchObject([400, [refusal(400, /not JSON/)]])
  })
})

describe('a join that is refused', () => {
  test.each([
    ['authentication failed', { authenticate: () => false }, {}, 403],
    ['it is nonsense', {}, { version: -1 }, 400],
    ['the server is full', { limits: { sessions: 0 } }, {}, 503],
  ])('because %s comes as an event, and then the end', async (_, options, encke, status) => {
    const server = await serve(options)
    const stream = await listen(address(server, encke))
    await until(() => stream.ended)
    expect(stream.response.statusCode).toBe(200)
    expect(stream.response.headers['content-type']).toBe('text/event-stream; charset=utf-8')
    expect(stream.events()).toMatchObject([
      { messages: [refusal(status)], end: false },
      { messages: [], end: true },
    ])
  })

  test('because it is no JSON is a clear error', async () => {
    const stream = await listen(`${(await serve()).url}?message=nonsense`)
    await until(() => stream.ended)
    expect(stream.events()).toMatchObject([{ messages: [refusal(400, /not JSON/)] }, { end: true }])
  })
})

describe("an event stream in Faye's form", () => {
  const types = ['long-polling', 'eventsource']

  async function handshake(server: TestServer): Promise<string> {
    const hello = { channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: types }
    const [answer] = (await post(server.url, [hello])).messages as [Wire]
    expect(answer.supportedConnectionTypes).toContain('eventsource')
    return answer.clientId as string
  }
  const subscribe = (server: TestServer, clientId: string) =>
    post(server.url, [{ channel: '/meta/subscribe', clientId, subscription: '/a', id: 's' }])
  const connect = (server: TestServer, clientId: string) =>
    post(server.url, [{ channel: '/meta/connect', clientId, connectionType: 'eventsource', id: 'c' }])

  test('opens at once, though there is nothing to say yet', async () => {
    const server = await serve({ timeout: 20_000 })
    const clientId = await handshake(server)
    const began = performance.now()
    const stream = await Promise.race([
      listen(`${server.url}/${clientId}`),
      until(() => performance.now() > began + 1500).then(() => undefined),
    ])
    expect(stream?.response.statusCode).toBe(200)
    expect(stream?.response.headers['content-type']).toBe('text/event-stream; charset=utf-8')
  })

  test('has its connects answered at once, and says when the next is due', async () => {
    const timeout = 20_000
    const server = await serve({ timeout })
    const clientId = await handshake(server)
    const reply = await connect(server, clientId)
    expect(reply.took).toBeLessThan(1000)
    const advice = { reconnect: 'retry', timeout: 0, interval: timeout }
    expect(reply.messages).toMatchObject([{ channel: '/meta/connect', id: 'c', successful: true, clientId, advice }])
  })

  test('brings events, and only there; what is posted is answered where it is posted', async () => {
    const server = await serve()
    const clientId = await handshake(server)
    await subscribe(server, clientId)
    const opening = listen(`${server.url}/${clientId}`)
    await until(() => server.requests === 3)
    expect((await connect(server, clientId)).messages).toHaveLength(1)
    server.encke.publish('/a', 1)
    const stream = await opening
    await until(() => stream.data().length)
    const { messages } = await post(server.url, [{ channel: '/a', clientId, data: 2, id: 'p' }])
    expect(messages).toMatchObject([{ channel: '/a', id: 'p', successful: true }])
    await until(() => stream.data().length === 2)
    expect((await connect(server, clientId)).messages).toHaveLength(1)
    for (const number of numbers(200, 3)) {
      server.encke.publish('/a', number)
      if (number % 7 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    await until(() => stream.data().length >= 202)
    expect(stream.data()).toEqual(numbers(202, 1))
    expect(stream.events().flatMap(({ messages }) => messages)).toHaveLength(202)
  })

  test('hears a sign of life when nothing is said', async () => {
    const server = await serve({ timeout: 200 })
    const stream = await listen(`${server.url}/${await handshake(server)}`)
    await until(() => stream.text.split('\n\n').length > 3)
    expect(stream.ended).toBe(false)
    expect(stream.data()).toEqual([])
  })

  test('is still there when it is opened a second time: the first one ends', async () => {
    const server = await serve({ timeout: 300 })
    const clientId = await handshake(server)
    await subscribe(server, clientId)
    const first = await listen(`${server.url}/${clientId}`)
    const second = await listen(`${server.url}/${clientId}`)
    await until(() => first.ended)
    server.encke.publish('/a', 1)
    await until(() => second.data().length)
  })

  test('ends with its session', async () => {
    const server = await serve({ timeout: 300 })
    const clientId = await handshake(server)
    const stream = await listen(`${server.url}/${clientId}`)
    await post(server.url, [{ channel: '/meta/disconnect', clientId }])
    await until(() => stream.ended)
    expect(stream.events().at(-1)).toMatchObject({ end: true })
    expect(server.encke.sessions).toBe(0)
  })

  test('misses nothing that is published between two of its streams', async () => {
    const server = await serve({ timeout: 300 })
    const clientId = await handshake(server)
    await subscribe(server, clientId)
    const first = await listen(`${server.url}/${clientId}`)
    await cut(server, first)
    server.encke.publish('/a', 'between')
    const second = await listen(`${server.url}/${clientId}`)
    await until(() => second.data().length)
    expect(second.data()).toEqual(['between'])
  })

  test.each(['', '/', '/nobody', '/nobody/else', `/${'x'.repeat(500)}`])(
    'of a client that is not known is told to begin anew: %s',
    async (path) => {
      const server = await serve()
      const stream = await listen(server.url + path)
      await until(() => stream.ended)
      expect(stream.events()).toMatchObject([
        { messages: [{ ...refusal(402), advice: { reconnect: 'handshake' } }] },
        { end: true },
      ])
    },
  )

  test('is not to be had for a client of ours: its session has joins', async () => {
    const server = await serve()
    const key = newKey()
    const stream = await listen(address(server, { key }))
    await until(() => stream.events().length)
    const other = await listen(`${server.url}/${key}`)
    await until(() => other.ended)
    expect(other.events()[0]?.messages).toMatchObject([refusal(402)])
    expect(stream.ended).toBe(false)
  })

  test('is asked for by GET only: what stands for it cannot be posted', async () => {
    const server = await serve({ timeout: 300 })
    const clientId = await handshake(server)
    await subscribe(server, clientId)
    const stream = await listen(`${server.url}/${clientId}`)
    const { messages } = await post(server.url, [{ channel: '/meta/stream', clientId, id: 'x' }])
    expect(messages).toMatchObject([{ channel: '/meta/stream', id: 'x', successful: false }])
    server.encke.publish('/a', 1)
    await until(() => stream.data().length)
    expect(stream.ended).toBe(false)
  })
})

describe('a request for an event stream in which several messages ask for the answer', () => {
  async function handshake(server: TestServer): Promise<string> {
    const hello = { channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: ['long-polling'] }
    return (await post(server.url, [hello])).messages[0]?.clientId as string
  }
  const forStream = (clientId: string, id: string) => ({ channel: '/meta/stream', clientId, id })
  const forPoll = (clientId: string, id: string) => ({
    channel: '/meta/connect',
    clientId,
    connectionType: 'long-polling',
    id,
  })
  const forJoin = (_: string, id: string) => joining('eventsource', {}, { id })
  const forRejoin = (_: string, id: string) => ({
    ...forPoll(newKey(), id),
    connectionType: 'eventsource',
    ext: { encke: { join: 1, version: 0, subscriptions: ['/a'] } },
  })

  test.each([
    ['a stream and a connect', forStream, forPoll],
    ['a connect and a stream', forPoll, forStream],
    ['two streams', forStream, forStream],
    ['two connects', forPoll, forPoll],
    ['a stream and a join', forStream, forRejoin],
    ['a join and a stream', forRejoin, forStream],
  ])('gives it to the first, refuses the second, and the server lives on: %s', async (_, first, second) => {
    const server = await serve({ timeout: 200 })
    const [one, two] = [await handshake(server), await handshake(server)]
    const message = encode([first(one, '1'), second(two, '2')])
    const stream = await listen(`${server.url}?${new URLSearchParams({ message })}`)
    const messages = () => stream.events().flatMap(({ messages }) => messages)
    await until(() => messages().length, 'the second is answered')
    expect(messages()).toMatchObject([{ id: '2', ...refusal(400) }, ...messages().slice(1)])
    // Until whatever is held has been answered.
    for (const clientId of [one, two]) await post(server.url, [forPoll(clientId, 'hold')])
    expect(await handshake(server)).toBeTruthy()
  })

  test('answers a handshake alone, whatever is said beside it', async () => {
    const server = await serve({ timeout: 200 })
    const clientId = await handshake(server)
    const message = encode([forStream(clientId, '1'), forJoin('', '2')])
    const stream = await listen(`${server.url}?${new URLSearchParams({ message })}`)
    await until(() => stream.events().length)
    expect(stream.events()[0]?.messages).toMatchObject([{ id: '2', successful: true }])
  })

  test('has what else is in it answered on the stream', async () => {
    const server = await serve()
    const clientId = await handshake(server)
    const message = encode([
      forStream(clientId, '1'),
      { channel: '/meta/subscribe', clientId, subscription: '/a', id: '2' },
    ])
    const stream = await listen(`${server.url}?${new URLSearchParams({ message })}`)
    await until(() => stream.events().length > 1)
    expect(stream.events()[0]?.messages).toMatchObject([{ id: '2', successful: true }])
    server.encke.publish('/a', 1)
    await until(() => stream.data().length)
  })
})

test('a GET that neither asks for a stream nor brings messages is told what to do', async () => {
  const server = await serve()
  expect((await ask(server.url, { method: 'GET', headers: { Accept: '*/*' } })).status).toBe(405)
})
