import type { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { numbers } from '../../support/numbers'
import { handshake, idsOf, join, open, serve } from '../../support/sockets'
import { until } from '../../support/until'
import { joining } from '../../support/wire'

describe('a slow reader', () => {
  test('gets everything once it reads, and the server does not keep it in memory meanwhile', async () => {
    const server = await serve({ timeout: 20_000 })
    const client = await join(server)
    const [end] = server.ends as [Socket]
    client.socket.pause()
    const data = 'x'.repeat(8000)
    let most = 0
    for (const number of numbers(3000)) {
      server.encke.publish('/a', `${number} ${data}`)
      if (number % 20) continue
      await new Promise((resolve) => setImmediate(resolve))
      most = Math.max(most, end.writableLength)
    }
    expect(most).toBeGreaterThan(0)
    expect(most).toBeLessThan(1_000_000)
    expect(end.bytesWritten).toBeLessThan(3000 * data.length * 0.8)
    client.socket.resume()
    await until(() => {
      most = Math.max(most, end.writableLength)
      return client.data().length >= 3000
    })
    expect(client.data().map((text) => Number.parseInt(text as string, 10))).toEqual(numbers(3000))
    expect(most).toBeLessThan(1_000_000)
  })

  test('is live again after that, and gets nothing without need', async () => {
    const server = await serve({ timeout: 20_000 })
    const client = await join(server)
    client.socket.pause()
    for (const number of numbers(1500)) {
      server.encke.publish('/a', `${number} ${'x'.repeat(8000)}`)
      if (number % 20 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    client.socket.resume()
    await until(() => client.data().length >= 1500)
    server.encke.publish('/a', 'live')
    await until(() => client.data().includes('live'))
    expect(client.data()).toHaveLength(1501)
    expect(client.frames.filter((frame) => !frame.length)).toEqual([])
  })

  test('that sends and sends without reading the answers has to stop, and gets them all once it reads', async () => {
    const server = await serve({ timeout: 20_000 })
    const client = await open(server)
    const clientId = await handshake(client)
    const [end] = server.ends as [Socket]
    client.socket.pause()
    const id = 'x'.repeat(10_000)
    const count = 3000
    for (const number of numbers(count)) client.say({ channel: '/up', clientId, id: `${number} ${id}`, data: 1 })
    let most = 0
    await until(() => {
      most = Math.max(most, end.writableLength)
      return end.bytesRead > count * id.length || (most > 0 && end.isPaused())
    }, 'the server has read all, or reads no more')
    client.socket.resume()
    await until(() => {
      most = Math.max(most, end.writableLength)
      return client.frames.length === count + 1
    })
    expect(most).toBeLessThan(2_000_000)
    expect(
      idsOf(client)
        .slice(1)
        .map((text) => Number.parseInt(text as string, 10)),
    ).toEqual(numbers(count))
  })

  test('that begins one session after the other without reading is given no more than one can be', async () => {
    const authenticate = () => new Promise((resolve) => setImmediate(resolve, 'somebody'))
    const server = await serve({ timeout: 20_000, authenticate })
    for (const number of numbers(100)) server.encke.publish('/a', `${number} ${'x'.repeat(8000)}`)
    const client = await open(server)
    const [end] = server.ends as [Socket]
    client.socket.pause()
    for (let count = 0; count < 200; count++) client.say(joining('websocket', { own: { '/a': 'oldest' } }))
    await until(() => end.writableLength > 0)
    let most = 0
    for (let turns = 0; turns < 2000; turns++) {
      await new Promise((resolve) => setImmediate(resolve))
      most = Math.max(most, end.writableLength)
    }
    expect(most).toBeLessThan(1_000_000)
    client.socket.resume()
    await until(() => client.frames.flat().filter(({ successful }) => successful).length === 200)
  })
})
