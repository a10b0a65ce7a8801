import { describe, expect } from 'vitest'
import { until } from '../support/until'
import { about, connected, id, play, poll, recordings } from './recordings'
import type { Exchange } from './scripted'

const { answers } = recordings('CometD', (id) => !id.startsWith('sf-'))

describe('our client on CometD for Java, as recorded', () => {
  const feature = about('CometD for Java 6, recorded', 'not among what was recorded')
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
  const first: Exchange = {
    says: { channel: '/meta/connect', clientId: id, connectionType: 'long-polling', advice: { timeout: 0 } },
    hears: [{ ...connected, advice }],
  }
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
      const { server, client, heard, hear, over, release } = await play(all)
      await client.subscribe('/a', hear).ready
      await release()
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
      const { client, told, hear, over, release } = await play(all)
      await client.subscribe('/a', hear).ready
      await release()
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
    const { client, told, hear, over, release } = await play([
      ...[handshake, first, subscribe('/a'), ends, { ...unknown, held: false }],
      ...[handshake, first, subscribe('/a'), poll],
    ])
    await client.subscribe('/a', hear).ready
    await release()
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
    const { client, told, hear, over, release } = await play(all)
    await client.subscribe('/a', hear).ready
    await release()
    await over()
    expect(told).toMatchObject([['error', { code: 'network', message: expect.stringContaining('500') }]])
  })
})
