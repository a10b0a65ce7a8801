import { describe, expect, test } from 'vitest'
import { closeLater } from '../support/close-later'
import { numbers } from '../support/numbers'
import { handshake } from '../support/plain-client'
import { begin, join, question, serve, types } from '../support/streams'
import { until } from '../support/until'
import { type Dialogue, dial, enckeOf, joining, newKey, post, type Wire } from '../support/wire'

describe.each(types)('a stream by %s', (type) => {
  test('has its frames counted: the server says beside it how many it has written', async () => {
    const server = await serve({ wear: { characters: 3000 } })
    const key = newKey()
    const link = await join(server, type, { key, join: 7 })
    for (const number of numbers(50)) {
      server.encke.publish('/a', `${number} ${'x'.repeat(60)}`)
      if (number % 3 === 0) await until(() => link.data().length === number + 1)
    }
    await until(() => link.data().length === 50)
    expect(link.text).toContain('rotate')
    const { messages } = await post(server.url, [question(key, 1)])
    const written = link.frames().length
    expect(written).toBeGreaterThan(17)
    expect(messages).toEqual([
      { channel: '/meta/connect', id: 'w', successful: true, ext: { encke: { join: 7, written } } },
    ])
  })

  test('has what is published beside it answered with that count, in the last answer', async () => {
    const server = await serve()
    const key = newKey()
    const link = await join(server, type, { key, join: 7 })
    const publish = (...ids: string[]) =>
      post(
        server.url,
        ids.map((id) => ({ channel: '/up', clientId: key, id, data: 1 })),
      )
    expect((await publish('1', '2')).messages).toEqual([
      { channel: '/up', id: '1', successful: true },
      { channel: '/up', id: '2', successful: true, ext: { encke: { join: 7, written: 1 } } },
    ])
    server.encke.publish('/a', 1)
    await until(() => link.data().length)
    expect((await publish('3')).messages).toMatchObject([{ id: '3', ext: { encke: { join: 7, written: 2 } } }])
  })

  test('that is gone has no count', async () => {
    const server = await serve()
    const key = newKey()
    const link = await join(server, type, { key, join: 7 })
    link.close()
    let answer: Wire | undefined
    await until(async () => {
      ;[answer] = (await post(server.url, [question(key)])).messages
      return !('written' in enckeOf(answer))
    })
    expect(answer).toMatchObject({ successful: true, ext: { encke: { join: 7 } } })
  })
})

describe('the count of frames', () => {
  test('is that of the whole socket, in both directions, over a WebSocket', async () => {
    const server = await serve()
    const key = newKey()
    const client: Dialogue = closeLater(await dial(server.url))
    client.say()
    client.socket.send('nonsense')
    client.say(joining('websocket', { key, join: 4 }))
    await until(() => client.frames.length === 3)
    for (const id of ['1', '2', '3']) client.say({ channel: '/a', clientId: key, id, data: id })
    await until(() => client.data().length === 3)
    await until(() => client.frames.flat().some(({ id }) => id === '3'))
    const ask = () => post(server.url, [question(key)])
    expect((await ask()).messages[0]?.ext).toEqual({ encke: { join: 4, written: client.frames.length, read: 6 } })
    client.say()
    await until(() => client.frames.at(-1)?.length === 0)
    expect((await ask()).messages[0]?.ext).toEqual({ encke: { join: 4, written: client.frames.length, read: 7 } })
  })

  test('does not tell a client that waits for a large message over a WebSocket that something is held back', async () => {
    const server = await serve()
    const key = newKey()
    const client: Dialogue = closeLater(await dial(server.url))
    client.say(joining('websocket', { key, join: 4 }))
    await until(() => client.frames.length === 1)
    const written = async () => enckeOf((await post(server.url, [question(key)])).messages[0]).written
    server.encke.publish('/a', 'x'.repeat(40_000))
    await until(() => client.data().length === 1)
    expect(await written()).toBe(1)
    await until(async () => (await written()) === 2)
  })

  test('counts the answers to what came in the same request as the join', async () => {
    const server = await serve()
    const key = newKey()
    await post(server.url, [joining('long-polling', { key })])
    const encke = { join: 2, version: 0, subscriptions: ['/a'] }
    const link = await begin(server, 'xhr-streaming', [
      { channel: '/up', clientId: key, id: '1', data: 1 },
      { channel: '/meta/connect', clientId: key, id: 'c', connectionType: 'xhr-streaming', ext: { encke } },
    ])
    await until(() => link.frames().length >= 2)
    const { messages } = await post(server.url, [question(key)])
    expect(messages[0]?.ext).toEqual({ encke: { join: 2, written: link.frames().length } })
  })

  test('is not told beside a poll, and not to any other Bayeux client', async () => {
    const server = await serve()
    const key = newKey()
    const polls = () => server.encke.stats().links['long-polling']
    const { tail } = enckeOf((await post(server.url, [joining('long-polling', { key })])).messages[0])
    await until(() => polls() === 0)
    const encke = { join: 2, version: 0, at: tail }
    const poll = { channel: '/meta/connect', clientId: key, connectionType: 'long-polling', ext: { encke } }
    const held = post(server.url, [poll])
    await until(() => polls() === 1)
    expect((await post(server.url, [{ channel: '/up', clientId: key, id: '1', data: 1 }])).messages).toEqual([
      { channel: '/up', id: '1', successful: true },
    ])
    server.encke.publish('/a', 'the end of the poll')
    expect((await held).messages).toHaveLength(2)
    const clientId = await handshake(server, ['xhr-streaming'])
    await begin(server, 'xhr-streaming', [
      { channel: '/meta/connect', clientId, connectionType: 'xhr-streaming', advice: { timeout: 0 } },
    ])
    const { messages } = await post(server.url, [{ channel: '/up', clientId, id: '1', data: 1 }])
    expect(messages).toEqual([{ channel: '/up', id: '1', successful: true, clientId }])
  })

  test.each(['nobody', 'x'.repeat(22), ''])('of a session that is not known is no count: %j', async (clientId) => {
    const { messages } = await post((await serve()).url, [question(clientId)])
    expect(messages).toMatchObject([
      { id: 'w', successful: false, error: expect.stringMatching(/^402:/), advice: { reconnect: 'handshake' } },
    ])
  })

  test('is asked for without disturbing the link: it neither ends nor moves', async () => {
    const server = await serve()
    const key = newKey()
    const link = await join(server, 'xhr-streaming', { key })
    for (const _ of numbers(5)) await post(server.url, [question(key)])
    expect(link.frames()).toHaveLength(1)
    server.encke.publish('/a', 1)
    await until(() => link.data().length)
    expect(link.ended).toBe(false)
  })
})
