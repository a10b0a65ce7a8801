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

  test('that leaves a message unfinished is ended though it answers pings, and has a second for 4,000 bytes more', async () => {
    const server = await serve({ timeout: 300 })
    const began = performance.now()
    const client = await join(server)
    client.socket.send('['.repeat(2000), { fin: false })
    await until(() => client.closed)
    expect(client.closed).toEqual({ code: 1006, reason: '' })
    expect(performance.now() - began).toBeGreaterThan(1100)
  })

  test('whose message comes bit by bit is left alone, and answered', async () => {
    const server = await serve({ timeout: 300 })
    const client = await join(server)
    client.socket.send('[', { fin: false })
    let pongs = 0
    client.socket.on('ping', () => pongs++)
    let bits = 0
    const timer = setInterval(() => bits++ < 15 && client.socket.send(' '.repeat(1000), { fin: false }), 100)
    await until(() => bits >= 15).finally(() => clearInterval(timer))
    const { length } = client.frames
    client.socket.send(']')
    client.say({ channel: '/meta/subscribe', id: 'late' })
    await until(() => client.frames.length > length)
    expect(pongs).toBeGreaterThan(0)
    expect(client.closed).toBeUndefined()
  })

  test('that answers pings is left alone though it sends some of its own', async () => {
    const server = await serve({ timeout: 300 })
    const client = await join(server)
    let pings = 0
    client.socket.on('ping', () => {
      pings++
      client.socket.ping('mine')
      client.socket.pong('for nothing')
    })
    await until(() => pings === 4 || client.closed)
    expect(client.closed).toBeUndefined()
  })

  test('leaves a session behind that is forgotten after its time', async () => {
    const server = await serve({ timeout: 200, expiry: 300 })
    await join(server, {}, { autoPong: false })
    expect(server.encke.sessions).toBe(1)
    await until(() => server.encke.sessions === 0)
  })
})
