import { describe, expect, test } from 'vitest'
import { createExtensions } from '../../src/extensions/index'
import { type Client, connect, EnckeError, type Missed } from '../../src/index'
import { createMemoryLog, type ServerOptions } from '../../src/server/index'
import { closeLater, serve } from '../support/close-later'
import { numbers } from '../support/numbers'
import type { TestServer } from '../support/server'
import { until } from '../support/until'
import { dataOf, get, newKey, post, stream } from '../support/wire'

const open = (server: TestServer): Client => closeLater(connect(server.url, { transports: ['long-polling'] }))

const types = ['xhr-streaming', 'long-polling']

/** The join of a client of ours. */
function join(key: string, encke: object = {}, ext: object = {}) {
  const whole = { join: 1, key, type: 'long-polling', version: 0, subscriptions: ['/a'], ...encke }
  return [
    {
      channel: '/meta/handshake',
      version: '1.0',
      supportedConnectionTypes: types,
      id: 'j',
      ext: { ...ext, encke: whole },
    },
  ]
}

async function openStream(server: TestServer, key: string, encke: object = {}, ext: object = {}) {
  return closeLater(await stream(server.url, join(key, { type: 'xhr-streaming', ...encke }, ext)))
}

async function handshakePlainly(server: TestServer): Promise<string> {
  const hello = { channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: types }
  return (await post(server.url, [hello])).messages[0]!.clientId as string
}

const pollPlainly = (server: TestServer, clientId: string, timeout = 0) =>
  post(server.url, [{ channel: '/meta/connect', clientId, connectionType: 'long-polling', advice: { timeout } }])

/** Resolves when the server has looked after its sessions so many times more. */
async function ticks(log: { trims: number }, count: number) {
  const before = log.trims
  await until(() => log.trims >= before + count)
}

/** A log that counts how often the server looks after things. */
function countingLog(retention = {}) {
  const log = createMemoryLog(retention)
  const counted = Object.create(log, {
    trims: { value: 0, writable: true },
    trim: {
      value() {
        counted.trims++
        log.trim()
      },
    },
  }) as typeof log & { trims: number }
  return counted
}

describe('a session', () => {
  test('is forgotten when it has had no link for so long', async () => {
    const server = await serve({ timeout: 400, expiry: 300 })
    const plain = await handshakePlainly(server)
    expect((await post(server.url, join(newKey()))).messages).toMatchObject([{ successful: true }])
    expect(server.encke.sessions).toBe(2)
    await until(() => server.encke.sessions === 0)
    expect((await pollPlainly(server, plain)).messages).toMatchObject([{ error: expect.stringMatching(/^402:/) }])
  })

  test('is not forgotten before that, however long the server has been up', async () => {
    const expiry = 2000
    const log = countingLog()
    const server = await serve({ timeout: 100, expiry, log })
    await until(() => performance.now() > expiry + 500)
    const plain = await handshakePlainly(server)
    await ticks(log, 3)
    expect((await pollPlainly(server, plain)).messages).toMatchObject([{ successful: true }])
  })

  test('is not forgotten as long as it has a link', async () => {
    const log = countingLog()
    const server = await serve({ timeout: 200, expiry: 100, log })
    const link = await openStream(server, newKey())
    await ticks(log, 20)
    expect(server.encke.sessions).toBe(1)
    link.close()
    await until(() => server.encke.sessions === 0)
  })

  test('ends with its goodbye, and the held poll is answered', async () => {
    const server = await serve()
    const clientId = await handshakePlainly(server)
    const { requests } = server
    const held = pollPlainly(server, clientId, 1000)
    await until(() => server.requests > requests)
    await post(server.url, [{ channel: '/meta/disconnect', clientId }])
    expect((await held).messages).toMatchObject([{ channel: '/meta/connect' }])
    expect(server.encke.sessions).toBe(0)
  })

  test('of a client that joins is to begin anew when its connect has lost the join on its way', async () => {
    const server = await serve({ timeout: 20_000 })
    const key = newKey()
    await post(server.url, join(key))
    const { messages, took } = await pollPlainly(server, key, 20_000)
    expect(messages).toMatchObject([
      { channel: '/meta/connect', successful: false, error: expect.stringMatching(/^402:/) },
    ])
    expect(messages[0]?.advice).toMatchObject({ reconnect: 'handshake' })
    expect(took).toBeLessThan(1000)
  })

  test('is not ended by a goodbye that comes late, after a later join', async () => {
    const server = await serve()
    const key = newKey()
    const link = await openStream(server, key, { join: 2 })
    await until(() => link.batches().length)
    await post(server.url, [{ channel: '/meta/disconnect', clientId: key, ext: { encke: { join: 1 } } }])
    expect(server.encke.sessions).toBe(1)
    await post(server.url, [{ channel: '/meta/disconnect', clientId: key, ext: { encke: { join: 2 } } }])
    expect(server.encke.sessions).toBe(0)
    await until(() => link.ended)
  })

  test('is not ended by a goodbye that gets to another node, but after its time without a link', async () => {
    const log = createMemoryLog()
    const [node, other] = [await serve({ log, expiry: 300 }), await serve({ log })]
    const key = newKey()
    const link = await openStream(node, key)
    await until(() => link.batches().length)
    const { messages } = await post(other.url, [{ channel: '/meta/disconnect', clientId: key }])
    expect(messages).toMatchObject([{ successful: false, error: expect.stringMatching(/^402:/) }])
    expect(node.encke.sessions).toBe(1)
    link.close()
    await until(() => node.encke.sessions === 0)
  })

  test('ends a second after the goodbye of a page that goes, and takes its last words until then', async () => {
    const server = await serve({ timeout: 200, expiry: 600_000 })
    const key = newKey()
    const said: unknown[] = []
    server.encke.subscribe('/said', ({ data }) => said.push(data))
    const link = await openStream(server, key)
    await until(() => link.batches().length)
    await post(server.url, [{ channel: '/meta/disconnect', clientId: key }])
    await until(() => link.ended)
    await post(server.url, [{ channel: '/said', clientId: key, id: '1', data: 'last words' }])
    expect(said).toEqual(['last words'])
    expect(server.encke.sessions).toBe(1)
    await until(() => server.encke.sessions === 0)
  })

  test('that gets a link after the goodbye of its page, which was on its way, lasts as long as that', async () => {
    const log = countingLog()
    const server = await serve({ timeout: 200, expiry: 600_000, log })
    const key = newKey()
    await openStream(server, key)
    await post(server.url, [{ channel: '/meta/disconnect', clientId: key }])
    const link = await openStream(server, key, { join: 2 })
    await until(() => link.batches().length)
    await ticks(log, 80)
    expect(server.encke.sessions).toBe(1)
    link.close()
    await until(() => server.encke.sessions === 0)
  })

  test('goes on although there are as many as there may be', async () => {
    const server = await serve({ limits: { sessions: 1 } })
    const key = newKey()
    await post(server.url, join(key))
    expect((await post(server.url, join(key, { join: 2 }))).messages).toMatchObject([{ successful: true }])
    expect((await post(server.url, join(newKey()))).messages).toMatchObject([{ error: expect.stringMatching(/^503:/) }])
  })

  test('more than so many are refused for now, and there is room again', async () => {
    const server = await serve({ limits: { sessions: 2 } })
    const first = await handshakePlainly(server)
    await openStream(server, newKey())
    const busy = { successful: false, error: expect.stringMatching(/^503:/), advice: { reconnect: 'retry' } }
    const hello = { channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: types }
    expect((await post(server.url, [hello])).messages).toMatchObject([busy])
    expect((await post(server.url, join(newKey()))).messages).toMatchObject([busy])
    await post(server.url, [{ channel: '/meta/disconnect', clientId: first }])
    expect((await post(server.url, [hello])).messages).toMatchObject([{ successful: true }])
  })
})

describe('a client that is far behind', () => {
  test('gets all that it asked for, however much else is in the log', async () => {
    const server = await serve()
    for (let count = 0; count < 2500; count++) server.encke.publish('/other', count)
    server.encke.publish('/a', 'at last')
    const link = await openStream(server, newKey(), { own: { '/a': 'oldest' } })
    await until(() => link.text.includes('at last'))
    server.encke.publish('/a', 'and live')
    await until(() => link.text.includes('and live'))
  })

  test('gets all of a long history, once and in order, while more is published', async () => {
    const server = await serve()
    for (let count = 0; count < 3000; count++) server.encke.publish('/a', count)
    const link = await openStream(server, newKey(), { own: { '/a': 'oldest' } })
    const data = () => link.batches().flatMap((batch) => batch.filter((m) => 'data' in m).map((m) => m.data))
    await until(() => data().length > 0)
    for (let count = 3000; count < 3100; count++) server.encke.publish('/a', count)
    await until(() => data().length >= 3100)
    expect(data()).toEqual(numbers(3100))
  })

  test('by poll too', async () => {
    const server = await serve()
    for (let count = 0; count < 1200; count++) server.encke.publish(count % 3 ? '/other' : '/a', count)
    const heard: number[] = []
    open(server).subscribe<number>('/a', ({ data }) => heard.push(data), { since: 'oldest' })
    await until(() => heard.length >= 400)
    expect(heard).toEqual(numbers(400).map((number) => number * 3))
  })

  test('hears what it missed when it comes back too late', async () => {
    const server = await serve({ log: createMemoryLog({ messages: 10 }) })
    const key = newKey()
    const { messages } = await post(server.url, join(key))
    const { tail } = messages[0]!.ext!.encke as { tail: string }
    for (let count = 0; count < 30; count++) server.encke.publish('/a', count)
    const link = await openStream(server, key, { join: 2, at: tail })
    await until(() => dataOf(link.batches().flat()).includes(29))
    const [answer, ...events] = link.batches().flat()
    const missed = (answer!.ext!.encke as { missed: Missed[] }).missed
    expect(missed).toEqual([{ patterns: ['/a'], from: tail, to: expect.any(String), reason: 'trimmed' }])
    expect(dataOf(events)).toEqual([20, 21, 22, 23, 24, 25, 26, 27, 28, 29])
  })

  test('hears that it missed everything when the log began anew', async () => {
    const server = await serve()
    const missed: Missed[] = []
    const heard: unknown[] = []
    const client = open(server)
    client.on('missed', (gap) => missed.push(gap))
    await client.subscribe('/a', ({ data }) => heard.push(data)).ready
    server.encke.publish('/a', 'before')
    await until(() => heard.length)
    server.restart()
    await until(() => missed.length)
    expect(missed).toMatchObject([{ patterns: ['/a'], reason: 'reset' }])
    await until(() => {
      server.encke.publish('/a', 'after')
      return heard.includes('after')
    })
    await client.publish('/a', 'published after')
    await until(() => heard.includes('published after'))
  })

  test('misses nothing when it is quiet while others are not', async () => {
    const log = countingLog({ messages: 20 })
    const server = await serve({ timeout: 200, log })
    const missed: Missed[] = []
    const heard: unknown[] = []
    const client = open(server)
    client.on('missed', (gap) => missed.push(gap))
    await client.subscribe('/quiet', ({ data }) => heard.push(data)).ready
    for (let round = 0; round < 10; round++) {
      for (let count = 0; count < 10; count++) server.encke.publish('/loud', count)
      await ticks(log, 8)
    }
    server.encke.publish('/quiet', 'at last')
    await until(() => heard.length)
    expect(missed).toEqual([])
  })
})

describe('answers', () => {
  test('to what comes in the same request as a connect for a stream are not lost', async () => {
    const server = await serve()
    const clientId = await handshakePlainly(server)
    const batch = [
      { channel: '/meta/subscribe', clientId, subscription: '/a', id: '1' },
      { channel: '/a', clientId, data: 'x', id: '2' },
      { channel: '/meta/connect', clientId, connectionType: 'xhr-streaming', id: '3' },
    ]
    const link = closeLater(await stream(server.url, batch))
    await until(() => link.text.includes('"data":"x"'))
    expect(
      link
        .batches()
        .flat()
        .map(({ id }) => id)
        .slice(0, 3),
    ).toEqual(['1', '2', '3'])
  })

  test.each([
    [
      'throws',
      () => {
        throw new Error('mine')
      },
    ],
    ['rejects', () => Promise.reject(new Error('mine'))],
  ])('of nobody are waited for when the server listens and its listener %s', async (_, fails) => {
    const server = await serve()
    const clientId = await handshakePlainly(server)
    const heard: unknown[] = []
    const { error } = console
    const complaints: unknown[] = []
    console.error = (complaint) => complaints.push(complaint)
    server.encke.subscribe('/a', fails)
    server.encke.subscribe('/*', ({ data }) => heard.push(data))
    await post(server.url, [{ channel: '/a', clientId, data: 1 }])
    await until(() => heard.length && complaints.length)
    console.error = error
    expect(complaints).toMatchObject([{ message: 'mine' }])
  })

  test('the server itself hears what comes on a service channel, which has no position', async () => {
    const server = await serve()
    const clientId = await handshakePlainly(server)
    const heard: unknown[] = []
    server.encke.subscribe('/service/**', (event) => heard.push(event))
    server.encke.subscribe('/*', () => heard.push('of another channel'))
    await post(server.url, [{ channel: '/service/log', clientId, data: 1 }])
    await until(() => heard.length)
    expect(heard).toEqual([{ channel: '/service/log', data: 1, position: '' }])
  })

  test('the server itself publishes to channels only, and not to those that are for itself', async () => {
    const server = await serve()
    const heard: unknown[] = []
    server.encke.subscribe('/**', (event) => heard.push(event))
    for (const channel of [undefined as never, '', 'a', '/a/*', '/meta/connect', '/', '/service/a']) {
      await expect(server.encke.publish(channel, 1)).rejects.toMatchObject({ code: 'bad-channel' })
    }
    await expect(server.encke.publish('/a.b', 1)).rejects.toThrow(/ASCII letters, digits and .* not to \/a\.b/)
    expect(() => server.encke.subscribe('/a/*/b', () => {})).toThrow(/\* or \*\* only at the end.* not to \/a\/\*\/b/)
    const around: { itself?: object } = {}
    around.itself = around
    for (const data of [undefined, () => {}, Symbol('x'), 1n, around]) {
      await expect(server.encke.publish('/a', data)).rejects.toMatchObject({ code: 'bad-data' })
    }
    await server.encke.publish('/a', 'good')
    await until(() => heard.length)
    expect(heard).toMatchObject([{ channel: '/a', data: 'good' }])
  })
})

describe('authorize', () => {
  const authorize: ServerOptions['authorize'] = async ({ action, channel }) =>
    channel === '/open' || (action === 'publish' && channel === '/in')

  test('turns a subscription down: the answer to the join says so, and nothing comes', async () => {
    const server = await serve({ authorize })
    const link = await openStream(server, newKey(), { subscriptions: ['/open', '/secret', '/**'] })
    await until(() => link.batches().length)
    const { refused } = link.batches()[0]![0]!.ext!.encke as { refused: object }
    const reason = expect.stringMatching(/^403:.*not authorized/)
    expect(refused).toEqual({ '/secret': reason, '/**': reason })
    server.encke.publish('/secret', 'secret')
    server.encke.publish('/open', 'open')
    await until(() => link.text.includes('"open"'))
    expect(link.text).not.toContain('"secret"')
  })

  test('turns a subscription down: ready rejects with the reason, the others are heard', async () => {
    const server = await serve({ authorize })
    const client = open(server)
    const heard: unknown[] = []
    const fine = client.subscribe('/open', ({ data }) => heard.push(data))
    const secret = client.subscribe('/secret', ({ data }) => heard.push(data))
    const all = client.subscribe('/**', ({ data }) => heard.push(data))
    await fine.ready
    await expect(secret.ready).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('not authorized'),
    })
    await expect(all.ready).rejects.toMatchObject({ code: 'refused' })
    server.encke.publish('/secret', 'secret')
    server.encke.publish('/open', 'open')
    await until(() => heard.length)
    expect(heard).toEqual(['open'])
  })

  test('turns a publication down for good: it rejects, those before and after it do not', async () => {
    const server = await serve({ authorize })
    const heard: unknown[] = []
    server.encke.subscribe('/**', ({ data }) => heard.push(data))
    const client = open(server)
    const verdicts = await Promise.allSettled([
      client.publish('/in', 1),
      client.publish('/out', 2),
      client.publish('/in', 3),
    ])
    expect(verdicts.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(verdicts[1]).toMatchObject({ reason: { code: 'refused' } })
    await until(() => heard.length >= 2)
    expect(heard).toEqual([1, 3])
  })

  test('gives its first verdict again when a publication is sent again', async () => {
    let allowed = false
    const server = await serve({ authorize: () => allowed })
    const key = newKey()
    await post(server.url, join(key))
    const publish = () => post(server.url, [{ channel: '/a', clientId: key, data: 1, id: '1' }])
    const refused = [{ successful: false, error: expect.stringMatching(/^403:/) }]
    expect((await publish()).messages).toMatchObject(refused)
    allowed = true
    expect((await publish()).messages).toMatchObject(refused)
  })

  test('is asked again at each join, and may take a subscription away', async () => {
    let allowed = true
    const server = await serve({ authorize: () => allowed })
    const client = open(server)
    const subscription = client.subscribe('/a')
    await subscription.ready
    allowed = false
    let failure: unknown
    try {
      for await (const _ of subscription);
    } catch (error) {
      failure = error
    }
    expect(failure).toMatchObject({ code: 'refused' })
  })

  test('that takes one subscription away leaves the others', async () => {
    const forbidden = new Set<string>()
    const server = await serve({ authorize: ({ channel }) => !forbidden.has(channel) })
    const key = newKey()
    const begun = await post(server.url, join(key, { subscriptions: ['/a', '/b'] }))
    const { tail } = begun.messages[0]!.ext!.encke as { tail: string }
    forbidden.add('/a')
    server.encke.publish('/a', 1)
    server.encke.publish('/b', 2)
    const encke = { join: 2, version: 0, at: tail }
    const connect = { channel: '/meta/connect', clientId: key, connectionType: 'long-polling', ext: { encke } }
    const { messages } = await post(server.url, [connect])
    expect(messages).toMatchObject([{ ext: { encke: { refused: { '/a': expect.stringMatching(/^403:/) } } } }, {}])
    expect(dataOf(messages)).toEqual([2])
  })

  test('that takes its time lets nobody have more subscriptions than the limit by asking for them at once', async () => {
    let decide = (_: boolean) => {}
    const decision = new Promise<boolean>((resolve) => {
      decide = resolve
    })
    let asked = 0
    const authorize = () => {
      asked++
      return decision
    }
    const server = await serve({ authorize, limits: { subscriptions: 3 } })
    const clientId = await handshakePlainly(server)
    const answers = numbers(5).map((number) =>
      post(server.url, [{ channel: '/meta/subscribe', clientId, subscription: [`/${number}/a`, `/${number}/b`] }]),
    )
    await until(() => asked === 10)
    decide(true)
    const messages = (await Promise.all(answers)).flatMap(({ messages }) => messages)
    expect(messages.filter(({ successful }) => successful)).toHaveLength(1)
    expect(messages.filter(({ error }) => error?.startsWith('413:'))).toHaveLength(4)
  })

  test('that says yes when the client has gone subscribes nobody', async () => {
    let decide = (_: boolean) => {}
    const authorize = () =>
      new Promise<boolean>((resolve) => {
        decide = resolve
      })
    const waiting = decide
    const server = await serve({ authorize })
    const clientId = await handshakePlainly(server)
    const answer = post(server.url, [{ channel: '/meta/subscribe', clientId, subscription: '/a' }])
    await until(() => decide !== waiting)
    await post(server.url, [{ channel: '/meta/disconnect', clientId }])
    decide(true)
    expect((await answer).messages).toMatchObject([
      { successful: false, error: expect.stringMatching(/^402:/), subscription: '/a' },
    ])
  })

  test('is asked once for what a client names twice, and the reply names it twice', async () => {
    const asked: string[] = []
    const server = await serve({
      authorize({ channel }) {
        asked.push(channel)
        return true
      },
    })
    const clientId = await handshakePlainly(server)
    const subscription = ['/a', '/b', '/a', '/a']
    const { messages } = await post(server.url, [{ channel: '/meta/subscribe', clientId, subscription }])
    expect(messages).toMatchObject([{ successful: true, subscription }])
    expect(asked).toEqual(['/a', '/b'])
  })

  test.each([
    ['a join', async (_: TestServer, subscriptions: string[]) => join(newKey(), { subscriptions })],
    [
      'a plain client',
      async (server: TestServer, subscription: string[]) => [
        { channel: '/meta/subscribe', clientId: await handshakePlainly(server), subscription },
      ],
    ],
  ])('is asked about the patterns of %s at once, a hundred of them at most', async (_, asking) => {
    const decisions: ((allowed: boolean) => void)[] = []
    const server = await serve({ authorize: () => new Promise((resolve) => decisions.push(resolve)) })
    const patterns = numbers(150).map((number) => `/${number}`)
    const answer = post(server.url, await asking(server, patterns))
    await until(() => decisions.length === 100)
    for (const decide of decisions.splice(0)) decide(true)
    await until(() => decisions.length === 50)
    for (const decide of decisions) decide(true)
    expect((await answer).messages).toMatchObject([{ successful: true }])
  })

  test.each([undefined, 1, 'yes', {}])('that answers %j has not said yes', async (answer) => {
    const server = await serve({ authorize: () => answer as never })
    const { messages } = await post(server.url, join(newKey()))
    expect(messages).toMatchObject([{ ext: { encke: { refused: { '/a': expect.stringMatching(/^403:/) } } } }])
  })
})

describe('authenticate', () => {
  test.each([
    ['false', () => false],
    ['null', () => null],
    ['undefined', () => undefined],
    ['a promise of false', async () => false],
  ])('turns a client away by %s: it is closed, and says why', async (_, authenticate) => {
    const server = await serve({ authenticate })
    const client = open(server)
    const errors: EnckeError[] = []
    client.on('error', (error) => errors.push(error))
    const subscription = client.subscribe('/a')
    await until(() => client.state === 'closed')
    expect(errors).toMatchObject([{ code: 'refused', message: expect.stringContaining('authentication failed') }])
    await expect(subscription.ready).rejects.toMatchObject({ code: 'closed' })
    const hello = { channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: types }
    const plain = { successful: false, error: expect.stringMatching(/^403:/), advice: { reconnect: 'none' } }
    expect((await post(server.url, [hello])).messages).toMatchObject([plain])
    expect(server.encke.sessions).toBe(0)
  })

  test.each([
    [
      'a throw',
      () => {
        throw new Error('no database')
      },
    ],
    ['a rejection', () => Promise.reject(new Error('no database'))],
  ])('has no answer yet by %s: clients ask again, and nobody is closed', async (_, fails) => {
    const { error } = console
    const complaints: unknown[] = []
    console.error = (complaint) => complaints.push(complaint)
    let away = true
    const server = await serve({ authenticate: () => (away ? fails() : 'ann') })
    const client = open(server)
    const { ready } = client.subscribe('/a')
    await until(() => complaints.length)
    const hello = { channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: types }
    const plain = { successful: false, error: expect.stringMatching(/^503:/), advice: { reconnect: 'retry' } }
    expect((await post(server.url, [hello])).messages).toMatchObject([plain])
    away = false
    await ready
    console.error = error
    expect(client.state).toBe('online')
    for (const complaint of complaints) expect(complaint).toMatchObject({ message: 'no database' })
  })

  test('hears the ext of the client, and cookies of our own pages only', async () => {
    const asked: unknown[] = []
    const server = await serve({
      origins: ['https://friend.example'],
      authenticate({ headers, ext }) {
        asked.push([headers.cookie, ext])
        return true
      },
    })
    const Cookie = 'user=1'
    const hello = [{ channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: types, ext: { token: 't' } }]
    for (const headers of [
      {},
      { Origin: server.origin },
      { Origin: 'https://friend.example' },
      { 'Sec-Fetch-Site': 'none' },
    ]) {
      await post(server.url, hello, { Cookie, ...headers } as Record<string, string>)
    }
    const ext = { token: 't' }
    expect(asked).toEqual([
      [Cookie, ext],
      [Cookie, ext],
      [Cookie, ext],
      [undefined, ext],
    ])
  })

  test('hears no cookies of a script element that says nothing of its page: any page may have made it', async () => {
    const cookies: unknown[] = []
    const server = await serve({
      authenticate({ headers }) {
        cookies.push(headers.cookie)
        return true
      },
    })
    const hello = { channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: types }
    const ask = (headers: object) =>
      get(server.url, { message: JSON.stringify([hello]), jsonp: 'cb' }, { Cookie: 'user=1', ...headers })
    await ask({})
    await ask({ Referer: `${server.origin}/page` })
    await ask({ 'Sec-Fetch-Site': 'same-origin' })
    expect(cookies).toEqual([undefined, 'user=1', 'user=1'])
  })

  test('hears the token that an extension says at each join, whatever the transport', async () => {
    const tokens: unknown[] = []
    const server = await serve({
      authenticate({ ext }) {
        tokens.push(ext.token)
        return ext.token ? { user: 'ann' } : false
      },
    })
    const extensions = createExtensions({
      name: 'token',
      outgoing: (message) =>
        /^\/meta\/(handshake|connect)$/.test(message.channel)
          ? { ...message, ext: { ...message.ext, token: 't' } }
          : message,
    })
    for (const transport of ['long-polling', 'fetch-streaming'] as const) {
      const client = closeLater(connect(server.url, { transports: [transport], extensions }))
      const got: unknown[] = []
      await client.subscribe('/a', ({ data }) => got.push(data)).ready
      for (const n of [1, 2, 3]) await client.publish('/a', n)
      await until(() => got.length === 3)
      expect([client.state, got]).toEqual(['online', [1, 2, 3]])
    }
    expect(new Set(tokens)).toEqual(new Set(['t']))
  })

  test('gives another identity under the same key a session of its own', async () => {
    const seen: unknown[] = []
    const server = await serve({
      authenticate: ({ ext }) => ext.user,
      authorize({ identity, action }) {
        if (action === 'publish') seen.push(identity)
        return true
      },
    })
    const key = newKey()
    const first = await openStream(server, key, {}, { user: { name: 'a' } })
    await until(() => first.batches().length)
    const stolen = await post(server.url, [
      {
        channel: '/meta/connect',
        clientId: key,
        connectionType: 'long-polling',
        ext: { user: { name: 'b' }, encke: { join: 2, version: 0 } },
      },
    ])
    expect(stolen.messages).toMatchObject([{ successful: false, error: expect.stringMatching(/^402:/) }])
    expect(first.ended).toBe(false)
    const again = await openStream(server, key, { join: 3 }, { user: { name: 'b' } })
    await until(() => first.ended && again.batches().length)
    await post(server.url, [{ channel: '/a', clientId: key, data: 1, id: '1' }])
    expect(seen).toEqual([{ name: 'b' }])
    expect(server.encke.sessions).toBe(1)
  })

  test('may take its time while joins race: the highest number has the session, whichever is answered first', async () => {
    for (const order of [
      ['1', '2'],
      ['2', '1'],
    ]) {
      const waiting = new Map<unknown, (identity: unknown) => void>()
      const server = await serve({ authenticate: ({ ext }) => new Promise((resolve) => waiting.set(ext.who, resolve)) })
      const key = newKey()
      const low = openStream(server, key, { join: 1 }, { who: '1' })
      const high = openStream(server, key, { join: 2 }, { who: '2' })
      await until(() => waiting.size === 2)
      for (const [index, who] of order.entries()) {
        waiting.get(who)!('me')
        const link = await (who === '1' ? low : high)
        if (index === 0) await until(() => link.batches().length)
      }
      const [one, two] = await Promise.all([low, high])
      await until(() => /"(moved|stale)":2/.test(one.text), `${order}: the lower one has been told`)
      server.encke.publish('/a', 'for the higher')
      await until(() => two.text.includes('for the higher'))
      expect(one.text).not.toContain('for the higher')
      expect(one.text).toMatch(order[0] === '1' ? /"moved":2/ : /"stale":2/)
      expect(server.encke.sessions).toBe(1)
    }
  })
})

describe('publications', () => {
  test('that the log cannot take for now are to be said again, and no client hears where the log is', async () => {
    const log = Object.assign(Object.create(createMemoryLog()), {
      append: () => Promise.reject(new EnckeError('busy', 'connect ECONNREFUSED 10.0.0.1:6379')),
    })
    const server = await serve({ log })
    const clientId = await handshakePlainly(server)
    const { messages } = await post(server.url, [{ channel: '/a', clientId, data: 1 }])
    expect(messages).toMatchObject([
      { successful: false, error: '503::the server could not decide; ask again', advice: { reconnect: 'retry' } },
    ])
  })

  test('of a client that has been quiet for longer than the log keeps things are taken', async () => {
    const log = countingLog({ age: 100 })
    const server = await serve({ timeout: 100, log })
    const client = open(server)
    await client.publish('/a', 1)
    const began = performance.now()
    await until(() => performance.now() > began + 300)
    await ticks(log, 2)
    await client.publish('/a', 2)
  })

  test('sent again after the link broke are taken once, in order', async () => {
    const server = await serve()
    const heard: unknown[] = []
    server.encke.subscribe('/n', ({ data }) => heard.push(data))
    const client = open(server)
    const all = Promise.all(
      numbers(200).map(async (number) => {
        await client.publish('/n', number)
        if (number % 50 === 0) server.cut()
      }),
    )
    await all
    await until(() => heard.length >= 200)
    expect(heard).toEqual(numbers(200))
  })
})
