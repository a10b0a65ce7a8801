import { describe, expect, test } from 'vitest'
import { fateOf, openClient } from '../support/client'
import { turn, virtualEnvironment } from '../support/environment'
import { broken } from '../support/errors'
import { fakeTransport } from '../support/transport'

describe('a client that connects', () => {
  test('is there at once; what is subscribed to in the same turn rides on the first request', async () => {
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
      'first in the plan: the server answered over it',
    ])
    expect(world.heard('decision')).toMatchObject([{ kind: 'trying' }, { kind: 'live' }])
  })

  test('sets no timer for what is past, of which newer Nodes and Bun warn, when one has come a hair too early', async () => {
    const { now, setTimeout, ...rest } = virtualEnvironment()
    const set: number[] = []
    const hair = 0.005
    let looks = 0
    const environment = {
      ...rest,
      now: () => now() + ++looks * (hair / 10),
      setTimeout(run: () => void, milliseconds: number) {
        set.push(milliseconds)
        return setTimeout(run, milliseconds - hair)
      },
    }
    const world = openClient({ environment })
    await world.online()
    for (let tries = 0; tries < 10; tries++) {
      world.link.end(broken)
      rest.advance(60_000)
    }
    expect(set.length).toBeGreaterThan(1)
    expect(set.filter((milliseconds) => milliseconds < 0)).toEqual([])
  })

  test('does not tell a stream as in use whose answer comes together with its end: it was held back', async () => {
    const world = openClient()
    await turn()
    world.link.accept()
    world.link.hear({ channel: '/meta/connect', successful: true, ext: { encke: { moved: 2 } } })
    await turn()
    expect(world.heard('decision')).not.toContainEqual(expect.objectContaining({ kind: 'live' }))
  })

  test('does not take such a stream for proved where a poll was answered meanwhile', async () => {
    const poll = fakeTransport('poll', { kind: 'poll' })
    const stream = fakeTransport('stream')
    const world = openClient({ transports: [stream, poll] })
    await turn()
    world.environment.advance(300)
    poll.opened[0]?.accept()
    const [held] = stream.opened
    held?.accept()
    held?.hear({ channel: '/meta/connect', successful: true, ext: { encke: { moved: 2 } } })
    await turn()
    held?.end()
    expect(world.client.transport).toBe('poll')
    expect(world.heard('decision')).toMatchObject([
      { kind: 'trying', transport: 'stream' },
      { kind: 'trying', transport: 'poll' },
      { kind: 'live', transport: 'poll' },
      { kind: 'failed', transport: 'stream', reason: 'it ended before the server answered' },
    ])
    expect(stream.opened).toHaveLength(1)
  })

  test('tells a link that breaks as offline, and opens another one', async () => {
    const world = openClient()
    await world.online()
    const why: unknown[] = []
    world.client.on('state', (_, error) => why.push(error))
    world.link.end(broken)
    expect(world.client.state).toBe('offline')
    expect(world.heard('error')).toEqual([broken])
    await world.online()
    expect(world.heard('state')).toEqual(['connecting', 'online', 'offline', 'online'])
    expect(why).toEqual([broken, undefined])
    expect(world.heard('transport')).toEqual(['stream'])
  })

  test('leaves a link that falls silent', async () => {
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

  test('does not leave a link that brings a byte now and then', async () => {
    const world = openClient()
    await world.online()
    const link = world.link
    for (let time = 0; time < 5; time++) {
      world.environment.advance(25_000)
      link.alive()
    }
    expect([link.closed, world.client.state]).toEqual([false, 'online'])
  })

  test('pauses longer and longer while nothing works, and tries at once when the network is back', async () => {
    const world = openClient()
    await turn()
    for (let tries = 0; tries < 12; tries++) {
      world.link.end(broken)
      world.environment.advance(60_000)
    }
    world.link.end(broken)
    const before = world.transport.opened.length
    world.environment.live('return')
    expect(world.transport.opened).toHaveLength(before + 1)
    expect(world.client.state).toBe('connecting')
  })
})

test('what is known of the network is asked of the server from the first request on', async () => {
  const environment = virtualEnvironment()
  const proofs = { time: environment.date(), at: environment.date(), network: '', silence: 10_000 }
  environment.storage.setItem('encke http://server.test', JSON.stringify(proofs))
  const world = openClient({ environment })
  await turn()
  expect(world.link.batch[0]?.ext?.encke).toMatchObject({ timeout: 10_000 })
})

test('a subscription that is made before the first answer is told by the next link, and nothing is raced anew', async () => {
  const world = openClient()
  await turn()
  const { link } = world
  world.client.subscribe('/late', () => {})
  await turn()
  link.accept()
  await turn()
  expect(world.heard('state')).toEqual(['connecting', 'online'])
  expect(link.closed).toBe(false)
  expect(world.transport.opened).toHaveLength(2)
})

describe('a transport that throws when it is opened', () => {
  let reason: string | undefined
  const guarded = {
    ...fakeTransport('guarded'),
    unusable: () => reason,
    open(): never {
      reason = 'the policy forbids it'
      throw new DOMException('The operation is insecure.', 'SecurityError')
    },
  }

  test('is left for the next one, and what has come to be known of it is why', async () => {
    const other = fakeTransport('other')
    const world = openClient({ transports: [guarded, other] })
    await turn()
    world.environment.advance(0)
    expect(world.heard('decision')).toMatchObject([
      { transport: 'guarded', kind: 'trying' },
      { transport: 'guarded', kind: 'failed', reason: 'the policy forbids it' },
      { transport: 'other', kind: 'trying' },
    ])
    other.opened[0]?.accept()
    await turn()
    expect(world.client.state).toBe('online')
  })
})

describe('when no transport can ever work here,', () => {
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

test('twice cut after three seconds of silence, a client remembers those, and not the time before what it had heard', async () => {
  const world = openClient()
  await world.online()
  for (const sign of ['message', 'byte']) {
    world.environment.advance(10_000)
    if (sign === 'byte') world.link.alive()
    else world.link.hear({ channel: '/meta/connect', successful: true })
    world.environment.advance(3000)
    world.link.end(broken)
    await world.online()
  }
  const kept = JSON.parse(world.environment.storage.getItem('encke http://server.test') as string)
  expect(kept).toMatchObject({ silence: 1500 })
})
