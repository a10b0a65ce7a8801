import { describe, expect, test } from 'vitest'
import { join, serve } from '../../support/sockets'
import { until } from '../../support/until'

describe('a silent socket', () => {
  test('that does not even answer a ping is ended after twice the timeout', async () => {
    const server = await serve({ timeout: 300 })
    const began = performance.now()
    const client = await join(server, {}, { autoPong: false })
    let pings = 0
    client.socket.on('ping', () => pings++)
    await until(() => client.closed)
    expect(client.closed).toEqual({ code: 1006, reason: '' })
    expect(performance.now() - began).toBeGreaterThan(600)
    expect(performance.now() - began).toBeLessThan(1500)
    expect(pings).toBe(1)
  })

  test('that answers pings is left alone', async () => {
    const server = await serve({ timeout: 600 })
    const client = await join(server)
    let pings = 0
    client.socket.on('ping', () => pings++)
    await until(() => pings === 4 || client.closed)
    expect(client.closed).toBeUndefined()
    server.encke.publish('/a', 'there?')
    await until(() => client.data().length)
  })

  test('leaves a session behind that is forgotten after its time', async () => {
    const server = await serve({ timeout: 200, expiry: 300 })
    await join(server, {}, { autoPong: false })
    expect(server.encke.sessions).toBe(1)
    await until(() => server.encke.sessions === 0)
  })
})
