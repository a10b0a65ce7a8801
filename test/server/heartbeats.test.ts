import { describe, expect, test } from 'vitest'
import { closeLater } from '../support/close-later'
import { answerOf, join, serve, types } from '../support/streams'
import { until } from '../support/until'
import { dial, enckeOf, joining, newKey, post } from '../support/wire'

describe('heartbeats', () => {
  test('come as often as a join asks for, but not more often than once a second', async () => {
    const server = await serve()
    const began = performance.now()
    const times = await Promise.all(
      types.map(async (type) => {
        const link = await join(server, type, { timeout: 20 })
        expect(answerOf(link).advice?.timeout, type).toBe(1000)
        await until(() => link.frames().length > 2)
        return performance.now() - began
      }),
    )
    expect(Math.min(...times)).toBeGreaterThan(900)
  })

  test('come no more seldom than the server wants, whatever a join asks for', async () => {
    const server = await serve({ timeout: 300 })
    for (const timeout of [1e9, 0, 5000]) {
      const link = await join(server, 'xhr-streaming', { timeout })
      expect(answerOf(link).advice?.timeout, `${timeout}`).toBe(300)
    }
    const link = await join(server, 'xhr-streaming', { timeout: 1e9 })
    await until(() => link.frames().length > 2)
  })

  test('come as often over a WebSocket', async () => {
    const server = await serve()
    const client = closeLater(await dial(server.url))
    const began = performance.now()
    client.say(joining('websocket', { timeout: 20 }))
    await until(() => client.frames.length > 2)
    expect(client.frames[0]?.[0]?.advice?.timeout).toBe(1000)
    expect(performance.now() - began).toBeGreaterThan(900)
  })

  test('are for a poll its end', async () => {
    const server = await serve()
    const key = newKey()
    const first = await post(server.url, [joining('long-polling', { key, timeout: 1000 })])
    const { tail } = enckeOf(first.messages[0])
    const began = performance.now()
    for (const join of [2, 3, 4]) {
      const encke = { join, version: 0, at: tail, timeout: 20 }
      const connect = { channel: '/meta/connect', clientId: key, connectionType: 'long-polling', ext: { encke } }
      const held = await post(server.url, [connect])
      expect(held.messages).toMatchObject([{ successful: true, ext: { encke: { join, at: tail } } }])
      expect(held.took).toBeLessThan(10_000)
    }
    expect(performance.now() - began).toBeGreaterThan(1800)
  })
})
