import { afterEach, describe, expect, test, vi } from 'vitest'
import { EnckeError } from '../../src/protocol/errors'
import { fateOf, openClient } from '../support/client'
import { place } from '../support/conversation'
import { turn } from '../support/environment'
import { fakeTransport } from '../support/transport'

const broken = new EnckeError('network', 'broken')
afterEach(() => vi.unstubAllGlobals())

describe('connecting', () => {
  test('returns at once; what is subscribed to in the same turn rides on the first request', async () => {
    const world = openClient()
    expect(world.client.state).toBe('connecting')
    expect(world.transport.opened).toEqual([])
    world.client.subscribe('/a', () => {})
    world.client.subscribe('/b', () => {})
    await turn()
    expect(world.transport.opened).toHaveLength(1)
    expect(world.link.batch).toMatchObject([
      { channel: '/meta/handshake', ext: { encke: { subscriptions: ['/a', '/b'] } } },
    ])
  })

  test('is online when the server has answered, and tells state, transport and why', async () => {
    const world = openClient()
    const { ready } = world.client.subscribe('/a', () => {})
    await turn()
    expect(await fateOf(ready)).toBe('waits')
    expect(world.client.transport).toBeUndefined()
    await world.online()
    expect(await fateOf(ready)).toBe('yes')
    expect(world.client.state).toBe('online')
    expect(world.client.transport).toBe('stream')
    expect(world.heard('state')).toEqual(['connecting', 'online'])
    expect(world.told.find(([name]) => name === 'transport')).toEqual([
      'transport',
      'stream',
      'the server answered over it',
    ])
    expect(world.heard('decision')).toMatchObject([{ kind: 'trying' }, { kind: 'live' }])
  })

  test('a link that breaks is told as offline, and followed by another one', async () => {
    const world = openClient()
    await world.online()
    world.link.end(broken)
    expect(world.client.state).toBe('offline')
    expect(world.heard('error')).toEqual([broken])
    await world.online()
    expect(world.heard('state')).toEqual(['connecting', 'online', 'offline', 'online'])
    expect(world.heard('transport')).toEqual(['stream'])
  })

  test('a link that falls silent is left', async () => {
    const world = openClient()
    await world.online()
    const silent = world.link
    world.environment.advance(30_999)
    expect(world.client.state).toBe('online')
    world.environment.advance(1)
    expect(world.client.state).toBe('offline')
    expect(silent.closed).toBe(true)
    expect(world.transport.opened).toHaveLength(2)
  })

  test('while nothing works it pauses longer and longer, and tries at once when the network is back', async () => {
    const world = openClient()
    await turn()
    for (let tries = 0; tries < 12; tries++) {
      world.link.end(broken)
      world.environment.advance(60_000)
    }
    world.link.end(broken)
    const before = world.transport.opened.length
    world.environment.comeBack()
    expect(world.transport.opened).toHaveLength(before + 1)
    expect(world.client.state).toBe('connecting')
  })
})

describe('a connected client', () => {
  test('hands events to every listener, and one that throws hurts nobody else', async () => {
    const reported = vi.fn()
    vi.stubGlobal('reportError', reported)
    const world = openClient()
    const heard: unknown[] = []
    world.client.on('state', () => {
      throw new Error('first')
    })
    world.client.subscribe('/a', () => {
      throw new Error('second')
    })
    world.client.subscribe<number>('/*', ({ data }) => heard.push(data))
    await world.online()
    world.link.hear({ channel: '/a', data: 1, id: place(1) }, { channel: '/a', data: 2, id: place(2) })
    expect(heard).toEqual([1, 2])
    expect(reported).toHaveBeenCalledTimes(4)
    expect(world.client.state).toBe('online')
  })

  test('sends what is published in one turn as one batch, and each resolves with its answer', async () => {
    const world = openClient()
    await world.online()
    const all = [1, 2, 3].map((data) => world.client.publish('/p', data))
    await turn()
    expect(world.transport.posted).toHaveLength(1)
    expect(world.request.batch.map(({ data }) => data)).toEqual([1, 2, 3])
    world.request.hear({ channel: '/p', id: '2', successful: true })
    expect(await Promise.all(all.map(fateOf))).toEqual(['waits', 'yes', 'waits'])
    world.request.confirm()
    await Promise.all(all)
  })

  test('publishes what was published before it was online, in order', async () => {
    const world = openClient()
    for (const data of [1, 2, 3]) world.client.publish('/p', data)
    await world.online()
    expect(world.transport.posted.flatMap(({ batch }) => batch.map(({ data }) => data))).toEqual([1, 2, 3])
  })

  test('tells what it has missed', async () => {
    const world = openClient()
    await world.online()
    const gap = { patterns: ['/a'], from: '', to: place(3), reason: 'trimmed' as const }
    world.link.hear({ channel: '/meta/connect', successful: true, ext: { encke: { missed: [gap] } } })
    expect(world.heard('missed')).toEqual([gap])
  })

  test('tells the server when a subscription ends, and hears no more of it', async () => {
    const world = openClient()
    const heard = vi.fn()
    const subscription = world.client.subscribe('/a', heard)
    await world.online()
    const old = world.link
    subscription.unsubscribe()
    await turn()
    expect(world.link.batch[0]?.ext?.encke).toMatchObject({ subscriptions: [] })
    old.hear({ channel: '/a', data: 1, id: place(1) })
    expect(heard).not.toHaveBeenCalled()
  })
})

describe('closing', () => {
  test('says goodbye, ends everything, and leaves nothing running', async () => {
    const world = openClient()
    const subscription = world.client.subscribe('/a')
    await world.online()
    const link = world.link
    const sent = world.client.publish('/p', 1)
    await turn()
    const unsent = world.client.publish('/p', 2)
    const read = (async () => {
      for await (const _ of subscription);
    })()
    const closing = world.client.close()
    expect(world.client.state).toBe('closed')
    expect(link.closed).toBe(true)
    expect(world.request.batch).toMatchObject([{ channel: '/meta/disconnect' }])
    expect(await fateOf(sent)).toBe('delivery-unknown')
    expect(await fateOf(unsent)).toBe('closed')
    expect(await fateOf(read)).toBe('yes')
    expect(await fateOf(closing)).toBe('waits')
    world.request.confirm()
    await closing
    expect(world.environment).toMatchObject({ timers: 0, listening: 0, disposed: true })
  })

  test('resolves also when the goodbye fails', async () => {
    const world = openClient()
    await world.online()
    const closing = world.client.close()
    world.request.end(broken)
    await closing
    expect(world.environment.timers).toBe(0)
  })

  test('twice, and before anything was opened, is the same', async () => {
    const world = openClient()
    const { ready } = world.client.subscribe('/a')
    await world.client.close()
    await world.client.close()
    await turn()
    expect(world.transport.opened).toEqual([])
    expect(world.heard('state')).toEqual(['closed'])
    expect(await fateOf(ready)).toBe('closed')
  })

  test('while the first request is under way lets go of it', async () => {
    const world = openClient()
    await turn()
    await world.client.close()
    expect(world.link.closed).toBe(true)
    expect(world.transport.posted).toEqual([])
    expect(world.environment.timers).toBe(0)
  })

  test('by the server, for good, tells why', async () => {
    const world = openClient()
    await turn()
    const advice = { reconnect: 'none' as const }
    world.link.hear({ channel: '/meta/handshake', successful: false, error: '403::authentication failed', advice })
    expect(world.client.state).toBe('closed')
    expect(world.heard('error')).toMatchObject([{ code: 'refused' }])
    expect(world.environment).toMatchObject({ timers: 0, listening: 0, disposed: true })
  })
})

describe('when no transport can ever work here', () => {
  const hopeless = () => openClient({ transports: [fakeTransport('one', { unusable: 'no XHR' })] })

  test('there is one error, and the client is closed', async () => {
    const world = hopeless()
    await turn()
    expect(world.heard('error')).toMatchObject([
      { code: 'no-transport', message: 'no transport works here: one: no XHR' },
    ])
    expect(world.heard('state')).toEqual(['connecting', 'closed'])
    expect(world.environment).toMatchObject({ timers: 0, listening: 0, disposed: true })
  })

  test('each transport is told once', async () => {
    const world = hopeless()
    await turn()
    expect(world.heard('decision')).toHaveLength(1)
  })
})
