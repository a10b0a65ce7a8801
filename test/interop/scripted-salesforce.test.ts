import { describe, expect } from 'vitest'
import { replay } from '../../src/extensions/index'
import { until } from '../support/until'
import { about, connected, play, poll, recordings } from './recordings'
import type { Exchange } from './scripted'

const { recorded, answers, vectorOf } = recordings('Salesforce', (id) => id.startsWith('sf-'))

describe('our client on Salesforce, as documented', () => {
  const feature = about('Salesforce, scripted', 'not among what is documented')
  const topic = '/event/Order__e'
  const advice = { interval: 0, timeout: 110_000, reconnect: 'retry' }
  const handshake: Exchange = {
    says: { channel: '/meta/handshake', ext: { replay: true } },
    hears: answers('sf-handshake'),
    cookie: 'BAYEUX_BROWSER=77; Path=/cometd/; Secure',
  }
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
      const { client, heard, hear, over, release } = await play(all, replay())
      await client.subscribe(topic, hear).ready
      for (let round = 0; round < 3; round++) {
        await release()
      }
      await over()
      expect(heard).toEqual([event(41).data, event(42).data, event(43).data])
    },
  )

  feature(
    'forgotten',
    'sf-unknown-none: stops where an unknown client is advised to stop, whatever the number of the error',
    async () => {
      const { client, told, hear, over, release } = await play(
        [handshake, first, subscribe(-1), ends('sf-unknown-none')],
        replay(),
      )
      await client.subscribe(topic, hear).ready
      await release()
      await until(() => client.state === 'closed')
      await over()
      expect(told).toMatchObject([['error', { message: expect.stringContaining('Unknown client') }]])
    },
  )

  feature('refusals', 'sf-auth: stops when its token is not good any more, whatever the id of the answer', async () => {
    const { client, told, over, release } = await play([handshake, first, subscribe(-1), ends('sf-auth')], replay())
    await client.subscribe(topic, () => {}).ready
    await release()
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
    const asked = vectorOf('sf-subscribe-replay').request as unknown as [{ ext: object }]
    const [{ ext }] = asked
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
