import { afterEach, describe, expect, test, vi } from 'vitest'
import { EnckeError } from '../../src/protocol/errors'
import type { Message } from '../../src/protocol/message'
import { fateOf, openClient } from '../support/client'
import { place } from '../support/conversation'
import { turn, virtualEnvironment } from '../support/environment'
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
      'first in the plan: the server answered over it',
    ])
    expect(world.heard('decision')).toMatchObject([{ kind: 'trying' }, { kind: 'live' }])
  })

  test('a stream whose answer comes together with its end was held back: it is not told as in use', async () => {
    const world = openClient()
    await turn()
    world.link.accept()
    world.link.hear({ channel: '/meta/connect', successful: true, ext: { encke: { moved: 2 } } })
    await turn()
    expect(world.heard('decision')).not.toContainEqual(expect.objectContaining({ kind: 'live' }))
  })

  test('nor is it proved, where a poll was answered meanwhile', async () => {
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

  test('a link that brings a byte now and then is not left', async () => {
    const world = openClient()
    await world.online()
    const link = world.link
    for (let time = 0; time < 5; time++) {
      world.environment.advance(25_000)
      link.alive()
    }
    expect([link.closed, world.client.state]).toEqual([false, 'online'])
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
    world.environment.live('return')
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

describe('being told to use some transports', () => {
  const both = () => [fakeTransport('one'), fakeTransport('two', { kind: 'poll' })] as const

  test('right after connecting begins with those', async () => {
    const transports = both()
    const world = openClient({ transports })
    world.client.use(['two'])
    await turn()
    expect(transports.map(({ opened }) => opened.length)).toEqual([0, 1])
  })

  test('moves the conversation to them, without going offline', async () => {
    const [one, two] = both()
    const world = openClient({ transports: [one, two] })
    await turn()
    one.opened[0]?.accept()
    await turn()
    world.client.use(['two'])
    expect(world.client.transport).toBe('one')
    two.opened[0]?.accept({ stale: 1 })
    await turn()
    expect(one.opened[0]?.closed).toBe(false)
    two.opened[1]?.accept()
    await turn()
    expect(world.client.transport).toBe('two')
    expect(one.opened[0]?.closed).toBe(true)
    expect(world.heard('state')).toEqual(['connecting', 'online'])
    expect(world.heard('transport')).toEqual(['one', 'two'])
  })

  test('of which none can work ends nothing: it says so, and others can be named', async () => {
    const [one, two] = [fakeTransport('one', { unusable: 'no frames' }), fakeTransport('two')]
    const world = openClient({ transports: [one, two] })
    world.client.use(['one'])
    await turn()
    expect(world.heard('error')[0]).toMatchObject({ code: 'no-transport' })
    expect(world.client.state).toBe('connecting')
    world.client.use()
    two.opened[0]?.accept()
    await turn()
    expect(world.client.state).toBe('online')
  })

  test('and then others, before the first have answered, does not go offline', async () => {
    const [one, two] = both()
    const three = fakeTransport('three')
    const world = openClient({ transports: [one, two, three] })
    await turn()
    one.opened[0]?.accept()
    await turn()
    world.client.use(['three'])
    // The server has let the first go, and its answer over this one is under way.
    one.opened[0]?.hear({ channel: '/meta/connect', successful: true, ext: { encke: { moved: 2 } } })
    one.opened[0]?.end()
    world.client.use(['two'])
    two.opened[0]?.accept()
    await turn()
    expect(world.client.transport).toBe('two')
    expect(world.heard('state')).toEqual(['connecting', 'online'])
  })

  test('of which one is not there throws, and goes on as before', async () => {
    const world = openClient()
    await world.online()
    expect(() => world.client.use(['pigeon'])).toThrow(expect.objectContaining({ code: 'bad-option' }))
    expect(world.client.state).toBe('online')
    expect(world.heard('error')).toEqual([])
  })

  test('when it is closed does nothing', async () => {
    const world = openClient()
    await world.client.close()
    world.client.use(['stream'])
    expect(world.heard('decision')).toEqual([])
    expect(world.environment.timers).toBe(0)
  })
})

describe('a page', () => {
  test('that sleeps has no link and asks for none; when it returns, it goes on at once', async () => {
    const world = openClient()
    await world.online()
    const { link } = world
    world.environment.live('rest')
    expect(link.closed).toBe(true)
    world.environment.advance(3_600_000)
    expect(world.transport.opened).toHaveLength(1)
    expect(world.environment.timers).toBe(0)
    world.environment.live('return')
    expect(world.transport.opened).toHaveLength(2)
    await world.online()
    expect(world.heard('state')).toEqual(['connecting', 'online', 'offline', 'online'])
    expect(world.heard('error')).toEqual([])
  })

  test('that sleeps does not go on with the race in which it was', async () => {
    const [one, two] = [fakeTransport('one'), fakeTransport('two')]
    const world = openClient({ transports: [one, two] })
    await turn()
    world.environment.live('rest')
    world.environment.advance(60_000)
    expect([one.opened.length, two.opened.length]).toEqual([1, 0])
    expect(one.opened[0]?.closed).toBe(true)
  })

  test('that sleeps opens nothing when it is told what to use; when it returns, it begins with that', async () => {
    for (const names of [['other'], undefined]) {
      const [better, other, poll] = [fakeTransport('better'), fakeTransport('other'), fakeTransport('poll')]
      const world = openClient({ transports: [better, other, poll] })
      world.client.use(['poll'])
      await turn()
      poll.opened[0]?.accept()
      await turn()
      world.environment.live('rest')
      world.client.use(names)
      world.environment.advance(60_000)
      expect([better, other, poll].map(({ opened }) => opened.length)).toEqual([0, 0, 1])
      expect(world.environment.timers).toBe(0)
      world.environment.live('return')
      expect([better, other, poll].map(({ opened }) => opened.length)).toEqual(names ? [0, 1, 1] : [0, 0, 2])
    }
  })

  test('whose user returns tries soon what would be better, though it has failed', async () => {
    const [better, poll] = [fakeTransport('better'), fakeTransport('poll', { kind: 'poll' })]
    const world = openClient({ transports: [better, poll] })
    await turn()
    better.opened[0]?.end(broken)
    poll.opened[0]?.accept()
    world.environment.advance(2000)
    expect(better.opened).toHaveLength(1)
    world.environment.live('return')
    world.environment.advance(1000)
    expect(better.opened).toHaveLength(2)
  })

  test('that returns from sleep holds nothing against what failed before', async () => {
    const [socket, poll] = [fakeTransport('socket', { kind: 'duplex' }), fakeTransport('poll', { kind: 'poll' })]
    const world = openClient({ transports: [socket, poll] })
    await turn()
    socket.opened[0]?.end(broken)
    poll.opened[0]?.accept()
    world.environment.live('rest')
    world.environment.live('return')
    expect([socket, poll].map(({ opened }) => opened.length)).toEqual([2, 2])
  })

  test('that goes for good says goodbye by what survives it', async () => {
    const said: [string, unknown][] = []
    const environment = virtualEnvironment({ beacon: (url, text) => void said.push([url, JSON.parse(text)]) })
    const world = openClient({ environment })
    await world.online()
    expect(said).toEqual([])
    environment.live('leave')
    expect(said).toEqual([['http://server.test/encke', [expect.objectContaining({ channel: '/meta/disconnect' })]]])
  })

  test.each([
    ['rest', []],
    ['leave', ['/meta/disconnect']],
  ] as const)(
    'at its %s sends what has no answer by what survives it, and what it publishes after that',
    async (life, goodbye) => {
      const said: string[][] = []
      const environment = virtualEnvironment({
        beacon: (_, text) => said.push((JSON.parse(text) as Message[]).map(({ channel }) => channel)) > 0,
      })
      const world = openClient({ environment })
      await world.online()
      world.client.publish('/before', 1).catch(() => {})
      await turn()
      environment.live(life)
      world.client.publish('/after', 2).catch(() => {})
      await turn()
      expect(said).toEqual([...(goodbye.length ? [goodbye] : []), ['/before'], ['/before', '/after']])
    },
  )

  test('that has said goodbye does not come back when the server ends the link, before the browser ends the page', async () => {
    const environment = virtualEnvironment({ beacon: () => {} })
    const world = openClient({ environment })
    await world.online()
    environment.live('leave')
    world.link.end()
    environment.advance(5000)
    expect(world.transport.opened).toHaveLength(1)
  })

  test('whose machine has slept trusts no link that was open before', async () => {
    const clock = virtualEnvironment()
    let slept = 0
    const environment = { ...clock, now: () => clock.now() + slept }
    const world = openClient({ environment })
    await world.online()
    clock.advance(50)
    world.link.hear({ channel: '/meta/connect', successful: true, ext: { encke: { at: place(1) } } })
    slept = 7000
    clock.advance(1000)
    expect(world.transport.opened).toHaveLength(2)
    expect(world.client.state).toBe('online')
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

describe('a transport that throws when it is closed', () => {
  test('is heard of, and the client goes on', async () => {
    const [one, two] = [fakeTransport('one'), fakeTransport('two')]
    const { open } = one
    one.open = (...all) =>
      Object.assign(open(...all), {
        close() {
          throw new Error('not so')
        },
      })
    const world = openClient({ transports: [one, two] })
    const heard = vi.fn()
    world.client.subscribe('/a', heard)
    await turn()
    one.opened[0]?.accept()
    await turn()
    world.client.use(['two'])
    two.opened[0]?.accept({ stale: 1 })
    await turn()
    expect(() => two.opened[1]?.accept()).toThrow('not so')
    two.opened[1]?.hear({ channel: '/a', data: 1, id: place(1) })
    expect(heard).toHaveBeenCalledTimes(1)
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

test('a subscription that is made before the first answer is told by the next link, and nothing is raced anew', async () => {
  const { client, transport, heard, link } = await (async () => {
    const one = openClient()
    await turn()
    return { ...one, link: one.link }
  })()
  client.subscribe('/late', () => {})
  await turn()
  link.accept()
  await turn()
  expect(heard('state')).toEqual(['connecting', 'online'])
  expect(link.closed).toBe(false)
  expect(transport.opened).toHaveLength(2)
})
