import { describe, expect, test } from 'vitest'
import { closeLater, serve } from '../support/close-later'
import { until } from '../support/until'
import { ofKind, vectorsOf } from '../support/vectors'
import { type Dialogue, dial, eventStream, post, type Wire } from '../support/wire'

const vectors = vectorsOf('clients', ({ kind }) => kind === 'client-wire' || kind === 'sequence')

describe('what other clients send', () => {
  test.each(ofKind(vectors, 'client-wire'))('%s: is answered', async (id, { expect: expected }) => {
    const server = await serve({ timeout: 2000 })
    const wire = expected as { handshakeBody?: object[]; handshake: object[] | string }
    const below = typeof wire.handshake === 'string'
    const hello = await post(server.url + (below ? '/handshake' : ''), wire.handshakeBody ?? wire.handshake)
    expect(hello.messages, id).toMatchObject([{ channel: '/meta/handshake', successful: true, version: '1.0' }])
    const clientId = hello.messages[0]?.clientId as string
    const connectMessage = {
      channel: '/meta/connect',
      clientId,
      connectionType: 'long-polling',
      advice: { timeout: 0 },
    }
    const first = await post(server.url + (below ? '/connect' : ''), [connectMessage])
    expect(first.messages).toMatchObject([{ channel: '/meta/connect', successful: true }])
    const rest = await post(server.url + (below ? '/' : ''), [{ channel: '/a', clientId, data: 1, id: '3' }])
    expect(rest.messages).toMatchObject([{ channel: '/a', successful: true, id: '3' }])
    const bye = await post(server.url + (below ? '/disconnect' : ''), [{ channel: '/meta/disconnect', clientId }])
    expect(bye.messages).toMatchObject([{ channel: '/meta/disconnect', successful: true }])
  })
})

describe('sequences', () => {
  const timeout = 500
  const hello = { channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: ['websocket', 'eventsource'] }
  const connectBy = (connectionType: string, clientId: unknown, id: string) => {
    return { channel: '/meta/connect', connectionType, clientId, id }
  }

  async function answerTo({ frames }: Dialogue, id: string): Promise<Wire> {
    const find = () => frames.flat().find((message) => message.id === id)
    await until(find, `the answer to ${id}`)
    return find() as Wire
  }

  test('ws-faye: events come at any time, the answer to a connect at the timeout only', async () => {
    const server = await serve({ timeout })
    const client = closeLater(await dial(server.url))
    expect(client.socket.protocol).toBe('')
    client.socket.send(JSON.stringify({ ...hello, id: '1' }))
    const { clientId } = await answerTo(client, '1')
    client.say({ channel: '/meta/subscribe', clientId, subscription: '/foo', id: '2' })
    const began = performance.now()
    client.say(connectBy('websocket', clientId, '3'))
    client.say({ channel: '/foo', clientId, data: 'while it is held', id: '4' })
    client.say()
    await answerTo(client, '4')
    await until(() => client.data().length === 1)
    await until(() => client.frames.some((frame) => frame.length === 0))
    expect(client.frames.flat().some(({ id }) => id === '3')).toBe(false)
    expect(await answerTo(client, '3')).toMatchObject({ channel: '/meta/connect', successful: true })
    expect(performance.now() - began).toBeGreaterThan(timeout * 0.7)
    client.say({ channel: '/foo', clientId, data: 'after its time', id: '5' })
    await until(() => client.data().length === 2)
    expect(client.data()).toEqual(['while it is held', 'after its time'])
    client.say({ channel: '/meta/disconnect', clientId, id: '6' })
    expect(await answerTo(client, '6')).toMatchObject({ successful: true })
  })

  test('ext-ack: what a connect does not acknowledge comes again, and only connects bring events', async () => {
    const { url } = await serve({ timeout })
    const ext = { ack: true }
    const { messages } = await post(url, [{ ...hello, supportedConnectionTypes: ['long-polling'], ext }])
    expect(messages).toMatchObject([{ successful: true, ext }])
    const clientId = messages[0]?.clientId as string
    const connect = async (ack: number) => {
      const { messages } = await post(url, [{ ...connectBy('long-polling', clientId, '1'), ext: { ack } }])
      const number = messages.find(({ channel }) => channel === '/meta/connect')?.ext as { ack: number }
      return { number: number.ack, data: messages.flatMap(({ data }) => (data === undefined ? [] : [data])) }
    }
    await post(url, [{ channel: '/meta/subscribe', clientId, subscription: '/a' }])
    const publish = (data: unknown) => post(url, [{ channel: '/a', clientId, data, id: '2' }])
    expect((await publish('first')).messages).toMatchObject([{ channel: '/a', successful: true }])
    const first = await connect(-1)
    expect(first.data).toEqual(['first'])
    await publish('second')
    const again = await connect(first.number - 1)
    expect(again.data).toEqual(['first', 'second'])
    await publish('third')
    const next = await connect(again.number)
    expect(next.data).toEqual(['third'])
    expect(next.number).toBeGreaterThan(again.number)
  })

  test('es-faye: events come by a stream below the endpoint, all else goes by POST', async () => {
    const server = await serve({ timeout })
    const clientId = (await post(server.url, [hello])).messages[0]?.clientId as string
    await post(server.url, [{ channel: '/meta/subscribe', clientId, subscription: '/foo' }])
    const connected = await post(server.url, [connectBy('eventsource', clientId, '1')])
    expect(connected.took).toBeLessThan(timeout)
    expect(connected.messages).toMatchObject([{ id: '1', successful: true, advice: { timeout: 0, interval: timeout } }])
    const stream = closeLater(await eventStream(`${server.url}/${clientId}`))
    const published = await post(server.url, [{ channel: '/foo', clientId, data: 'x', id: '2' }])
    expect(published.messages).toMatchObject([{ channel: '/foo', id: '2', successful: true }])
    await until(() => stream.data().length)
    expect(stream.data()).toEqual(['x'])
    const unknown = await eventStream(`${server.url}/nobody`)
    expect(unknown.response.statusCode).toBe(200)
  })
})
