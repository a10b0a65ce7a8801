import { afterEach, describe, expect, test, vi } from 'vitest'
import { connect, type Options, type TransportName } from '../../src/index'
import { createMemoryLog, createServer, type EnckeServer } from '../../src/server/index'
import { type Conditions, createNetwork } from '../../src/testing/index'
import { turn } from '../support/environment'

const opened: { close(): unknown }[] = []
afterEach(async () => {
  vi.useRealTimers()
  for (const thing of opened.splice(0).reverse()) await thing.close()
  await turn()
})

interface Setting extends Options {
  server?: EnckeServer
  conditions?: Partial<Conditions>
}

/** A page and its server, with the simulated network between them, and what the page has heard. */
function openPage({ server = createServer(), conditions = {}, ...options }: Setting = {}) {
  const network = createNetwork(server)
  network.set(conditions)
  const client = connect('/encke', { environment: network.environment(), ...options })
  const heard: unknown[] = []
  const { ready } = client.subscribe('/a', ({ data }) => heard.push(data))
  const states: string[] = []
  client.on('state', (state) => states.push(state))
  opened.push(client, network)
  return { server, network, client, heard, ready, states }
}

const transports: TransportName[] = ['websocket', 'fetch-streaming', 'long-polling']

describe.each(transports)('through the simulated network, a page by %s', (transport) => {
  test('hears what the server publishes, and the server what it publishes', async () => {
    const { server, client, heard, ready } = openPage({ transports: [transport] })
    const told: unknown[] = []
    server.subscribe('/b', ({ data }) => told.push(data))
    await ready
    await server.publish('/a', 'down: é€😀')
    await client.publish('/b', 'up: é€😀')
    await vi.waitFor(() => expect([heard, told]).toEqual([['down: é€😀'], ['up: é€😀']]))
    expect(client.transport).toBe(transport)
  })

  test('goes offline and comes back when its connections are cut, and has missed nothing', async () => {
    const { server, network, client, heard, ready, states } = openPage({ transports: [transport] })
    await ready
    network.cut()
    await server.publish('/a', 1)
    await vi.waitFor(() => expect(heard).toEqual([1]))
    if (transport !== 'long-polling') expect(states).toContain('offline')
    expect(client.state).toBe('online')
  })

  test('is offline for as long as the network is down', async () => {
    const { server, network, client, heard, ready } = openPage({ transports: [transport] })
    await ready
    network.set({ down: true })
    await vi.waitFor(() => expect(client.state).toBe('offline'))
    const said = client.publish('/b', 1)
    await server.publish('/a', 1)
    network.set({ down: false })
    await said
    await vi.waitFor(() => expect(heard).toEqual([1]))
  })

  test('carries much, in both directions', async () => {
    const { server, client, heard, ready } = openPage({ transports: [transport] })
    await ready
    const told: unknown[] = []
    server.subscribe('/b', ({ data }) => told.push(data))
    const many = Array.from({ length: 300 }, (_, n) => `${n} ${'x'.repeat(1000)}`)
    for (const data of many) server.publish('/a', data)
    await Promise.all(many.map((data) => client.publish('/b', data)))
    await vi.waitFor(() => expect(heard).toHaveLength(300))
    expect([heard, told]).toEqual([many, many])
  })
})

test('where sockets open and stay silent, a page connects all the same', async () => {
  const { client, ready } = openPage({ conditions: { sockets: 'silent' } })
  await ready
  await vi.waitFor(() => expect(client.transport).toBe('fetch-streaming'))
})

test('after a restart a page hears what it has missed', async () => {
  const { network, client, heard, ready } = openPage()
  await ready
  const missed = vi.fn()
  client.on('missed', missed)
  const next = createServer()
  network.serve(next)
  await vi.waitFor(() => expect(missed).toHaveBeenCalledWith(expect.objectContaining({ reason: 'reset' })))
  await next.publish('/a', 1)
  await vi.waitFor(() => expect(heard).toEqual([1]))
})

test('after a restart with the same log it has missed nothing', async () => {
  const log = createMemoryLog()
  const { network, client, heard, ready } = openPage({ server: createServer({ log }) })
  await ready
  const missed = vi.fn()
  client.on('missed', missed)
  const next = createServer({ log })
  network.serve(next)
  await next.publish('/a', 1)
  await vi.waitFor(() => expect(heard).toEqual([1]))
  expect(missed).not.toHaveBeenCalled()
})

test('a page is turned away as it is elsewhere', async () => {
  const { client, ready } = openPage({ server: createServer({ authenticate: () => false }) })
  await expect(ready).rejects.toMatchObject({ code: 'closed', cause: { code: 'refused' } })
  expect(client.state).toBe('closed')
})

test.each<[string, object]>([
  ['no condition dwn; there are down, silent, delay, sockets, streams', { dwn: true }],
  ['down is false or true, not yes', { down: 'yes' }],
  ['delay is a number of milliseconds, not 1s', { delay: '1s' }],
  ['delay is a number of milliseconds, not -1', { delay: -1 }],
  ['sockets is open or refused or silent, not closed', { sockets: 'closed' }],
  ['streams is open or held, not true', { streams: true }],
])('a test that asks for what a network cannot do is told: %s', (message, conditions) => {
  const { network } = openPage()
  expect(() => network.set({ delay: 5000, ...conditions })).toThrow(
    expect.objectContaining({ code: 'bad-option', message }),
  )
})

test('a network without a server is refused, and one that is given none in the place of its own keeps that', async () => {
  const none = undefined as unknown as EnckeServer
  const refused = expect.objectContaining({ code: 'bad-option' })
  expect(() => createNetwork(none)).toThrow(refused)
  expect(() => createNetwork({ listen() {} } as never)).toThrow(refused)
  const { network, ready } = openPage()
  expect(() => network.serve(none)).toThrow(refused)
  await ready
})

test('what a network can do may be handed to a hook by itself', async () => {
  const { network, client, ready } = openPage()
  await ready
  const { set, close } = network
  set({ down: true })
  await vi.waitFor(() => expect(client.state).toBe('offline'))
  close()
})

describe('with the clock of vitest', () => {
  async function openPageInVirtualTime(conditions: Partial<Conditions>, transports?: TransportName[]) {
    vi.useFakeTimers()
    const server = createServer()
    // What it loads takes time of its own.
    await import('ws')
    return openPage({ server, conditions, ...(transports && { transports }) })
  }

  /** Lets time pass until something is so. */
  async function until(so: () => boolean) {
    for (let steps = 0; steps < 1000 && !so(); steps++) await vi.advanceTimersByTimeAsync(50)
    expect(so()).toBe(true)
  }

  test('everything takes the time that the network says', async () => {
    const { server, heard, ready } = await openPageInVirtualTime({ delay: 1000 }, ['websocket'])
    const settled = vi.fn()
    ready.then(settled)
    await vi.advanceTimersByTimeAsync(3900)
    expect(settled).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(200)
    expect(settled).toHaveBeenCalled()
    await server.publish('/a', 1)
    await vi.advanceTimersByTimeAsync(900)
    expect(heard).toEqual([])
    await vi.advanceTimersByTimeAsync(200)
    expect(heard).toEqual([1])
  })

  test('a silent network is found out, and a page is back when it speaks again', async () => {
    const { server, network, client, heard } = await openPageInVirtualTime({}, ['websocket'])
    await until(() => client.state === 'online')
    network.set({ silent: true })
    await server.publish('/a', 1)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(client.state).toBe('offline')
    network.set({ silent: false })
    await until(() => heard.length > 0)
    expect(client.state).toBe('online')
  })

  test('what is asked for and cannot work holds up nothing of what the transport in use brings', async () => {
    const { server, network, client, heard, states } = await openPageInVirtualTime({ delay: 10 })
    await until(() => client.transport === 'websocket')
    network.set({ streams: 'held' })
    client.use(['fetch-streaming'])
    for (let count = 1; count <= 100; count++) {
      await server.publish('/a', count)
      await vi.advanceTimersByTimeAsync(100)
      expect(heard).toHaveLength(count)
    }
    expect(client.transport).toBe('websocket')
    expect(states).not.toContain('offline')
  })

  test('so it is where polls are in use, of which the next one is held', async () => {
    const { server, client, heard, states } = await openPageInVirtualTime({
      ...{ delay: 10, sockets: 'refused', streams: 'held' },
    })
    await until(() => client.transport === 'long-polling')
    await vi.advanceTimersByTimeAsync(5000)
    states.length = heard.length = 0
    client.use(['fetch-streaming'])
    for (let count = 1; count <= 100; count++) {
      await server.publish('/a', count)
      await vi.advanceTimersByTimeAsync(100)
      expect(heard).toHaveLength(count)
    }
    expect(client.transport).toBe('long-polling')
    expect(states).toEqual([])
  })

  test.each<[TransportName, Partial<Conditions>]>([
    ['long-polling', { sockets: 'refused', streams: 'held' }],
    ['fetch-streaming', { sockets: 'refused' }],
  ])('what is asked for in vain, again and again, holds up nothing that is said by %s', async (name, conditions) => {
    const { client } = await openPageInVirtualTime({ delay: 10, ...conditions })
    await until(() => client.transport === name)
    client.use(['websocket'])
    for (let count = 1; count <= 20; count++) {
      await vi.advanceTimersByTimeAsync(1000)
      let said = 0
      client.subscribe(`/more/${count}`, () => {}).ready.then(() => said++)
      client.publish('/b', count).then(() => said++)
      await vi.advanceTimersByTimeAsync(100)
      expect(said).toBe(2)
    }
  })

  test.each([0, 20])(
    'where streams are held back from the start, a page polls in two seconds, for good (each way takes %i ms)',
    async (delay) => {
      const page = await openPageInVirtualTime({ sockets: 'refused', streams: 'held', delay })
      const { server, network, client, heard, ready, states } = page
      await vi.advanceTimersByTimeAsync(2000)
      await ready
      expect(client.transport).toBe('long-polling')
      for (let minute = 0; minute < 30; minute++) {
        server.publish('/a', minute)
        await vi.advanceTimersByTimeAsync(200)
        expect(heard).toHaveLength(minute + 1)
        await vi.advanceTimersByTimeAsync(60_000)
      }
      expect(states).toEqual(['connecting', 'online'])
      client.close()
      await vi.advanceTimersByTimeAsync(1000)
      network.close()
      await vi.advanceTimersByTimeAsync(1000)
    },
  )

  test('where sockets are refused, and streams held back, a page moves on to what works, and back', async () => {
    const { server, network, client, heard, states } = await openPageInVirtualTime({ sockets: 'refused' })
    await until(() => client.transport === 'fetch-streaming')
    network.set({ streams: 'held' })
    await server.publish('/a', 1)
    await until(() => heard.length > 0 && client.transport === 'long-polling')
    network.set({ sockets: 'open' })
    await until(() => client.transport === 'websocket')
    await server.publish('/a', 2)
    await until(() => heard.length > 1)
    expect([heard, states]).toEqual([
      [1, 2],
      ['connecting', 'online'],
    ])
  })

  test.each(transports)(
    'nothing is left to be waited for when a page by %s and its network are closed',
    async (name) => {
      const { network, client } = await openPageInVirtualTime({}, [name])
      await until(() => client.state === 'online')
      await client.close()
      network.close()
      await vi.advanceTimersByTimeAsync(0)
      expect(vi.getTimerCount()).toBe(0)
    },
  )
})
