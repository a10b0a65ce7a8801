import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { countingLog, ticks } from '../../support/counting-log'
import { answerTo, connectMessage, find, handshake, open, serve } from '../../support/sockets'
import { until } from '../../support/until'
import { post } from '../../support/wire'

describe('any Bayeux client over a WebSocket', () => {
  test('has its connect held until the timeout; events come beside it and do not release it', async () => {
    const timeout = 600
    const server = await serve({ timeout })
    const client = await open(server)
    const clientId = await handshake(client)
    client.say({ channel: '/meta/subscribe', clientId, subscription: '/a', id: 's' })
    expect(await answerTo(client, 's')).toMatchObject({ successful: true, subscription: '/a' })
    const began = performance.now()
    client.say(connectMessage(clientId, { id: 'c1' }))
    // The socket belongs to the session from the first connect on.
    client.say()
    await until(() => client.frames.some((frame) => !frame.length))
    server.encke.publish('/a', 'first')
    await until(() => client.data().length === 1)
    server.encke.publish('/a', 'second')
    await until(() => client.data().length === 2)
    expect(find(client, 'c1')).toBeUndefined()
    expect(await answerTo(client, 'c1')).toMatchObject({
      channel: '/meta/connect',
      successful: true,
      clientId,
      advice: { reconnect: 'retry', interval: 0, timeout },
    })
    expect(performance.now() - began).toBeGreaterThan(timeout * 0.7)
    expect(client.data()).toEqual(['first', 'second'])
  })

  test('gets events between two connects, has the next one held as well, and says goodbye', async () => {
    const timeout = 300
    const server = await serve({ timeout })
    const client = await open(server)
    const clientId = await handshake(client)
    client.say({ channel: '/meta/subscribe', clientId, subscription: '/a', id: 's' })
    client.say(connectMessage(clientId, { id: 'c1' }))
    await answerTo(client, 'c1')
    server.encke.publish('/a', 'between')
    await until(() => client.data().length)
    const began = performance.now()
    client.say(connectMessage(clientId, { id: 'c2' }))
    await answerTo(client, 'c2')
    expect(performance.now() - began).toBeGreaterThan(timeout * 0.7)
    client.say({ channel: '/meta/disconnect', clientId, id: 'd' })
    expect(await answerTo(client, 'd')).toMatchObject({ channel: '/meta/disconnect', successful: true })
    expect(server.encke.sessions).toBe(0)
    client.say(connectMessage(clientId, { id: 'c3' }))
    expect(await answerTo(client, 'c3')).toMatchObject({ successful: false, error: expect.stringMatching(/^402:/) })
  })

  test("has its connect answered in time: Faye's clients give up after 1.2 times the timeout", async () => {
    const timeout = 1000
    const log = countingLog()
    const server = await serve({ timeout, log })
    const client = await open(server)
    const clientId = await handshake(client)
    let time = performance.now()
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => time)
    onTestFinished(() => clock.mockRestore())
    client.say(connectMessage(clientId, { id: 'c' }))
    client.say({ channel: '/meta/subscribe', clientId, subscription: '/a', id: 's' })
    await answerTo(client, 's')
    time += timeout * 0.7
    await ticks(log, 2)
    expect(find(client, 'c')).toBeUndefined()
    // The server looks after its sessions ten times in a timeout.
    time += timeout * 0.3
    await ticks(log, 1)
    await answerTo(client, 'c')
  })

  test('is answered at once when it asks for that', async () => {
    const server = await serve({ timeout: 20_000 })
    const client = await open(server)
    const clientId = await handshake(client)
    client.say(connectMessage(clientId, { id: 'c1', advice: { timeout: 0 } }))
    expect(await answerTo(client, 'c1')).toMatchObject({ successful: true })
  })

  test('gets an answer to a connect that is held when it sends another one', async () => {
    const server = await serve({ timeout: 500 })
    const client = await open(server)
    const clientId = await handshake(client)
    client.say(connectMessage(clientId, { id: 'c1' }))
    client.say(connectMessage(clientId, { id: 'c2' }))
    await answerTo(client, 'c2')
    expect(await answerTo(client, 'c1', 2000)).toMatchObject({ channel: '/meta/connect' })
  })

  test('has a held connect answered when it says goodbye', async () => {
    const server = await serve({ timeout: 20_000 })
    const client = await open(server)
    const clientId = await handshake(client)
    client.say(connectMessage(clientId, { id: 'c1' }))
    client.say({ channel: '/meta/disconnect', clientId, id: 'd' })
    await answerTo(client, 'd')
    await answerTo(client, 'c1')
  })

  test('may shake hands anew on its socket: it goes on with that session, and the one before is forgotten', async () => {
    const server = await serve({ timeout: 300, expiry: 300 })
    const client = await open(server)
    const before = await handshake(client)
    client.say({ channel: '/meta/subscribe', clientId: before, subscription: '/a' })
    client.say(connectMessage(before, { id: 'before' }))
    client.say({ channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: ['websocket'], id: 'anew' })
    const clientId = (await answerTo(client, 'anew')).clientId as string
    client.say({ channel: '/meta/subscribe', clientId, subscription: '/a', id: 's' })
    client.say(connectMessage(clientId, { id: 'c1' }))
    expect(await answerTo(client, 'before')).toMatchObject({ successful: true, clientId: before })
    expect(await answerTo(client, 'c1')).toMatchObject({ successful: true, clientId })
    client.say(connectMessage(clientId, { id: 'c2' }))
    server.encke.publish('/a', 'once')
    expect(await answerTo(client, 'c2')).toMatchObject({ successful: true, clientId })
    expect(client.data()).toEqual(['once'])
    client.close()
    await until(() => server.encke.sessions === 0, 'both are forgotten')
  })

  test('may come from another transport with its session', async () => {
    const server = await serve({ timeout: 20_000 })
    const hello = { channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: ['long-polling'] }
    const clientId = (await post(server.url, [hello])).messages[0]?.clientId as string
    await post(server.url, [{ channel: '/meta/subscribe', clientId, subscription: '/a' }])
    const { requests } = server
    const held = post(server.url, [{ channel: '/meta/connect', clientId, connectionType: 'long-polling', id: 'poll' }])
    await until(() => server.requests > requests)
    const client = await open(server)
    client.say(connectMessage(clientId, { id: 'c1' }))
    expect((await held).messages).toMatchObject([{ id: 'poll' }])
    server.encke.publish('/a', 'over the socket')
    await until(() => client.data().length)
  })
})
