import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createExtensions } from '../../../src/extensions/index'
import { connect, type EnckeError } from '../../../src/index'
import { closeLater, serve } from '../../support/close-later'
import { numbers } from '../../support/numbers'
import { open, openStream } from '../../support/own-client'
import { hello } from '../../support/plain-client'
import { until } from '../../support/until'
import { get, joining, newKey, post } from '../../support/wire'

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
    client.on('error', () => {})
    const { ready } = client.subscribe('/a')
    await until(() => complaints.length)
    const plain = { successful: false, error: expect.stringMatching(/^503:/), advice: { reconnect: 'retry' } }
    expect((await post(server.url, [hello])).messages).toMatchObject([plain])
    away = false
    await ready
    console.error = error
    expect(client.state).toBe('online')
    for (const complaint of complaints) expect(complaint).toMatchObject({ message: 'no database' })
  })

  test('that fails for everybody is told of ten times, not as often as they ask', async () => {
    const told = vi.spyOn(console, 'error').mockReturnValue()
    onTestFinished(() => told.mockRestore())
    const server = await serve({
      authenticate() {
        throw new Error('no database')
      },
    })
    await Promise.all(numbers(50).map(() => post(server.url, [hello])))
    expect(told).toHaveBeenCalledTimes(10)
    expect(server.encke.stats().refused).toMatchObject({ 503: 50 })
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
    const ext = { token: 't' }
    for (const headers of [
      {},
      { Origin: server.origin },
      { Origin: 'https://friend.example' },
      { 'Sec-Fetch-Site': 'none' },
    ]) {
      await post(server.url, [{ ...hello, ext }], { Cookie, ...headers } as Record<string, string>)
    }
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
    const ask = (headers: object) =>
      get(server.url, { message: JSON.stringify([hello]), jsonp: 'cb' }, { Cookie: 'user=1', ...headers })
    await ask({})
    await ask({ Referer: `${server.origin}/page` })
    await ask({ 'Sec-Fetch-Site': 'same-origin' })
    expect(cookies).toEqual([undefined, 'user=1', 'user=1'])
  })

  test('does not say no for good where the cookies of a script element did not count: by another way they may', async () => {
    const friend = 'https://friend.example'
    const server = await serve({
      origins: [friend],
      authenticate: ({ headers }) => headers.cookie === 'user=1' && 'ann',
    })
    for (const message of [hello, joining('callback-polling')]) {
      const ask = async (headers: Record<string, string>) => {
        const { text } = await get(server.url, { message: JSON.stringify([message]), jsonp: 'cb' }, headers)
        return JSON.parse(/cb\((.*)\)/.exec(text)?.[1] as string)[0]
      }
      for (const headers of [{ Cookie: 'user=1' }, { Cookie: 'user=1', Referer: `${friend}/` }]) {
        const unseen = await ask(headers)
        expect(unseen).toMatchObject({ successful: false, error: expect.stringMatching(/^403:.*Referrer-Policy/) })
        expect(unseen).not.toHaveProperty('advice')
      }
      const final = { successful: false, advice: { reconnect: 'none' } }
      expect(await ask({})).toMatchObject(final)
      expect(await ask({ Cookie: 'user=2', Referer: `${server.origin}/page` })).toMatchObject(final)
    }
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
    const first = await openStream(server, { key }, { user: { name: 'a' } })
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
    const again = await openStream(server, { key, join: 3 }, { user: { name: 'b' } })
    await until(() => first.ended && again.batches().length)
    await post(server.url, [{ channel: '/a', clientId: key, data: 1, id: '1' }])
    expect(seen).toEqual([{ name: 'b' }])
    expect(server.encke.sessions).toBe(1)
  })

  test('that returns another value for the same user each time is told of once', async () => {
    const told = vi.spyOn(console, 'warn').mockReturnValue()
    onTestFinished(() => told.mockRestore())
    let count = 0
    const server = await serve({ timeout: 100, authenticate: () => ({ user: 'ann', iat: ++count }) })
    open(server).subscribe('/a')
    await until(() => server.encke.stats().refused[402] === 3)
    expect(told.mock.calls).toEqual([[expect.stringMatching(/return the same value for the same user/)]])
  })

  test('may take its time while joins race: the highest number has the session, whichever is answered first', async () => {
    for (const order of [
      ['1', '2'],
      ['2', '1'],
    ]) {
      const waiting = new Map<unknown, (identity: unknown) => void>()
      const server = await serve({ authenticate: ({ ext }) => new Promise((resolve) => waiting.set(ext.who, resolve)) })
      const key = newKey()
      const low = openStream(server, { key, join: 1 }, { who: '1' })
      const high = openStream(server, { key, join: 2 }, { who: '2' })
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
