import type { Socket } from 'node:net'
import faye, { type Client as FayeClient } from 'faye'
import { describe, expect, test } from 'vitest'
import { closeLater } from '../../support/close-later'
import { numbers } from '../../support/numbers'
import type { TestServer } from '../../support/server'
import { serve } from '../../support/sockets'
import { until } from '../../support/until'

describe("Faye's client over a WebSocket, its default,", () => {
  function connect(server: TestServer): FayeClient {
    const client = new faye.Client(server.url, { timeout: 5, retry: 0.1 })
    client.disable('autodisconnect')
    closeLater({ close: () => client.disconnect() })
    return client
  }

  test('really uses one', async () => {
    const server = await serve()
    await connect(server).subscribe('/a', () => {})
    await until(() => server.ends.length)
  })

  test('hears each of 200 messages once and in order', async () => {
    const server = await serve()
    const heard: unknown[] = []
    await connect(server).subscribe('/n', (data) => heard.push(data))
    for (const number of numbers(200)) {
      server.encke.publish('/n', number)
      if (number % 7 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    await until(() => heard.length >= 200)
    expect(heard).toEqual(numbers(200))
    expect(server.ends.length).toBe(1)
  })

  test('publishes 200 messages, and the server and another client hear them in order', async () => {
    const server = await serve()
    const heard: unknown[] = []
    const other: unknown[] = []
    server.encke.subscribe('/n', ({ data }) => heard.push(data))
    await connect(server).subscribe('/n', (data) => other.push(data))
    const client = connect(server)
    await client.subscribe('/up', () => {})
    await until(() => server.ends.length === 2)
    await Promise.all(numbers(200).map((number) => client.publish('/n', number)))
    await until(() => other.length >= 200)
    expect(heard).toEqual(numbers(200))
    expect(other).toEqual(numbers(200))
  })

  test('goes on over several connects, on one socket', async () => {
    const server = await serve({ timeout: 1000 })
    const heard: unknown[] = []
    await connect(server).subscribe('/a', (data) => heard.push(data))
    await until(() => server.ends.length)
    const [end] = server.ends as [Socket]
    for (const round of numbers(3)) {
      const before = end.bytesRead
      await until(() => end.bytesRead > before, 'it connects again')
      server.encke.publish('/a', round)
      await until(() => heard.length > round)
    }
    expect(heard).toEqual(numbers(3))
    expect(end.destroyed).toBe(false)
    expect(server.ends.length).toBe(1)
  })

  test('hears nothing more of what it has cancelled, and is forgotten when it says goodbye', async () => {
    const server = await serve()
    const client = connect(server)
    const heard: unknown[] = []
    const gone = client.subscribe('/gone', (data) => heard.push(data))
    await gone
    await client.subscribe('/stays', (data) => heard.push(data))
    gone.cancel()
    // What follows on the same socket is answered after it.
    await client.publish('/other', 1)
    server.encke.publish('/gone', 'gone')
    server.encke.publish('/stays', 'stays')
    await until(() => heard.length)
    expect(heard).toEqual(['stays'])
    await client.disconnect()
    await until(() => server.encke.sessions === 0)
  })
})
