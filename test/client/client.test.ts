import { afterEach, describe, expect, test, vi } from 'vitest'
import { fateOf, openClient } from '../support/client'
import { place } from '../support/conversation'
import { turn } from '../support/environment'
import { broken } from '../support/errors'

afterEach(() => vi.unstubAllGlobals())

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
    world.client.subscribe('/a', () => {}, { since: place(1) })
    await world.online()
    const gap = { patterns: ['/a'], from: place(1), to: place(3), reason: 'trimmed' as const }
    world.link.hear({ channel: '/meta/connect', successful: true, ext: { encke: { missed: [gap] } } })
    expect(world.heard('missed')).toEqual([gap])
  })

  test('tells the server when a subscription begins, also one without a listener, which is read', async () => {
    const world = openClient()
    await world.online()
    const options = { since: 'oldest' } as const
    const next = world.client.subscribe('/a', options)[Symbol.asyncIterator]().next()
    await turn()
    expect(world.link.batch[0]?.ext?.encke).toMatchObject({ subscriptions: ['/a'], own: { '/a': 'oldest' } })
    world.link.accept({ begin: { '/a': place(0) } })
    world.link.hear({ channel: '/a', data: 1, id: place(1) })
    expect(await next).toMatchObject({ value: { data: 1 } })
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
    expect(await fateOf(sent)).toBe('delivery-unknown')
    expect(await fateOf(unsent)).toBe('closed')
    expect(await fateOf(read)).toBe('yes')
    expect(await fateOf(closing)).toBe('waits')
    expect(world.request.batch).toMatchObject([{ channel: '/meta/disconnect' }])
    world.request.confirm()
    await closing
    expect(world.environment).toMatchObject({ timers: 0, listening: 0, disposed: true })
  })

  test('resolves also when the goodbye fails', async () => {
    const world = openClient()
    await world.online()
    const closing = world.client.close()
    await turn()
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
    expect(world.told).toEqual([['state', 'closed', undefined]])
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
    const why: unknown[] = []
    world.client.on('state', (...told) => why.push(...told))
    await turn()
    const advice = { reconnect: 'none' as const }
    world.link.hear({ channel: '/meta/handshake', successful: false, error: '403::authentication failed', advice })
    expect(world.client.state).toBe('closed')
    expect(world.heard('error')).toMatchObject([{ code: 'refused' }])
    expect(why).toMatchObject(['connecting', undefined, 'closed', { code: 'refused' }])
    expect(world.environment).toMatchObject({ timers: 0, listening: 0, disposed: true })
  })
})
