import { describe, expect, test, vi } from 'vitest'
import { createMemoryLog } from '../../../src/server/index'
import { serve } from '../../support/close-later'
import { countingLog, ticks } from '../../support/counting-log'
import { openStream } from '../../support/own-client'
import { disconnect, handshake, hello, poll } from '../../support/plain-client'
import { pass, stop } from '../../support/streams'
import { until } from '../../support/until'
import { joining, newKey, post } from '../../support/wire'

/** Longer than any test waits. */
const forEver = 600_000

describe('a session', () => {
  test('is forgotten when it has had no link for so long', async () => {
    const server = await serve({ timeout: 400, expiry: 300 })
    const start = stop()
    const plain = await handshake(server)
    expect((await post(server.url, [joining('long-polling')])).messages).toMatchObject([{ successful: true }])
    expect(server.encke.sessions).toBe(2)
    start()
    await until(() => server.encke.sessions === 0)
    expect((await poll(server, plain)).messages).toMatchObject([{ error: expect.stringMatching(/^402:/) }])
  })

  test('is not forgotten before that, however long the server has been up', async () => {
    const expiry = 2000
    const log = countingLog()
    const server = await serve({ timeout: 100, expiry, log })
    pass(expiry + 500)
    stop()
    const plain = await handshake(server)
    await ticks(log, 3)
    expect((await poll(server, plain)).messages).toMatchObject([{ successful: true }])
  })

  test('is not forgotten as long as it has a link', async () => {
    const log = countingLog()
    const server = await serve({ timeout: 200, expiry: 100, log })
    const link = await openStream(server)
    await ticks(log, 20)
    expect(server.encke.sessions).toBe(1)
    link.close()
    await until(() => server.encke.sessions === 0)
  })

  test('ends with its goodbye, and the held poll is answered', async () => {
    const server = await serve({ timeout: forEver })
    const clientId = await handshake(server)
    const { requests } = server
    const held = poll(server, clientId, forEver)
    await until(() => server.requests > requests)
    await disconnect(server, clientId)
    expect((await held).messages).toMatchObject([{ channel: '/meta/connect' }])
    expect(server.encke.sessions).toBe(0)
  })

  test('of a client that joins is to begin anew when its connect has lost the join on its way', async () => {
    const server = await serve({ timeout: 20_000 })
    const key = newKey()
    await post(server.url, [joining('long-polling', { key })])
    const { messages, took } = await poll(server, key, 20_000)
    expect(messages).toMatchObject([
      { channel: '/meta/connect', successful: false, error: expect.stringMatching(/^402:/) },
    ])
    expect(messages[0]?.advice).toMatchObject({ reconnect: 'handshake' })
    expect(took).toBeLessThan(10_000)
  })

  test('is not ended by a goodbye that comes late, after a later join', async () => {
    const server = await serve()
    const key = newKey()
    const link = await openStream(server, { key, join: 2 })
    await until(() => link.batches().length)
    await post(server.url, [{ channel: '/meta/disconnect', clientId: key, ext: { encke: { join: 1 } } }])
    expect(server.encke.sessions).toBe(1)
    await post(server.url, [{ channel: '/meta/disconnect', clientId: key, ext: { encke: { join: 2 } } }])
    expect(server.encke.sessions).toBe(0)
    await until(() => link.ended)
  })

  test('is not ended by a goodbye that gets to another node, but after its time without a link', async () => {
    const log = createMemoryLog()
    const [node, other] = [await serve({ log, expiry: 300 }), await serve({ log })]
    const key = newKey()
    const link = await openStream(node, { key })
    await until(() => link.batches().length)
    const { messages } = await post(other.url, [{ channel: '/meta/disconnect', clientId: key }])
    expect(messages).toMatchObject([{ successful: false, error: expect.stringMatching(/^402:/) }])
    expect(node.encke.sessions).toBe(1)
    link.close()
    await until(() => node.encke.sessions === 0)
  })

  test('ends a second after the goodbye of a page that goes, and takes its last words until then', async () => {
    const log = countingLog()
    const remember = vi.spyOn(log, 'remember')
    const server = await serve({ timeout: 200, expiry: 600_000, log })
    const key = newKey()
    const said: unknown[] = []
    server.encke.subscribe('/said', ({ data }) => said.push(data))
    const link = await openStream(server, { key })
    await until(() => link.batches().length)
    const start = stop()
    await post(server.url, [{ channel: '/meta/disconnect', clientId: key }])
    await until(() => link.ended)
    await ticks(log, 3)
    await post(server.url, [{ channel: '/said', clientId: key, id: '1', data: 'last words' }])
    expect(said).toEqual(['last words'])
    expect(server.encke.sessions).toBe(1)
    start()
    await until(() => server.encke.sessions === 0)
    expect(remember, 'no other node knows of it').toHaveBeenLastCalledWith(key, undefined)
  })

  test('gets no link after the goodbye of its page: a join that was on its way is turned down', async () => {
    const log = countingLog()
    const server = await serve({ timeout: 200, expiry: 600_000, log })
    const key = newKey()
    await openStream(server, { key })
    const start = stop()
    await post(server.url, [{ channel: '/meta/disconnect', clientId: key }])
    const late = await post(server.url, [joining('fetch-streaming', { key, join: 2 })])
    expect(late.messages).toMatchObject([{ successful: false, error: expect.stringMatching(/^402:/) }])
    start()
    pass(1500)
    await until(() => server.encke.sessions === 0)
  })

  test('goes on although there are as many as there may be', async () => {
    const server = await serve({ limits: { sessions: 1 } })
    const key = newKey()
    await post(server.url, [joining('long-polling', { key })])
    expect((await post(server.url, [joining('long-polling', { key, join: 2 })])).messages).toMatchObject([
      { successful: true },
    ])
    expect((await post(server.url, [joining('long-polling')])).messages).toMatchObject([
      { error: expect.stringMatching(/^503:/) },
    ])
  })

  test('more than so many are refused for now, and there is room again', async () => {
    const server = await serve({ limits: { sessions: 2 } })
    const first = await handshake(server)
    await openStream(server)
    const busy = { successful: false, error: expect.stringMatching(/^503:/), advice: { reconnect: 'retry' } }
    expect((await post(server.url, [hello])).messages).toMatchObject([busy])
    expect((await post(server.url, [joining('long-polling')])).messages).toMatchObject([busy])
    await disconnect(server, first)
    expect((await post(server.url, [hello])).messages).toMatchObject([{ successful: true }])
  })
})
