import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { connect } from '../../../src/index'
import { createServer } from '../../../src/server/index'
import { createNetwork } from '../../../src/testing/index'
import { turn } from '../../support/environment'

const opened: { close(): unknown }[] = []
beforeEach(async () => {
  vi.useFakeTimers()
  // What it loads takes time of its own.
  await import('ws')
})
afterEach(async () => {
  vi.useRealTimers()
  for (const thing of opened.splice(0).reverse()) await thing.close()
  await turn()
})

/** A page far from its server, by WebSocket since a moment ago. */
async function openPage() {
  const server = createServer()
  const network = createNetwork(server)
  network.set({ delay: 50 })
  const client = connect('/encke', { environment: network.environment() })
  opened.push(client, network)
  const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds)
  const until = async (so: () => boolean) => {
    for (let steps = 0; steps < 1000 && !so(); steps++) await pass(10)
    expect(so()).toBe(true)
  }
  await until(() => client.transport === 'websocket')
  return { server, network, client, pass, until }
}

describe('a page whose server restarts just after its WebSocket went live', () => {
  test.each([0, 100, 200, 500, 1000])('and is back after %d ms has its WebSocket again soon', async (milliseconds) => {
    const { network, client, pass, until } = await openPage()
    network.set({ down: milliseconds > 0 })
    await pass(milliseconds)
    network.set({ down: false })
    network.serve(createServer())
    await until(() => client.state === 'offline')
    await until(() => client.state === 'online')
    await pass(2000)
    expect(client.transport).toBe('websocket')
  })

  test.each([0, 100, 200, 500, 1000])('in good order, and is back after %d ms, too', async (milliseconds) => {
    const { server, network, client, pass, until } = await openPage()
    server.close()
    await until(() => client.state === 'offline')
    await pass(milliseconds)
    network.serve(createServer())
    await until(() => client.state === 'online')
    await pass(2000)
    expect(client.transport).toBe('websocket')
  })

  test('in good order each time has its WebSocket again soon, however often', async () => {
    const { server, network, client, pass, until } = await openPage()
    let now = server
    for (let restarts = 0; restarts < 5; restarts++) {
      now.close()
      await until(() => client.state === 'offline')
      now = createServer()
      network.serve(now)
      await until(() => client.state === 'online')
      await pass(2000)
      expect(client.transport).toBe('websocket')
    }
  })
})
