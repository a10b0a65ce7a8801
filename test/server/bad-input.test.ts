import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, type MockInstance, test, vi } from 'vitest'
import { type Client, connect } from '../../src/index'
import { parseError } from '../../src/protocol/errors'
import { startServer, type TestServer } from '../support/server'
import { until } from '../support/until'
import { ask, blocksOf, get, newKey, post, type Reply, stream, type Wire } from '../support/wire'

const foreign = 'http://elsewhere.example'
const types = ['long-polling', 'callback-polling', 'xhr-streaming', 'iframe']
const limits = { body: 100_000, batch: 50, subscriptions: 5 }

let server: TestServer
let witness: Client
/** A client that sends nonsense, and later something good. */
let clientId: string
/** The session key of another one, that joins. */
let key: string
let complaints: MockInstance
let count = 0
const heard: unknown[] = []
const states: string[] = []

beforeAll(async () => {
  server = await startServer({ timeout: 1000, limits })
  witness = connect(server.url, { transports: ['long-polling'] })
  witness.on('state', (state) => states.push(state))
  await witness.subscribe('/good', ({ data }) => heard.push(data)).ready
})

beforeEach(async () => {
  complaints = vi.spyOn(console, 'error')
  clientId = await handshake()
  key = newKey()
})

/** Whatever a test has sent: the witness still hears, and whoever sent nonsense can go on with something good. */
afterEach(async () => {
  const data = `still well ${++count}`
  const { messages } = await post(server.url, [{ channel: '/good', clientId, data, id: '1' }])
  expect(messages).toMatchObject([{ channel: '/good', successful: true, id: '1' }])
  await until(() => heard.includes(data), 'the witness hears')
  expect(states).toEqual(['connecting', 'online'])
  expect(complaints, 'the server complains of an internal error').not.toHaveBeenCalled()
  complaints.mockRestore()
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
})

afterAll(async () => {
  await witness.close()
  await server.close()
})

/** For `test.each`: values of any type. */
const each = (...values: unknown[]) => values.map((value): [unknown] => [value])

const say = (...messages: unknown[]) => post(server.url, messages)

async function handshake(): Promise<string> {
  const { messages } = await say({ channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: types })
  return messages[0]!.clientId as string
}

/** A handshake of a client of ours, changed. */
function join(encke: unknown, rest: object = {}): object {
  const whole = { join: 1, key, type: 'long-polling', version: 0, subscriptions: ['/mine'] }
  const ext = { encke: typeof encke === 'object' && encke && !Array.isArray(encke) ? { ...whole, ...encke } : encke }
  return { channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: types, id: 'j', ext, ...rest }
}

/** A clear answer: HTTP 200, and one unsuccessful message with this status. */
function refused({ status, messages }: Reply, code: number): Wire {
  expect(status).toBe(200)
  expect(messages).toMatchObject([{ successful: false, error: expect.any(String) }])
  expect(parseError(messages[0]!.error as string)).toMatchObject({ status: code, message: expect.stringMatching(/../) })
  return messages[0]!
}

/** A clear answer to what is no request at all: an HTTP status and a message that says the same. */
function rejected({ status, messages }: Reply, code: number, message: RegExp = /./) {
  expect(status).toBe(code)
  expect(messages).toMatchObject([{ successful: false }])
  expect(parseError(messages[0]!.error as string)).toMatchObject({
    status: code,
    message: expect.stringMatching(message),
  })
}

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)

describe('a body', () => {
  test('that is no JSON is malformed', async () => {
    rejected(await post(server.url, '[{"channel":'), 400, /not JSON/)
  })

  test('that is empty is malformed', async () => {
    rejected(await post(server.url, ''), 400, /not JSON/)
  })

  test.each(['1', 'null', '"text"', '[1]', '[null]', '[[]]', '[{},"text"]'])(
    'that is JSON but no array of messages is malformed: %s',
    async (body) => rejected(await post(server.url, body), 400, /not an array of messages/),
  )

  test('of bytes that are no UTF-8 is malformed', async () => {
    rejected(await post(server.url, Buffer.from([0x5b, 0xff, 0xfe, 0x5d])), 400)
  })

  test('of a form whose message is no JSON is malformed', async () => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    rejected(await post(server.url, 'message=%7Bnonsense', headers), 400, /not JSON/)
  })

  test('one megabyte over the limit is too large, and the answer can be read', async () => {
    const wide = await startServer()
    const body = JSON.stringify([{ channel: '/good', clientId, data: 'x'.repeat(2 * 1_048_576), id: '1' }])
    rejected(await post(wide.url, body), 413, /limit of 1048576/)
    await wide.close()
  })

  test('one byte over the limit is too large', async () => {
    const body = JSON.stringify([{ channel: '/good', clientId, data: '', id: '1' }])
    const fill = limits.body - body.length
    const exact = (length: number) => body.replace('"data":""', `"data":"${'x'.repeat(length)}"`)
    rejected(await post(server.url, exact(fill + 1)), 413)
    expect((await post(server.url, exact(fill))).messages).toMatchObject([{ successful: true }])
  })

  test('of too many messages is refused as a whole', async () => {
    const message = { channel: '/good', clientId, data: 'not to be heard' }
    refused(await say(...Array(limits.batch + 1).fill(message)), 413)
    expect((await say(...Array(limits.batch).fill({ ...message, channel: '/other' }))).messages).toHaveLength(
      limits.batch,
    )
    expect(heard).not.toContain('not to be heard')
  })

  test('that is nested very deeply is answered', async () => {
    const reply = await post(server.url, nested(40_000))
    rejected(reply, 400)
  })
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

describe('a handshake', () => {
  const greet = (rest: object) =>
    say({ channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: types, ...rest })

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
    const hello = { channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: types }
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

describe('a join', () => {
  /** The client that sends it can go on with a good one. */
  afterEach(async () => {
    const { messages } = await say(join({ join: 1000 }))
    expect(messages).toMatchObject([{ successful: true, ext: { encke: { join: 1000 } } }])
  })

  const long = 'K'.repeat(21)
  test.each(each('', 'short', `${long}KK`, long, `${long}+`, `${long}\n`, 1, null, {}, [`${long}K`], { toString: 1 }))(
    'with the session key %j is refused for good',
    async (bad) => expect(refused(await say(join({ key: bad })), 400)).toMatchObject({ advice: { reconnect: 'none' } }),
  )

  test.each(each('nobody', '', 1, null, { toString: 1 }))('of the session %j is refused', async (bad) => {
    const message = { channel: '/meta/connect', clientId: bad, connectionType: 'long-polling' }
    refused(await say({ ...message, ext: { encke: { join: 1, version: 0 } } }), 400)
  })

  test('of a session that is not known, without its subscriptions, is to begin anew', async () => {
    const ext = { encke: { join: 1, version: 0 } }
    const connectMessage = { channel: '/meta/connect', clientId: 'Q'.repeat(22), connectionType: 'long-polling', ext }
    expect(refused(await say(connectMessage), 402)).toMatchObject({ advice: { reconnect: 'handshake' } })
  })

  test('with a stale number is told so, and does not get the session', async () => {
    const live = await stream(server.url, [join({ join: 5, type: 'xhr-streaming' })])
    await until(() => live.batches().length > 0)
    const { status, messages } = await say(join({ join: 3 }))
    expect(status).toBe(200)
    expect(messages).toMatchObject([{ channel: '/meta/handshake', id: 'j', ext: { encke: { join: 3, stale: 5 } } }])
    server.encke.publish('/mine', 'for the live link')
    await until(() => live.text.includes('for the live link'))
    expect(live.ended).toBe(false)
    live.close()
  })

  test.each(each('text', 7, true, [], [1]))('that is %j is refused', async (encke) => {
    refused(await say(join(encke)), 400)
  })

  const nonsense: unknown[] = [null, 'nonsense', -1, 0.5, 1e300, true, {}, [], [[]], { toString: 1 }]
  for (const field of ['join', 'version', 'subscriptions', 'at', 'own', 'type']) {
    const sound: Record<string, unknown[]> = { subscriptions: [[]], own: [{}, []] }
    for (const value of nonsense) {
      const isSound = sound[field]?.some((one) => JSON.stringify(one) === JSON.stringify(value))
      if (isSound) continue
      test(`whose ${field} is ${JSON.stringify(value)} is refused`, async () => {
        refused(await say(join({ [field]: value })), field === 'type' ? 301 : 400)
      })
    }
  }

  test.each(each('nonsense', '', 'LATEST', 7, null, {}, ['latest']))(
    'that would begin at %j is refused',
    async (place) => {
      refused(await say(join({ own: { '/mine': place } })), 400)
    },
  )

  test('with bad patterns among the good is told which, and the good ones are heard', async () => {
    const bad = ['a', '/a/*/b', '/meta/connect', '__proto__']
    const { messages } = await say(join({ subscriptions: ['/mine', ...bad] }))
    const { refused: turnedDown, tail } = (messages[0] as { ext: { encke: { refused: object; tail: string } } }).ext
      .encke
    expect(Object.keys(turnedDown).sort()).toEqual(bad.sort())
    for (const reason of Object.values(turnedDown)) expect(parseError(reason).status).toBeGreaterThanOrEqual(403)
    server.encke.publish('/mine', 'heard')
    const ext = { encke: { join: 2, version: 0, at: tail } }
    const again = await say({ channel: '/meta/connect', clientId: key, connectionType: 'long-polling', id: 'c', ext })
    expect(again.messages).toMatchObject([{ id: 'c' }, { channel: '/mine', data: 'heard' }])
  })

  test('with too many subscriptions has the first of them, and is refused the rest', async () => {
    const subscriptions = Array.from({ length: limits.subscriptions + 1 }, (_, index) => `/${index}`)
    const [answer] = (await say(join({ subscriptions }))).messages
    expect(answer).toMatchObject({ successful: true })
    const { refused } = (answer as { ext: { encke: { refused: object } } }).ext.encke
    expect(Object.entries(refused)).toEqual([[`/${limits.subscriptions}`, expect.stringMatching(/^413::more than/)]])
  })

  test('of a key named like a property of every object is another session', async () => {
    const body = JSON.stringify([join({})]).replace('"join":1', '"join":1,"__proto__":{"polluted":1}')
    expect((await post(server.url, body)).messages).toMatchObject([{ successful: true }])
  })

  test('followed by publications with nonsense for numbers: each is refused', async () => {
    await say(join({}))
    for (const id of [undefined, null, '', '0', '-1', '1.5', 'x', '1e999', {}, [], ['1'], { toString: 1 }]) {
      const { messages } = await say({ channel: '/mine', clientId: key, data: 1, id })
      expect(messages, JSON.stringify(id)).toMatchObject([
        { successful: false, error: expect.stringMatching(/^400::/) },
      ])
    }
    refused(await say({ channel: '/mine', clientId: key, data: 1, id: '2' }), 409)
    expect((await say({ channel: '/mine', clientId: key, data: 1, id: '1' })).messages).toMatchObject([
      { successful: true },
    ])
  })

  test('followed by a goodbye with nonsense for a number is answered', async () => {
    await say(join({}))
    for (const number of ['x', null, {}, -1, { toString: 1 }]) {
      const { messages } = await say({ channel: '/meta/disconnect', clientId: key, ext: { encke: { join: number } } })
      expect(messages).toMatchObject([{ channel: '/meta/disconnect' }])
      await say(join({ join: 2 }))
    }
  })
})

describe('a connect that should join', () => {
  test.each(each('text', 7, true, [], [1]))('with %j for a join is refused for good', async (encke) => {
    const message = { channel: '/meta/connect', clientId: key, connectionType: 'long-polling', ext: { encke } }
    expect(refused(await say(message), 400)).toMatchObject({ advice: { reconnect: 'none' } })
  })
})

describe('a value of the wrong type', () => {
  const values: unknown[] = [null, true, 0, 7, -1, 1e300, '', 'x', [], [1], [[]], {}, { length: 1 }, { toString: 1 }]
  const fields = [
    ...['id', 'clientId', 'data', 'successful', 'error', 'subscription', 'version', 'minimumVersion'],
    ...['supportedConnectionTypes', 'connectionType', 'advice', 'ext'],
  ]
  const ofExt = ['encke', 'ack']
  const ofJoin = ['join', 'key', 'type', 'version', 'runs', 'subscriptions', 'latest', 'timeout', 'pad', 'at', 'own']
  const ofOthers = ['written', 'read', 'stale', 'run']

  /** Refused by what is wrong with it, or as good as without; never a failure of the server, nor worth another try. */
  function isFair({ status, messages }: Reply, what: string) {
    expect(status, what).toBe(200)
    expect(messages.length, what).toBeGreaterThan(0)
    for (const { successful, error } of messages) {
      expect(successful, what).toBe(error === undefined)
      if (error !== undefined) expect(parseError(error).status, what).toBeGreaterThanOrEqual(300)
      if (error !== undefined) expect(parseError(error).status, what).toBeLessThan(500)
    }
  }

  const soundJoin = () => ({ join: 1, key, type: 'long-polling', version: 0, subscriptions: ['/mine'] })
  const sound: Record<string, () => object> = {
    'a handshake': () => ({ channel: '/meta/handshake' }),
    'a handshake with a join': () => ({ channel: '/meta/handshake', ext: { encke: soundJoin() } }),
    'a connect': () => ({ channel: '/meta/connect', clientId }),
    'a connect with a join': () => ({ channel: '/meta/connect', clientId: key, ext: { encke: soundJoin() } }),
    'a subscription': () => ({ channel: '/meta/subscribe', clientId, subscription: '/x' }),
    'the end of a subscription': () => ({ channel: '/meta/unsubscribe', clientId, subscription: '/x' }),
    'a stream': () => ({ channel: '/meta/stream', clientId }),
    'a goodbye': () => ({ channel: '/meta/disconnect', clientId: 'nobody', ext: { encke: { join: 1 } } }),
    'a publication': () => ({ channel: '/x', clientId, data: 1 }),
  }
  const whole = {
    id: 'w',
    version: '1.0',
    supportedConnectionTypes: types,
    connectionType: 'long-polling',
    advice: { timeout: 0 },
  }

  test.each(Object.keys(sound))('in any field of %s is refused or as good as none', async (name) => {
    for (const value of values) {
      const told = (field: string) => `${field}: ${JSON.stringify(value)}`
      for (const field of fields) {
        // Whoever says nothing of how long waits as all do.
        if (field === 'advice' && name.startsWith('a connect')) continue
        isFair(await say({ ...whole, ...sound[name]!(), [field]: value }), told(field))
      }
      for (const field of ofExt) {
        isFair(await say({ ...whole, ...sound[name]!(), ext: { [field]: value } }), told(`ext.${field}`))
      }
      for (const field of [...ofJoin, ...ofOthers]) {
        const ext = { encke: { ...soundJoin(), [field]: value } }
        isFair(await say({ ...whole, ...sound[name]!(), ext }), told(`ext.encke.${field}`))
      }
    }
  })
})

describe('by script element', () => {
  const byScript = (message: unknown, query: Record<string, string> = {}, headers: Record<string, string> = {}) =>
    get(server.url, { message: JSON.stringify(message), jsonp: 'cb', ...query }, headers)

  /** What the script would hand to `cb`. */
  function called({ text, headers }: Reply): Wire[] {
    expect(headers['content-type']).toBe('text/javascript; charset=utf-8')
    let answer: unknown
    // As the browser does it: the text is run.
    new Function('cb', text)((value: unknown) => {
      answer = value
    })
    return answer as Wire[]
  }

  test.each([
    'alert(1)//',
    '',
    '1a',
    'a-b',
    'a..b',
    '.a',
    'a.',
    'a[0]',
    'a b',
    'a\n',
    'a\u2028',
    'é',
    'x'.repeat(65),
    '</script>',
  ])('the callback name %j is refused', async (jsonp) => {
    const reply = await byScript([], { jsonp })
    rejected(reply, 400, /jsonp/)
    expect(reply.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(reply.text).not.toContain('alert')
  })

  test.each(['cb', 'a.b.c', '_$1', 'x'.repeat(64)])('the callback name %j is taken', async (jsonp) => {
    const reply = await byScript([], { jsonp })
    expect(reply.text).toBe(`/**/${jsonp}([]);`)
    expect(reply.headers['x-content-type-options']).toBe('nosniff')
  })

  test('what is no JSON is malformed, and the answer is a script', async () => {
    const reply = await get(server.url, { message: '[{"channel":', jsonp: 'cb' })
    expect(reply.status).toBe(400)
    expect(called(reply)).toMatchObject([{ successful: false, error: expect.stringMatching(/^400::not JSON/) }])
  })

  test.each(['</script><script>alert(1)</script>', '<!--', '\u2028\u2029', '\'"\\\n', ']]>'])(
    'the data %j comes through as it is and harms nothing',
    async (data) => {
      await say({ channel: '/meta/subscribe', clientId, subscription: '/script' })
      await byScript([{ channel: '/script', clientId, data, id: data }])
      const poll = { channel: '/meta/connect', clientId, connectionType: 'callback-polling', advice: { timeout: 0 } }
      const reply = await byScript([poll])
      expect(reply.text).not.toMatch(/[<>\u2028\u2029]/)
      expect(called(reply)).toMatchObject([{ successful: true }, { channel: '/script', data }])
    },
  )

  test('an answer asked for as text is one, and harms nothing', async () => {
    const data = '</script>\u2028'
    const reply = await byScript([{ channel: '/meta/nonsense', id: data }], { text: '1' })
    expect(reply.text).not.toMatch(/[<>\u2028\u2029]/)
    expect(JSON.parse(called(reply) as unknown as string)).toMatchObject([{ id: data, successful: false }])
  })

  describe('in pieces', () => {
    const whole = JSON.stringify([{ channel: '/meta/nonsense', id: 'whole 😀' }])
    const piece = (message: string | undefined, part: string, of: string, request = key) =>
      get(server.url, { ...(message !== undefined && { message }), jsonp: 'cb', request, part, of })

    /** After whatever went wrong, a request in good pieces is understood, in any order. */
    afterEach(async () => {
      const cut = whole.indexOf('😀') + 1
      expect(called(await piece(whole.slice(cut), '1', '2', `${key}good`))).toEqual([])
      expect(called(await piece(whole.slice(0, cut), '0', '2', `${key}good`))).toMatchObject([{ successful: false }])
    })

    test.each([
      ['-1', '2'],
      ['2', '2'],
      ['0', '0'],
      ['0.5', '2'],
      ['x', '2'],
      ['0', 'x'],
      ['NaN', 'NaN'],
      ['Infinity', 'Infinity'],
      ['__proto__', '2'],
    ])('part %s of %s is no piece', async (part, of) => {
      const reply = await piece('[]', part, of)
      expect(reply.status).toBe(400)
      expect(called(reply)).toMatchObject([{ error: expect.stringMatching(/^400::part and of/) }])
    })

    test.each(['3001', '1e9'])('%s pieces are too many', async (of) => {
      const reply = await piece('[]', '0', of)
      expect(reply.status).toBe(413)
      expect(called(reply)).toMatchObject([{ error: '413::of: more than 3000 pieces' }])
    })

    test('who asks for text hears of it, in a script that runs', async () => {
      const query = { message: '[]', jsonp: 'cb', text: '1', request: key, part: '0', of: '3001' }
      const reply = await get(server.url, query)
      expect(reply.status).toBe(200)
      expect(JSON.parse(called(reply) as unknown as string)).toMatchObject([{ error: expect.stringMatching(/^413/) }])
    })

    test('a piece without part and of is none', async () => {
      const reply = await get(server.url, { message: '[]', jsonp: 'cb', request: key })
      expect(reply.status).toBe(400)
    })

    test('a piece of a request with an endless name is none', async () => {
      expect((await piece('[]', '0', '1', 'x'.repeat(65))).status).toBe(400)
    })

    test('pieces that do not agree how many they are are refused', async () => {
      await piece('[', '0', '2')
      const reply = await piece(']', '1', '3')
      expect(reply.status).toBe(400)
      expect(called(reply)).toMatchObject([{ error: expect.stringMatching(/^400::of/) }])
    })

    test('pieces that make no JSON together are malformed', async () => {
      await piece('[{', '0', '2')
      expect((await piece(']', '1', '2')).status).toBe(400)
    })

    test('a message that comes whole is too large at one character beyond the limit', async () => {
      const small = await startServer({ limits: { body: 100 } })
      const handshake = { channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: ['callback-polling'] }
      const text = JSON.stringify([handshake]).padEnd(100)
      expect(text).toHaveLength(100)
      expect((await get(small.url, { message: text, jsonp: 'cb' })).status).toBe(200)
      const reply = await get(small.url, { message: `${text} `, jsonp: 'cb' })
      await small.close()
      expect(reply.status).toBe(413)
    })

    test('pieces that are too large together are refused', async () => {
      const part = 'x'.repeat(10_000)
      let reply: Reply | undefined
      for (let index = 0; index <= limits.body / part.length; index++) reply = await piece(part, String(index), '100')
      expect(reply!.status).toBe(413)
    })

    test('pieces that grow when they are sent again are too large in the end', async () => {
      for (let index = 0; index < 11; index++) await piece('x', String(index), '100')
      const grown: number[] = []
      for (let index = 0; index < 11; index++) {
        grown.push((await piece('x'.repeat(10_000), String(index), '100')).status)
      }
      expect(grown).toContain(413)
    })

    test('a piece that comes twice counts once', async () => {
      for (let time = 0; time < 3; time++) expect(called(await piece(whole.slice(0, 5), '0', '2'))).toEqual([])
      expect(called(await piece(whole.slice(5), '1', '2'))).toMatchObject([{ id: 'whole 😀' }])
    })

    test('requests that are never completed do not pile up', async () => {
      await piece(whole.slice(0, 5), '0', '2', `${key}first`)
      for (let index = 0; index < 101; index++) await piece('[', '0', '2', `${key}${index}`)
      expect(called(await piece(whole.slice(5), '1', '2', `${key}first`)), 'the first has given way').toEqual([])
    })
  })
})

describe('in a frame', () => {
  test.each(['</script><script>alert(1)</script>', '<!-- <script>', '\u2028\u2029', '"\\\n', '&lt;'])(
    'the data %j comes through as it is and harms nothing',
    async (data) => {
      const frame = await stream(server.url, [join({ type: 'iframe', subscriptions: ['/frame'] })])
      server.encke.publish('/frame', data)
      await until(() => frame.text.includes('/frame","data'))
      frame.close()
      expect(frame.response.headers['content-type']).toBe('text/html; charset=utf-8')
      expect(frame.text.match(/<[a-z]+/g)).toEqual(['<meta', '<title', '<script', '<p', '<script', '<p', '<script'])
      const batches = blocksOf(frame.text).flatMap((text) => JSON.parse(text))
      expect(batches).toMatchObject([{ channel: '/meta/handshake' }, { channel: '/frame', data }])
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

describe('a page of another site', () => {
  const message = () => [{ channel: '/good', clientId, data: 'forged', id: '1' }]
  const forged = (headers: Record<string, string>) => post(server.url, message(), headers)
  const byScript = (headers: Record<string, string>) =>
    get(server.url, { message: JSON.stringify(message()), jsonp: 'cb' }, headers)

  afterEach(() => expect(heard).not.toContain('forged'))

  const notAllowed = (reply: Reply) => {
    rejected(reply, 403, /may not connect/)
    expect(Object.keys(reply.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
    expect(reply.text, 'no script').toMatch(/^\[/)
  }

  test.each([foreign, 'null', 'nonsense', '', 'http://127.0.0.1', 'file://'])(
    'may not post: Origin %j',
    async (Origin) => {
      notAllowed(await forged({ Origin }))
    },
  )

  test('may not post: Origin of another port', async () => {
    notAllowed(await forged({ Origin: `http://127.0.0.1:${server.port + 1}` }))
  })

  test('may not post with a type that needs no asking first', async () => {
    notAllowed(await forged({ Origin: foreign, 'Content-Type': 'text/plain' }))
  })

  test('may not ask by script: Sec-Fetch-Site', async () => {
    notAllowed(await byScript({ 'Sec-Fetch-Site': 'cross-site' }))
    notAllowed(await byScript({ 'Sec-Fetch-Site': 'same-site' }))
  })

  test('may not ask by script: Referer', async () => {
    notAllowed(await byScript({ Referer: `${foreign}/page` }))
    notAllowed(await byScript({ Referer: 'nonsense' }))
  })

  test('may not ask by script although its Referer looks like ours', async () => {
    notAllowed(await byScript({ Referer: `${server.origin}/`, 'Sec-Fetch-Site': 'cross-site' }))
    notAllowed(await byScript({ Referer: `${server.origin}.elsewhere.example/` }))
  })

  test('may not ask whether it may', async () => {
    const { status, headers } = await post(server.url, [], { Origin: foreign, 'Access-Control-Request-Method': 'POST' })
    expect(status).toBe(403)
    expect(headers['access-control-allow-origin']).toBeUndefined()
  })

  test('may when its exact origin is listed', async () => {
    const open = await startServer({ origins: ['https://friend.example'] })
    const hello = [{ channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: types }]
    const allowed = await post(open.url, hello, { Origin: 'https://friend.example', 'Sec-Fetch-Site': 'cross-site' })
    expect(allowed.messages).toMatchObject([{ successful: true }])
    expect(allowed.headers).toMatchObject({
      'access-control-allow-origin': 'https://friend.example',
      'timing-allow-origin': 'https://friend.example',
      vary: 'Origin',
    })
    for (const Origin of ['http://friend.example', 'https://friend.example:444', 'https://x.friend.example', 'null']) {
      expect((await post(open.url, hello, { Origin })).status, Origin).toBe(403)
    }
    await open.close()
  })

  test('may not post although its browser names another site than its Origin would', async () => {
    for (const site of ['cross-site', 'same-site']) {
      notAllowed(await forged({ Origin: server.origin, 'Sec-Fetch-Site': site }))
    }
    for (const site of ['none', '', 'same-origin, cross-site', 'Same-Origin']) {
      notAllowed(await forged({ Origin: foreign, 'Sec-Fetch-Site': site }))
    }
  })

  test('does not keep the page of our own from going on', async () => {
    await forged({ Origin: foreign })
    const own = [{ channel: '/other', clientId, data: 1, id: '1' }]
    expect((await post(server.url, own, { Origin: server.origin })).messages).toMatchObject([{ successful: true }])
  })
})

describe('a page of our own, behind a proxy that puts its own name for us into the Host', () => {
  const behind = { Host: 'upstream', Origin: 'https://our.example' }
  const hello = [{ channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: types }]

  test('is known by the word of its browser', async () => {
    const { messages } = await post(server.url, hello, { ...behind, 'Sec-Fetch-Site': 'same-origin' })
    expect(messages).toMatchObject([{ successful: true }])
  })

  test('is not known where its browser says nothing', async () => {
    expect((await post(server.url, hello, behind)).status).toBe(403)
  })
})

describe('a request', () => {
  test.each(['PUT', 'DELETE', 'HEAD', 'PATCH'])('by %s is not taken', async (method) => {
    const { status, headers } = await ask(server.url, { method })
    expect([status, headers.allow]).toEqual([405, 'POST, GET, OPTIONS'])
  })

  test('by GET without a message is not taken', async () => {
    expect((await get(server.url, {})).status).toBe(405)
  })

  test('to a path that only begins like ours is not for us', async () => {
    expect((await post(`${server.url}x`, [])).status).toBe(404)
    expect((await post(`${server.url}/x`, [])).status).toBe(200)
  })

  test('with a question mark in its question is understood as a whole', async () => {
    const message = JSON.stringify([{ channel: '/meta/nonsense', id: 'a?b' }])
    const url = `${server.url}?message=${encodeURIComponent(message).replace('%3F', '?')}&jsonp=cb`
    expect((await ask(url, { method: 'GET' })).text).toContain('a?b')
  })
})
