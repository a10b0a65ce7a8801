import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { ServerOptions } from '../../../src/server/index'
import { serve } from '../../support/close-later'
import { numbers } from '../../support/numbers'
import { open, openStream } from '../../support/own-client'
import { disconnect, handshake } from '../../support/plain-client'
import type { TestServer } from '../../support/server'
import { pass } from '../../support/streams'
import { until } from '../../support/until'
import { dataOf, joining, newKey, post } from '../../support/wire'

describe('authorize', () => {
  const authorize: ServerOptions['authorize'] = async ({ action, channel }) =>
    channel === '/open' || (action === 'publish' && channel === '/in')

  test('turns a subscription down: the answer to the join says so, and nothing comes', async () => {
    const server = await serve({ authorize })
    const link = await openStream(server, { subscriptions: ['/open', '/secret', '/**'] })
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

  test('that takes longer than clients wait is named on the console', async () => {
    const told = vi.spyOn(console, 'warn').mockReturnValue()
    onTestFinished(() => told.mockRestore())
    const answers: ((yes: boolean) => void)[] = []
    const server = await serve({ authorize: () => new Promise<boolean>((resolve) => answers.push(resolve)) })
    const link = openStream(server, { subscriptions: ['/open'] })
    await until(() => answers.length)
    pass(10_000)
    answers[0]?.(true)
    await link
    expect(told.mock.calls).toEqual([[expect.stringMatching(/^Encke: authorize has had no answer for ten seconds/)]])
  })

  test('says why not, in words of the application', async () => {
    const reasons: Record<string, string> = {
      '/fast': 'too much: wait ten seconds',
      '/long': 'x'.repeat(300),
      '/none': '',
    }
    const server = await serve({ authorize: async ({ channel }) => reasons[channel] ?? 'unknown client of ours' })
    const client = open(server)
    const why = (channel: string) =>
      Promise.all(
        [client.publish(channel, 1), client.subscribe(channel, () => {}).ready].map((promise) =>
          promise.then(
            () => 'done',
            ({ code, message }) => `${code}: ${message.replace(/^\w+ to \/\w+: /, '')}`,
          ),
        ),
      )
    expect(await why('/fast')).toEqual(Array(2).fill('refused: too much: wait ten seconds'))
    expect(await why('/long')).toEqual(Array(2).fill(`refused: ${'x'.repeat(200)}`))
    const unsaid = ['refused: not authorized to publish', 'refused: not authorized to subscribe']
    expect(await why('/none')).toEqual(unsaid)
    expect(await why('/other'), 'which would look like a session that is gone').toEqual(unsaid)
    const clientId = await handshake(server)
    const subscribe = { channel: '/meta/subscribe', clientId, subscription: '/fast' }
    const { messages } = await post(server.url, [subscribe])
    expect(messages).toMatchObject([{ successful: false, error: '403:/fast:too much: wait ten seconds' }])
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

  test('that fails is not asked about what the client publishes behind that, which is to be said again with it', async () => {
    const told = vi.spyOn(console, 'error').mockReturnValue()
    onTestFinished(() => told.mockRestore())
    const asked: string[] = []
    const { url } = await serve({
      authorize({ action, channel }) {
        if (action === 'publish') asked.push(channel)
        return channel !== '/b' || Promise.reject(new Error('no database'))
      },
    })
    const key = newKey()
    await post(url, [joining('long-polling', { key, subscriptions: [] })])
    const publications = ['/b', '/a', '/c'].map((channel, at) => ({ channel, data: 1, id: `${at + 1}`, clientId: key }))
    const { messages } = await post(url, publications)
    expect(messages.map(({ error }) => error?.slice(0, 3))).toEqual(['503', '409', '409'])
    expect(asked).toEqual(['/b'])
  })

  test('gives its first verdict again when a publication is sent again', async () => {
    let allowed = false
    const server = await serve({ authorize: () => allowed })
    const key = newKey()
    await post(server.url, [joining('long-polling', { key })])
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
    const begun = await post(server.url, [joining('long-polling', { key, subscriptions: ['/a', '/b'] })])
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
    const clientId = await handshake(server)
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
    const clientId = await handshake(server)
    const answer = post(server.url, [{ channel: '/meta/subscribe', clientId, subscription: '/a' }])
    await until(() => decide !== waiting)
    await disconnect(server, clientId)
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
    const clientId = await handshake(server)
    const subscription = ['/a', '/b', '/a', '/a']
    const { messages } = await post(server.url, [{ channel: '/meta/subscribe', clientId, subscription }])
    expect(messages).toMatchObject([{ successful: true, subscription }])
    expect(asked).toEqual(['/a', '/b'])
  })

  test.each([
    ['a join', async (_: TestServer, subscriptions: string[]) => [joining('long-polling', { subscriptions })]],
    [
      'a plain client',
      async (server: TestServer, subscription: string[]) => [
        { channel: '/meta/subscribe', clientId: await handshake(server), subscription },
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

  test('is asked about two hundred publications at a time, and about the next when one is decided', async () => {
    const decisions: ((allowed: boolean) => void)[] = []
    const server = await serve({ authorize: () => new Promise((resolve) => decisions.push(resolve)) })
    const clientId = await handshake(server)
    const publish = () => post(server.url, [{ channel: '/a', clientId, data: 1 }])
    const answers = numbers(200).map(publish)
    await until(() => decisions.length === 200)
    answers.push(publish())
    await disconnect(server, await handshake(server))
    expect(decisions).toHaveLength(200)
    decisions[0]?.(true)
    await until(() => decisions.length === 201)
    for (const decide of decisions) decide(true)
    for (const answer of answers) expect((await answer).messages).toMatchObject([{ successful: true }])
  })

  test.each([undefined, 1, 'yes', {}])('that answers %j has not said yes', async (answer) => {
    const server = await serve({ authorize: () => answer as never })
    const { messages } = await post(server.url, [joining('long-polling')])
    expect(messages).toMatchObject([{ ext: { encke: { refused: { '/a': expect.stringMatching(/^403:/) } } } }])
  })
})
