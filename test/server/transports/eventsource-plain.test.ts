import { describe, expect, test } from 'vitest'
import { serve } from '../../support/close-later'
import { address, cut, listen, refusal } from '../../support/event-streams'
import { numbers } from '../../support/numbers'
import { disconnect, poll, subscribe } from '../../support/plain-client'
import type { TestServer } from '../../support/server'
import { until } from '../../support/until'
import { dataOf, newKey, post, type Wire } from '../../support/wire'

describe("an event stream in Faye's form", () => {
  const types = ['long-polling', 'eventsource']

  async function handshake(server: TestServer): Promise<string> {
    const hello = { channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: types }
    const [answer] = (await post(server.url, [hello])).messages as [Wire]
    expect(answer.supportedConnectionTypes).toContain('eventsource')
    return answer.clientId as string
  }
  const connect = (server: TestServer, clientId: string) =>
    post(server.url, [{ channel: '/meta/connect', clientId, connectionType: 'eventsource', id: 'c' }])

  test('opens at once, though there is nothing to say yet', async () => {
    const server = await serve({ timeout: 20_000 })
    const clientId = await handshake(server)
    const began = performance.now()
    const stream = await Promise.race([
      listen(`${server.url}/${clientId}`),
      until(() => performance.now() > began + 8000).then(() => undefined),
    ])
    expect(stream?.response.statusCode).toBe(200)
    expect(stream?.response.headers['content-type']).toBe('text/event-stream; charset=utf-8')
  })

  test('has its connects answered at once, and says when the next is due', async () => {
    const timeout = 20_000
    const server = await serve({ timeout })
    const clientId = await handshake(server)
    const reply = await connect(server, clientId)
    expect(reply.took).toBeLessThan(10_000)
    const advice = { reconnect: 'retry', timeout: 0, interval: timeout }
    expect(reply.messages).toMatchObject([{ channel: '/meta/connect', id: 'c', successful: true, clientId, advice }])
  })

  test('brings events, and only there; what is posted is answered where it is posted', async () => {
    const server = await serve()
    const clientId = await handshake(server)
    await subscribe(server, clientId)
    const opening = listen(`${server.url}/${clientId}`)
    await until(() => server.requests === 3)
    expect((await connect(server, clientId)).messages).toHaveLength(1)
    server.encke.publish('/a', 1)
    const stream = await opening
    await until(() => stream.data().length)
    const { messages } = await post(server.url, [{ channel: '/a', clientId, data: 2, id: 'p' }])
    expect(messages).toMatchObject([{ channel: '/a', id: 'p', successful: true }])
    await until(() => stream.data().length === 2)
    expect((await connect(server, clientId)).messages).toHaveLength(1)
    for (const number of numbers(200, 3)) {
      server.encke.publish('/a', number)
      if (number % 7 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    await until(() => stream.data().length >= 202)
    expect(stream.data()).toEqual(numbers(202, 1))
    expect(stream.events().flatMap(({ messages }) => messages)).toHaveLength(202)
  })

  test('hears a sign of life when nothing is said', async () => {
    const server = await serve({ timeout: 200 })
    const stream = await listen(`${server.url}/${await handshake(server)}`)
    await until(() => stream.text.split('\n\n').length > 3)
    expect(stream.ended).toBe(false)
    expect(stream.data()).toEqual([])
  })

  test('is still there when it is opened a second time: the first one ends', async () => {
    const server = await serve({ timeout: 300 })
    const clientId = await handshake(server)
    await subscribe(server, clientId)
    const first = await listen(`${server.url}/${clientId}`)
    const second = await listen(`${server.url}/${clientId}`)
    await until(() => first.ended)
    server.encke.publish('/a', 1)
    await until(() => second.data().length)
  })

  describe('goes on when its client, which has not seen it open yet, polls once more', () => {
    async function overtaken(timeout = 20_000) {
      const server = await serve({ timeout })
      const clientId = await handshake(server)
      await subscribe(server, clientId)
      const stream = await listen(`${server.url}/${clientId}`)
      const { requests } = server
      const polled = poll(server, clientId, timeout)
      await until(() => server.requests > requests && server.encke.stats().links['long-polling'])
      return { server, clientId, stream, polled }
    }

    test('with what comes after that', async () => {
      const { server, clientId, stream, polled } = await overtaken()
      server.encke.publish('/a', 'polled')
      expect(dataOf((await polled).messages)).toEqual(['polled'])
      server.encke.publish('/a', 'between')
      expect((await connect(server, clientId)).messages).toHaveLength(1)
      await until(() => stream.data().length)
      server.encke.publish('/a', 'streamed')
      await until(() => stream.data().length === 2)
      expect(stream.data()).toEqual(['between', 'streamed'])
      expect(stream.ended).toBe(false)
    })

    test('and the poll is answered when it is held still', async () => {
      const { server, clientId, stream, polled } = await overtaken()
      await connect(server, clientId)
      expect((await polled).messages).toMatchObject([{ channel: '/meta/connect', successful: true }])
      server.encke.publish('/a', 1)
      await until(() => stream.data().length)
    })

    test('but not when it has been cut meanwhile: the next one brings what was published', async () => {
      const { server, clientId, stream, polled } = await overtaken()
      const broken = polled.catch(() => {})
      await cut(server, stream)
      await broken
      await until(() => !server.encke.stats().links.eventsource)
      await connect(server, clientId)
      server.encke.publish('/a', 1)
      const next = await listen(`${server.url}/${clientId}`)
      await until(() => next.data().length)
      expect(next.data()).toEqual([1])
    })
  })

  test('ends with its session', async () => {
    const server = await serve({ timeout: 300 })
    const clientId = await handshake(server)
    const stream = await listen(`${server.url}/${clientId}`)
    await disconnect(server, clientId)
    await until(() => stream.ended)
    expect(stream.events().at(-1)).toMatchObject({ end: true })
    expect(server.encke.sessions).toBe(0)
  })

  test('misses nothing that is published between two of its streams', async () => {
    const server = await serve({ timeout: 300 })
    const clientId = await handshake(server)
    await subscribe(server, clientId)
    const first = await listen(`${server.url}/${clientId}`)
    await cut(server, first)
    server.encke.publish('/a', 'between')
    const second = await listen(`${server.url}/${clientId}`)
    await until(() => second.data().length)
    expect(second.data()).toEqual(['between'])
  })

  test.each(['', '/', '/nobody', '/nobody/else', `/${'x'.repeat(500)}`])(
    'of a client that is not known is told to begin anew: %s',
    async (path) => {
      const server = await serve()
      const stream = await listen(server.url + path)
      await until(() => stream.ended)
      expect(stream.events()).toMatchObject([
        { messages: [{ ...refusal(402), advice: { reconnect: 'handshake' } }] },
        { end: true },
      ])
    },
  )

  test('is not to be had for a client of ours: its session has joins', async () => {
    const server = await serve()
    const key = newKey()
    const stream = await listen(address(server, { key }))
    await until(() => stream.events().length)
    const other = await listen(`${server.url}/${key}`)
    await until(() => other.ended)
    expect(other.events()[0]?.messages).toMatchObject([refusal(402)])
    expect(stream.ended).toBe(false)
  })

  test('is asked for by GET only: what stands for it cannot be posted', async () => {
    const server = await serve({ timeout: 300 })
    const clientId = await handshake(server)
    await subscribe(server, clientId)
    const stream = await listen(`${server.url}/${clientId}`)
    const { messages } = await post(server.url, [{ channel: '/meta/stream', clientId, id: 'x' }])
    expect(messages).toMatchObject([{ channel: '/meta/stream', id: 'x', successful: false }])
    server.encke.publish('/a', 1)
    await until(() => stream.data().length)
    expect(stream.ended).toBe(false)
  })
})
