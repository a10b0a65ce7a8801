import { describe, expect, test } from 'vitest'
import { serve } from '../../support/close-later'
import { asking, listen, refusal } from '../../support/event-streams'
import { handshake } from '../../support/plain-client'
import { until } from '../../support/until'
import { joining, newKey, post } from '../../support/wire'

describe('a request for an event stream in which several messages ask for the answer', () => {
  const forStream = (clientId: string, id: string) => ({ channel: '/meta/stream', clientId, id })
  const forPoll = (clientId: string, id: string) => ({
    channel: '/meta/connect',
    clientId,
    connectionType: 'long-polling',
    id,
  })
  const forRejoin = (_: string, id: string) => ({
    ...forPoll(newKey(), id),
    connectionType: 'eventsource',
    ext: { encke: { join: 1, version: 0, subscriptions: ['/a'] } },
  })

  test.each([
    ['a stream and a connect', forStream, forPoll],
    ['a connect and a stream', forPoll, forStream],
    ['two streams', forStream, forStream],
    ['two connects', forPoll, forPoll],
    ['a stream and a join', forStream, forRejoin],
    ['a join and a stream', forRejoin, forStream],
  ])('gives it to the first, refuses the second, and the server lives on: %s', async (_, first, second) => {
    const server = await serve({ timeout: 200 })
    const [one, two] = [await handshake(server), await handshake(server)]
    const stream = await listen(asking(server, first(one, '1'), second(two, '2')))
    const messages = () => stream.events().flatMap(({ messages }) => messages)
    await until(() => messages().length, 'the second is answered')
    expect(messages()).toMatchObject([{ id: '2', ...refusal(400) }, ...messages().slice(1)])
    // Until whatever is held has been answered.
    for (const clientId of [one, two]) await post(server.url, [forPoll(clientId, 'hold')])
    expect(await handshake(server)).toBeTruthy()
  })

  test('answers a handshake alone, whatever is said beside it', async () => {
    const server = await serve({ timeout: 200 })
    const clientId = await handshake(server)
    const stream = await listen(asking(server, forStream(clientId, '1'), joining('eventsource', {}, { id: '2' })))
    await until(() => stream.events().length)
    expect(stream.events()[0]?.messages).toMatchObject([{ id: '2', successful: true }])
  })

  test('has what else is in it answered on the stream', async () => {
    const server = await serve()
    const clientId = await handshake(server)
    const stream = await listen(
      asking(server, forStream(clientId, '1'), { channel: '/meta/subscribe', clientId, subscription: '/a', id: '2' }),
    )
    await until(() => stream.events().length > 1)
    expect(stream.events()[0]?.messages).toMatchObject([{ id: '2', successful: true }])
    server.encke.publish('/a', 1)
    await until(() => stream.data().length)
  })
})
