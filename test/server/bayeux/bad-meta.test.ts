import { describe, expect, test } from 'vitest'
import { each, refused } from '../../support/nonsense'
import type { TestServer } from '../../support/server'
import { until } from '../../support/until'
import { get } from '../../support/wire'
import { hello, withWitness } from '../../support/witness'

let server: TestServer
let clientId: string
const { say } = withWitness((begun) => {
  ;({ server, clientId } = begun)
})

describe('a handshake', () => {
  const greet = (rest: object) => say({ ...hello, ...rest })

  test.each(each(undefined, null, 1, {}, ['1.0']))('whose version is %j is refused for good', async (version) => {
    expect(refused(await greet({ version }), 400)).toMatchObject({ advice: { reconnect: 'none' } })
  })

  test.each(['2', '2.0', '10.1'])('that needs at least version %s is refused for good', async (minimumVersion) => {
    expect(refused(await greet({ minimumVersion }), 300)).toMatchObject({ advice: { reconnect: 'none' } })
  })

  test.each(each(null, 1, {}, { toString: 1 }, [], 'nonsense'))(
    'whose minimumVersion is %j is taken',
    async (minimumVersion) => {
      expect((await greet({ minimumVersion })).messages).toMatchObject([{ successful: true }])
    },
  )

  test.each(each(undefined, null, 'long-polling', {}, 7))(
    'whose types are %j is refused for good',
    async (supported) => {
      const answer = refused(await greet({ supportedConnectionTypes: supported }), 400)
      expect(answer).toMatchObject({ advice: { reconnect: 'none' } })
    },
  )

  test.each(each([], ['pigeon'], [1, null, {}, { toString: 1 }, ['long-polling']]))(
    'that offers %j only is refused for good, and hears what there is',
    async (supportedConnectionTypes) => {
      expect(refused(await greet({ supportedConnectionTypes }), 301)).toMatchObject({
        advice: { reconnect: 'none' },
        supportedConnectionTypes: expect.arrayContaining(['long-polling']),
      })
    },
  )

  test('beside another leaves one session', async () => {
    const { sessions } = server.encke
    const { messages } = await say({ ...hello, id: '1' }, { ...hello, id: '2' })
    expect(messages).toMatchObject([{ id: '1', successful: true }])
    expect(server.encke.sessions).toBe(sessions + 1)
  })
})

describe('a connect', () => {
  const connectWith = (rest: object) => say({ channel: '/meta/connect', clientId, id: 'c', ...rest })

  test.each(each(undefined, null, 1, {}, ['long-polling'], { toString: 1 }))(
    'of the type %j is refused',
    async (type) => {
      refused(await connectWith({ connectionType: type }), 400)
    },
  )

  test.each(['pigeon', '', '__proto__', 'toString'])('of the type %j is refused: there is none', async (type) => {
    refused(await connectWith({ connectionType: type }), 301)
  })

  test.each(each(-1, '0', null, {}, 1e300, { toString: 1 }))(
    'that would wait %j milliseconds waits as all do',
    async (timeout) => {
      const { requests } = server
      const held = connectWith({ connectionType: 'long-polling', advice: { timeout } })
      await until(() => server.requests > requests)
      await say({ channel: '/meta/subscribe', clientId, subscription: '/now' })
      server.encke.publish('/now', 1)
      expect((await held).messages).toMatchObject([
        { id: 'c', successful: true },
        { channel: '/now', data: 1 },
      ])
    },
  )

  test.each(each(null, 0, 'x', []))('whose advice is %j is held and answered', async (advice) => {
    const { requests } = server
    const held = connectWith({ connectionType: 'long-polling', advice })
    await until(() => server.requests > requests)
    await connectWith({ connectionType: 'long-polling', advice: { timeout: 0 } })
    expect((await held).messages).toMatchObject([{ id: 'c', successful: true }])
  })

  test('beside another in one request is refused, the first is answered', async () => {
    const one = { channel: '/meta/connect', clientId, connectionType: 'long-polling', advice: { timeout: 0 } }
    const { messages } = await say({ ...one, id: '1' }, { ...one, id: '2' })
    expect(messages.find(({ id }) => id === '1')).toMatchObject({ successful: true })
    expect(messages.find(({ id }) => id === '2')).toMatchObject({
      successful: false,
      error: expect.stringMatching(/^400::/),
    })
  })

  test('by script that asks for a stream is refused', async () => {
    for (const connectionType of ['xhr-streaming', 'iframe']) {
      const message = JSON.stringify([{ channel: '/meta/connect', clientId, connectionType }])
      const { status, text } = await get(server.url, { message, jsonp: 'cb' })
      expect(status).toBe(200)
      expect(JSON.parse(text.slice('/**/cb('.length, -2))).toMatchObject([
        { successful: false, error: expect.stringMatching(/^301:/) },
      ])
    }
  })
})

describe('a subscription', () => {
  const subscribe = (subscription: unknown, channel = '/meta/subscribe') => say({ channel, clientId, subscription })

  test.each(each(undefined, null, []))('to %j is refused: to what?', async (subscription) => {
    refused(await subscribe(subscription), 400)
  })

  test.each(each(1, {}, true, { toString: 1 }, [1], [['/a']], ['/a', null]))(
    'to %j is refused',
    async (subscription) => {
      refused(await subscribe(subscription), 405)
    },
  )

  test.each(['a', '/a/*/b', '/***', '', '/', '__proto__', `/${'x'.repeat(600)}`])(
    'to %j is refused',
    async (pattern) => {
      expect(refused(await subscribe(pattern), 405)).toMatchObject({ subscription: pattern })
    },
  )

  test.each(['/meta/connect', '/meta/*', '/meta/**'])('to %s is refused: reserved', async (pattern) => {
    refused(await subscribe(pattern), 403)
  })

  test('too many are refused, those before stay, and there is room again', async () => {
    const all = ['/1', '/2', '/3', '/4', '/5']
    expect((await subscribe(all)).messages).toMatchObject([{ successful: true }])
    refused(await subscribe('/6'), 413)
    expect((await subscribe('/5')).messages, 'one that is there already').toMatchObject([{ successful: true }])
    await subscribe('/1', '/meta/unsubscribe')
    expect((await subscribe('/6')).messages).toMatchObject([{ successful: true }])
  })

  test('an array with one bad among the good is refused as a whole', async () => {
    refused(await subscribe(['/fine', '/meta/x']), 403)
    server.encke.publish('/fine', 1)
    const poll = { channel: '/meta/connect', clientId, connectionType: 'long-polling', advice: { timeout: 0 } }
    expect((await say(poll)).messages).toMatchObject([{ channel: '/meta/connect', successful: true }])
  })

  test.each(each(1, null, [], {}, '/never', ['/never', 1], { toString: 1 }))(
    'to %j that is ended never was',
    async (what) => {
      expect((await subscribe(what, '/meta/unsubscribe')).messages).toMatchObject([{ successful: true }])
    },
  )
})
