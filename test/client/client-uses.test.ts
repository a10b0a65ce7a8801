import { describe, expect, test, vi } from 'vitest'
import { openClient } from '../support/client'
import { place } from '../support/conversation'
import { turn } from '../support/environment'
import { broken } from '../support/errors'
import { fakeTransport } from '../support/transport'

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

  test('when none has worked is heard at once, and not after the pause between tries', async () => {
    const [one, two] = [fakeTransport('one'), fakeTransport('two', { unusable: 'no frames' })]
    const world = openClient({ transports: [one, two] })
    await turn()
    one.opened[0]?.accept()
    await turn()
    world.client.use(['two'])
    one.opened[0]?.end(broken)
    world.environment.advance(60_000)
    expect(world.client.state).toBe('offline')
    expect(one.opened).toHaveLength(1)
    world.client.use()
    expect(one.opened).toHaveLength(2)
  })

  test('that cannot work yet tries them again, though polls go on', async () => {
    const [one, two] = [fakeTransport('one', { kind: 'poll' }), fakeTransport('two', { kind: 'poll' })]
    const world = openClient({ transports: [one, two] })
    async function poll(times: number) {
      for (let time = 0; time < times; time++) {
        world.environment.advance(1000)
        one.opened.at(-1)?.accept()
        one.opened.at(-1)?.end()
        two.opened.at(-1)?.end(broken)
        await turn()
      }
    }
    await turn()
    await poll(1)
    world.client.use(['two'])
    await poll(60)
    const tries = two.opened.length
    await poll(60)
    expect(two.opened.length).toBeGreaterThan(tries)
    expect(world.heard('error')).toMatchObject([{ code: 'no-transport' }])
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
