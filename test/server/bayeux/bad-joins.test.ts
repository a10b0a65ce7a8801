import { afterEach, describe, expect, test } from 'vitest'
import { parseError } from '../../../src/protocol/errors'
import { each, refused } from '../../support/nonsense'
import type { TestServer } from '../../support/server'
import { until } from '../../support/until'
import { post, stream } from '../../support/wire'
import { limits, withWitness } from '../../support/witness'

let server: TestServer
let key: string
const { say, join } = withWitness((begun) => {
  ;({ server, key } = begun)
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

  test('with a field named __proto__ is taken, and pollutes nothing', async () => {
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

  test('followed by a goodbye with nonsense for a number keeps its session', async () => {
    await say(join({}))
    for (const number of ['x', null, {}, [], { toString: 1 }]) {
      const goodbye = { channel: '/meta/disconnect', clientId: key, ext: { encke: { join: number } } }
      refused(await say(goodbye), 400)
      const ext = { encke: { join: 2, version: 0 } }
      const connect = { channel: '/meta/connect', clientId: key, connectionType: 'long-polling', ext }
      expect((await say({ ...connect, advice: { timeout: 0 } })).messages).toMatchObject([{ successful: true }])
    }
  })
})

describe('a connect that should join', () => {
  test.each(each('text', 7, true, [], [1]))('with %j for a join is refused for good', async (encke) => {
    const message = { channel: '/meta/connect', clientId: key, connectionType: 'long-polling', ext: { encke } }
    expect(refused(await say(message), 400)).toMatchObject({ advice: { reconnect: 'none' } })
  })
})
