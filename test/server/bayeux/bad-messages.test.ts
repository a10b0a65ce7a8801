import { describe, expect, test } from 'vitest'
import { each, nested, refused } from '../../support/nonsense'
import type { TestServer } from '../../support/server'
import { post } from '../../support/wire'
import { types, withWitness } from '../../support/witness'

let server: TestServer
let clientId: string
const { say, join } = withWitness((begun) => {
  ;({ server, clientId } = begun)
})

describe('a message', () => {
  test('with data nested very deeply is refused, and the others of its batch are not', async () => {
    const body = JSON.stringify([
      { channel: '/a', clientId, id: '1', data: 0 },
      { channel: '/a', clientId, id: '2', data: 'DEEP' },
      { channel: '/a', clientId, id: '3', data: 0 },
    ]).replace('"DEEP"', nested(45_000))
    const { messages } = await post(server.url, body)
    expect(messages).toMatchObject([
      { id: '1', successful: true },
      { id: '2', successful: false, error: expect.stringMatching(/^415::/) },
      { id: '3', successful: true },
    ])
  })

  test.each(['/meta/handshake', '/meta/connect', '/meta/subscribe', '/meta/nonsense', '/good'])(
    'on %s whose id is nested very deeply brings nobody down',
    async (channel) => {
      const whole = {
        ...join({ subscriptions: [] }),
        channel,
        clientId,
        connectionType: 'long-polling',
        advice: { timeout: 0 },
        subscription: '/a',
        data: 'a deep id',
        id: 'DEEP',
        ...(channel !== '/meta/handshake' && { ext: {} }),
      }
      const { status, messages } = await post(server.url, JSON.stringify([whole]).replace('"DEEP"', nested(45_000)))
      expect(status).toBe(200)
      expect(messages[0]).toMatchObject({ channel })
      expect(messages[0]).not.toHaveProperty('id')
    },
  )

  test.each([
    'subscription',
    'connectionType',
    'channel',
    'clientId',
    'version',
    'supportedConnectionTypes',
    'advice',
    'ext',
  ])('whose %s is nested very deeply brings nobody down', async (field) => {
    for (const channel of ['/meta/handshake', '/meta/connect', '/meta/subscribe', '/good']) {
      const whole = {
        channel,
        clientId,
        version: '1.0',
        supportedConnectionTypes: types,
        connectionType: 'long-polling',
        advice: { timeout: 0 },
        [field]: 'DEEP',
      }
      const { status } = await post(server.url, JSON.stringify([whole]).replace('"DEEP"', nested(45_000)))
      expect(status, channel).toBe(200)
    }
  })

  test.each(each(undefined, null, 1, true, {}, [], ['/a'], { toString: 1 }))(
    'whose channel is %j is refused',
    async (channel) => {
      refused(await say({ channel, clientId, data: 1 }), 400)
    },
  )

  test.each(['', '/', 'a', '//a', '/a/', '/a b', '/a*', '/*', '/**', '/é', '/a\n', '/a?b', `/${'x'.repeat(600)}`])(
    'to the channel %j is refused',
    async (channel) => {
      const { error } = refused(await say({ channel, clientId, data: 1 }), 405)
      expect((error as string).length).toBeLessThan(200)
    },
  )

  test('without data is refused', async () => {
    refused(await say({ channel: '/a', clientId }), 400)
  })

  test.each(each('nobody', '', '__proto__', 'constructor', 1, null, ['x'], { toString: 1 }))(
    'of the unknown client %j is refused, with the advice to begin anew',
    async (unknown) => {
      for (const message of [
        { channel: '/a', data: 1 },
        { channel: '/meta/connect', connectionType: 'long-polling' },
        { channel: '/meta/subscribe', subscription: '/a' },
        { channel: '/meta/unsubscribe', subscription: '/a' },
        { channel: '/meta/disconnect' },
      ]) {
        const answer = refused(await say({ ...message, clientId: unknown }), 402)
        expect(answer).toMatchObject({ channel: message.channel, advice: { reconnect: 'handshake' } })
        expect(answer).not.toHaveProperty('clientId')
      }
    },
  )

  test.each(['/meta/nonsense', '/meta/', '/meta/connect/x', '/meta/toString', '/meta/constructor', '/meta/__proto__'])(
    'on %s is refused: there is no such meta channel',
    async (channel) => {
      expect(refused(await say({ channel, clientId, data: 1, id: 'm' }), 403)).toMatchObject({ channel, id: 'm' })
    },
  )

  test.each(['toString', 'constructor', '__proto__', 'hasOwnProperty'])(
    'on the channel %j is refused',
    async (channel) => {
      refused(await say({ channel, clientId, data: 1 }), 405)
    },
  )
})

describe('the name __proto__', () => {
  test('is a channel like any other', async () => {
    const names = ['/__proto__', '/__proto__/constructor', '/a/__proto__', '/toString']
    await say({ channel: '/meta/subscribe', clientId, subscription: ['/*', '/__proto__/**', '/a/*'] })
    for (const channel of names)
      expect((await say({ channel, clientId, data: channel })).messages).toMatchObject([{ successful: true }])
    const poll = { channel: '/meta/connect', clientId, connectionType: 'long-polling', advice: { timeout: 0 } }
    expect((await say(poll)).messages.slice(1).map(({ data }) => data)).toEqual(names)
  })

  test('is a key of data like any other, and pollutes nothing', async () => {
    const seen: unknown[] = []
    server.encke.subscribe('/proto', ({ data }) => seen.push(data))
    await say({ channel: '/meta/subscribe', clientId, subscription: '/proto' })
    const data = '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'
    await post(
      server.url,
      `[{"channel":"/proto","clientId":"${clientId}","data":${data},"__proto__":{"polluted":true}}]`,
    )
    const poll = { channel: '/meta/connect', clientId, connectionType: 'long-polling', advice: { timeout: 0 } }
    expect((await say(poll)).text).toContain(`"data":${data}`)
    expect(JSON.stringify(seen[0])).toBe(data)
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })
})
