import { describe, expect, test } from 'vitest'
import type { Locks } from '../../src/client/environment'
import type { Message } from '../../src/protocol/message'
import { openClient } from '../support/client'
import { place } from '../support/conversation'
import { turn, virtualEnvironment } from '../support/environment'
import { broken } from '../support/errors'
import { fakeTransport } from '../support/transport'

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
    world.environment.advance(300)
    better.opened[0]?.end(broken)
    poll.opened[0]?.accept()
    world.environment.advance(2000)
    expect(better.opened).toHaveLength(1)
    world.environment.live('return')
    world.environment.advance(1000)
    expect(better.opened).toHaveLength(2)
  })

  test('whose network is back lets go of what is under way in the one before, and begins afresh', async () => {
    const [socket, poll] = [fakeTransport('socket', { kind: 'duplex' }), fakeTransport('poll', { kind: 'poll' })]
    const world = openClient({ transports: [socket, poll] })
    await turn()
    world.environment.advance(3000)
    world.environment.live('return')
    for (const { opened } of [socket, poll]) expect(opened.map(({ closed }) => closed)).toEqual([true, false])
    poll.opened[1]?.accept()
    expect(world.client.state).toBe('online')
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

  test('that asks now and then, for other tabs hold all connections, opens none as it goes to sleep', async () => {
    const poll = fakeTransport('poll', { kind: 'poll' })
    const locks: Locks = { request: async (_, { ifAvailable }, held) => ifAvailable && held(null) }
    const environment = virtualEnvironment({ locks })
    openClient({ transports: [poll], environment })
    await turn()
    poll.opened[0]?.accept()
    poll.opened[0]?.end()
    await turn()
    poll.opened[1]?.accept()
    poll.opened[1]?.end()
    const { length } = poll.opened
    environment.advance(1000)
    expect(poll.opened).toHaveLength(length)
    environment.live('rest')
    environment.advance(60_000)
    expect(poll.opened).toHaveLength(length)
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

  /** Timers run once a minute. */
  function hidden() {
    const clock = virtualEnvironment()
    const aMinute = 60_000
    const setTimeout = (run: () => void, milliseconds: number) =>
      clock.setTimeout(run, Math.ceil((clock.now() + milliseconds) / aMinute) * aMinute - clock.now())
    return { clock, environment: { ...clock, setTimeout } }
  }

  test('that is hidden, where timers run once a minute, opens one successor, though late, where links are cut at an age', async () => {
    const { clock, environment } = hidden()
    const proofs = { time: clock.date(), at: clock.date(), network: '', age: 70_000 }
    clock.storage.setItem('encke http://server.test', JSON.stringify(proofs))
    const world = openClient({ environment })
    await world.online()
    for (let beat = 1; beat <= 6; beat++) {
      clock.advance(20_000)
      world.link.hear({ channel: '/meta/connect', successful: true, ext: { encke: { at: place(beat) } } })
    }
    expect(world.transport.opened).toHaveLength(2)
  })

  test('that is hidden, where timers run once a minute, keeps the link on which heartbeats come', async () => {
    const { clock, environment } = hidden()
    const world = openClient({ environment })
    await world.online()
    for (let beat = 1; beat <= 100; beat++) {
      clock.advance(20_000)
      for (const { batch, hear, end } of world.transport.posted) {
        hear({
          channel: '/meta/connect',
          id: batch[0]?.id ?? '',
          successful: true,
          ext: { encke: { join: 1, written: 1 } },
        })
        end()
      }
      world.link.hear({ channel: '/meta/connect', successful: true, ext: { encke: { at: place(beat) } } })
    }
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

  test('whose machine has slept holds nothing against what failed before: the network may be another one', async () => {
    const clock = virtualEnvironment()
    let slept = 0
    const environment = { ...clock, now: () => clock.now() + slept }
    const [socket, stream] = [fakeTransport('socket', { kind: 'duplex' }), fakeTransport('stream')]
    openClient({ transports: [socket, stream], environment })
    await turn()
    socket.opened[0]?.end(broken)
    stream.opened[0]?.accept()
    await turn()
    slept = 7000
    clock.advance(1000)
    stream.opened.at(-1)?.accept()
    clock.advance(1000)
    expect(socket.opened).toHaveLength(2)
  })
})
