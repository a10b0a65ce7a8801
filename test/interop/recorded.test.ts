import { describe, expect, test } from 'vitest'
import { createExtensions, type Extension, replay } from '../../src/extensions/index'
import { connect } from '../../src/index'
import { closeLater } from '../support/close-later'
import { likeBrowser } from '../support/like-browser'
import { until } from '../support/until'
import { vectorsOf } from '../support/vectors'
import { type Exchange, script } from './scripted'
import { type Feature, nothingElse } from './table'

const table = 'Our client on other servers'
const id = '1a2b3c4d5e6f'

const vectors = vectorsOf('client', ({ kind }) => kind === 'answers')

/** What the server has been seen to say: to the request of this number, or at all. */
function recorded(vector: string, step?: number) {
  const { response, steps } = vectors.find((one) => one.id === vector) as (typeof vectors)[number]
  const said = step === undefined ? response : (steps[step]?.response ?? [])
  return JSON.parse(JSON.stringify(said).split('$C1').join(id)) as Record<string, unknown>[]
}

/** The same, but each answer with the id of what our client asks. */
const answers = (vector: string, step?: number) => recorded(vector, step).map(({ id: _, ...answer }) => answer)

/** Plays a recording to a client of ours, which writes down what happens to it. */
async function play(exchanges: Exchange[], ...extensions: Extension[]) {
  const server = await script(exchanges)
  const told: [string, unknown][] = []
  const client = closeLater(
    connect(server.url, {
      transports: ['long-polling'],
      environment: likeBrowser(),
      extensions: createExtensions(...extensions),
    }),
  )
  for (const event of ['missed', 'error'] as const) client.on(event, (what: unknown) => told.push([event, what]))
  const heard: unknown[] = []
  return {
    server,
    client,
    told,
    heard,
    hear: ({ data }: { data: unknown }) => void heard.push(data),
    /** Resolves when all has been said; nothing else was. */
    async over() {
      await until(() => server.ahead.length === 0, `said: ${JSON.stringify(server.ahead)}`)
      expect(server.strange).toEqual([])
    },
  }
}

const about = (row: string) => (feature: Feature, sentence: string, run: () => Promise<void>) =>
  test(sentence, { meta: { table, row, transport: 'long-polling', feature } }, run)

describe('our client on CometD for Java, as recorded', () => {
  const feature = about('CometD for Java 6, recorded')
  nothingElse('not among what was recorded', { table, row: 'CometD for Java 6, recorded' })
  const advice = { interval: 0, timeout: 30_000, reconnect: 'retry' }
  const cookie = `BAYEUX_BROWSER=8d5f; Path=/; HttpOnly`

  const handshake: Exchange = {
    says: { channel: '/meta/handshake', version: '1.0' },
    hears: [
      {
        ...{ channel: '/meta/handshake', successful: true, version: '1.0', minimumVersion: '1.0', clientId: id },
        supportedConnectionTypes: ['websocket', 'callback-polling', 'long-polling'],
        advice,
      },
    ],
    cookie,
  }
  const connected = { channel: '/meta/connect', successful: true }
  const first: Exchange = {
    says: { channel: '/meta/connect', clientId: id, connectionType: 'long-polling', advice: { timeout: 0 } },
    hears: [{ ...connected, advice }],
  }
  const poll: Exchange = { says: { channel: '/meta/connect', clientId: id }, hears: [connected], held: true }
  const subscribe = (subscription: string): Exchange => ({
    says: { channel: '/meta/subscribe', clientId: id, subscription },
    hears: [{ channel: '/meta/subscribe', successful: true, subscription }],
  })
  const unknown: Exchange = {
    ...poll,
    hears: [
      {
        ...{ channel: '/meta/connect', successful: false, error: '402::session_unknown' },
        advice: { interval: 0, reconnect: 'handshake' },
      },
    ],
  }

  feature(
    'hears',
    'hears events before the reply to the poll, and its own with the reply to its publication',
    async () => {
      const events = [
        { channel: '/a', data: 1 },
        { channel: '/a', data: 2 },
      ]
      const publish: Exchange = {
        says: { channel: '/a', data: 'mine', clientId: id },
        hears: [
          { channel: '/a', data: 'mine' },
          { channel: '/a', successful: true },
        ],
      }
      const all = [handshake, first, subscribe('/a'), { ...poll, hears: [...events, connected] }, poll, publish]
      const { server, client, heard, hear, over } = await play(all)
      await client.subscribe('/a', hear).ready
      await until(() => server.held.length === 1)
      server.held.shift()?.()
      await until(() => server.held.length === 1)
      await client.publish('/a', 'mine')
      expect(heard).toEqual([1, 2, 'mine'])
      await over()
      expect(server.cookies).toEqual(['', ...server.cookies.slice(1).map(() => 'BAYEUX_BROWSER=8d5f')])
    },
  )

  feature(
    'forgotten',
    'begins anew when the session is unknown, subscribes again, says what may be missing',
    async () => {
      const all = [handshake, first, subscribe('/a'), unknown, handshake, first, subscribe('/a'), poll]
      const { server, client, told, hear, over } = await play(all)
      await client.subscribe('/a', hear).ready
      await until(() => server.held.length)
      server.held.shift()?.()
      await over()
      expect(told[0]).toEqual(['missed', { patterns: ['/a'], from: '', to: '', reason: 'session' }])
      expect(told.slice(1)).toMatchObject([['error', { code: 'unknown-session' }]])
    },
  )

  feature(
    'loop',
    'stops when it is not known five times after its handshake, and says that cookies may be why',
    async () => {
      const never = { ...unknown, held: false }
      const { client, told, over } = await play(Array.from({ length: 5 }, () => [handshake, never]).flat())
      await until(() => client.state === 'closed')
      await over()
      expect(told).toMatchObject([['error', { code: 'refused', message: expect.stringContaining('cookie') }]])
    },
  )

  feature('goodbye', 'says goodbye; the poll that is held comes first, and says not to come back', async () => {
    const goodbye: Exchange = {
      says: { channel: '/meta/disconnect', clientId: id },
      hears: [{ channel: '/meta/disconnect', successful: true }],
    }
    const { server, client, told, over } = await play([handshake, first, subscribe('/a'), poll, goodbye])
    await client.subscribe('/a', () => {}).ready
    await until(() => server.held.length)
    await client.close()
    await over()
    expect(told).toEqual([])
  })

  feature('refusals', 'policy-ops: what is refused rejects, with the reason, and the rest goes on', async () => {
    const said = [
      { channel: '/meta/subscribe', subscription: '/priv' },
      { channel: '/priv', data: 1 },
      { channel: '/meta/subscribe', subscription: '/nocreate' },
      { channel: '/nocreate', data: 1 },
    ]
    const refused = said.map((says, step) => ({ says, hears: answers('policy-ops', step) }))
    const { client, hear, over } = await play([handshake, first, ...refused, poll, subscribe('/a')])
    const denied = (word: string) => ({ code: 'refused', message: expect.stringContaining(word) })
    await expect(client.subscribe('/priv', hear).ready).rejects.toMatchObject(denied('subscribe_denied'))
    await expect(client.publish('/priv', 1)).rejects.toMatchObject(denied('publish_denied'))
    await expect(client.subscribe('/nocreate', hear).ready).rejects.toMatchObject(denied('subscribe_denied'))
    await expect(client.publish('/nocreate', 1)).rejects.toMatchObject(denied('channel_denied'))
    await client.subscribe('/a', hear).ready
    await over()
  })

  feature('refusals', 'policy-handshake: stops when it is not let in, and says why', async () => {
    const { client, told, over } = await play([{ ...handshake, hears: answers('policy-handshake', 0) }])
    client.subscribe('/a', () => {}).ready.catch(() => {})
    await until(() => client.state === 'closed')
    await over()
    expect(told).toMatchObject([['error', { message: expect.stringContaining('handshake_denied') }]])
  })

  feature('hears', 'service-echo: hears the answer of a service, to which nobody subscribes', async () => {
    const echo: Exchange = { says: { channel: '/service/echo', data: { e: 1 } }, hears: answers('service-echo', 0) }
    const { client, heard, hear, over } = await play([handshake, first, poll, echo])
    await client.subscribe('/service/echo', hear).ready
    await client.publish('/service/echo', { e: 1 })
    expect(heard).toEqual([{ e: 1 }])
    await over()
  })

  feature('forgotten', 'server-disconnect: begins anew when the server ends the session', async () => {
    const ends = { ...poll, hears: answers('server-disconnect', 0) }
    const { server, client, told, hear, over } = await play([
      ...[handshake, first, subscribe('/a'), ends, { ...unknown, held: false }],
      ...[handshake, first, subscribe('/a'), poll],
    ])
    await client.subscribe('/a', hear).ready
    await until(() => server.held.length)
    server.held.shift()?.()
    await over()
    expect(told).toContainEqual(['missed', { patterns: ['/a'], from: '', to: '', reason: 'session' }])
  })

  feature('advice', 'multiple-clients: polls no sooner than another tab of this browser leaves room for', async () => {
    const { client, server } = await play([handshake, { ...first, hears: answers('multiple-clients', 0) }, poll])
    const began = performance.now()
    client.subscribe('/none', () => {}).ready.catch(() => {})
    await until(() => server.held.length)
    expect(performance.now() - began).toBeGreaterThan(2000)
  })

  feature('cut', 'goes on in the same session after a request that failed with 500', async () => {
    const all = [handshake, first, subscribe('/a'), { ...poll, status: 500 }, first, poll]
    const { server, client, told, hear, over } = await play(all)
    await client.subscribe('/a', hear).ready
    await until(() => server.held.length)
    server.held.shift()?.()
    await over()
    expect(told).toMatchObject([['error', { code: 'network', message: expect.stringContaining('500') }]])
  })
})

describe('our client on Salesforce, as documented', () => {
  const feature = about('Salesforce, scripted')
  nothingElse('not among what is documented', { table, row: 'Salesforce, scripted' })
  const topic = '/event/Order__e'
  const advice = { interval: 0, timeout: 110_000, reconnect: 'retry' }
  const handshake: Exchange = {
    says: { channel: '/meta/handshake', ext: { replay: true } },
    hears: answers('sf-handshake'),
    cookie: 'BAYEUX_BROWSER=77; Path=/cometd/; Secure',
  }
  const connected = { channel: '/meta/connect', successful: true }
  const poll: Exchange = { says: { channel: '/meta/connect', clientId: id }, hears: [connected], held: true }
  const first: Exchange = { ...poll, hears: [{ ...connected, advice }], held: false }
  const subscribe = (from: number): Exchange => ({
    says: { channel: '/meta/subscribe', subscription: topic, ext: { replay: { [topic]: from } } },
    hears: [{ channel: '/meta/subscribe', successful: true, subscription: topic }],
  })
  const event = (replayId: number) => ({ channel: topic, data: { payload: { n: replayId }, event: { replayId } } })
  const ends = (vector: string): Exchange => ({ ...poll, hears: recorded(vector) })

  feature(
    'hears',
    'sf-unknown: with replay goes on behind the last event when it is forgotten, and nothing is lost',
    async () => {
      const all = [
        ...[handshake, first, subscribe(-1), { ...poll, hears: [event(41), event(42), connected] }, ends('sf-unknown')],
        ...[handshake, first, subscribe(42), { ...poll, hears: [event(43), connected] }, poll],
      ]
      const { server, client, heard, hear, over } = await play(all, replay())
      await client.subscribe(topic, hear).ready
      for (let round = 0; round < 3; round++) {
        await until(() => server.held.length)
        server.held.shift()?.()
      }
      await over()
      expect(heard).toEqual([event(41).data, event(42).data, event(43).data])
    },
  )

  feature(
    'forgotten',
    'sf-unknown-none: stops where an unknown client is advised to stop, whatever the number of the error',
    async () => {
      const { server, client, told, hear, over } = await play(
        [handshake, first, subscribe(-1), ends('sf-unknown-none')],
        replay(),
      )
      await client.subscribe(topic, hear).ready
      await until(() => server.held.length)
      server.held.shift()?.()
      await until(() => client.state === 'closed')
      await over()
      expect(told).toMatchObject([['error', { message: expect.stringContaining('Unknown client') }]])
    },
  )

  feature('refusals', 'sf-auth: stops when its token is not good any more, whatever the id of the answer', async () => {
    const { server, client, told, over } = await play([handshake, first, subscribe(-1), ends('sf-auth')], replay())
    await client.subscribe(topic, () => {}).ready
    await until(() => server.held.length)
    server.held.shift()?.()
    await until(() => client.state === 'closed')
    await over()
    expect(told).toMatchObject([['error', { message: expect.stringContaining('Authentication invalid') }]])
  })

  feature(
    'refusals',
    'sf-hs-denied: stops when it is not let in, and hands over all that the server says',
    async () => {
      const { client, told, over } = await play([{ ...handshake, says: {}, hears: answers('sf-hs-denied') }])
      client.subscribe(topic, () => {}).ready.catch(() => {})
      await until(() => client.state === 'closed')
      await over()
      const cause = { ext: { sfdc: { failureReason: '401::Authentication invalid' } } }
      expect(told).toMatchObject([['error', { message: expect.stringContaining('Handshake denied'), cause }]])
    },
  )

  feature('advice', 'sf-handshake: comes again when the server was too busy to let it in', async () => {
    const [denied] = answers('sf-hs-denied')
    const busy: Exchange = { ...handshake, hears: [{ ...denied, advice: { reconnect: 'handshake', interval: 50 } }] }
    const { client, over } = await play([busy, handshake, first, subscribe(-1), poll], replay())
    await client.subscribe(topic, () => {}).ready
    await over()
  })

  feature('hears', 'sf-subscribe-replay: asks for what is kept, or for new events only', async () => {
    const asked = vectors.find((vector) => vector.id === 'sf-subscribe-replay')?.request as unknown as { ext: object }[]
    const ext = asked[0]?.ext as object
    const subscribes = (channel: string, ext: object): Exchange => ({
      says: { channel: '/meta/subscribe', subscription: channel, ext },
      hears: [{ channel: '/meta/subscribe', successful: true, subscription: channel }],
    })
    const all = [subscribes('/topic/X', ext), subscribes('/topic/Y', { replay: { '/topic/Y': -2 } })]
    const { client, over } = await play([handshake, first, ...all, poll], replay({ '/topic/Y': -2 }))
    for (const channel of ['/topic/X', '/topic/Y']) await client.subscribe(channel, () => {}).ready
    await over()
  })
})
