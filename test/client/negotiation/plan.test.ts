import { describe, expect, test } from 'vitest'
import { type Circumstances, plan } from '../../../src/client/negotiation/plan'
import { virtualEnvironment } from '../../support/environment'
import { fakeTransport, targetIn } from '../../support/transport'

const socket = fakeTransport('socket', { kind: 'duplex' })
const stream = fakeTransport('stream')
const poll = fakeTransport('poll', { kind: 'poll' })
const broken = fakeTransport('broken', { unusable: 'no frames' })

const target = (href?: string, url = 'http://server.test/encke') => targetIn(virtualEnvironment({ href }), { url })

/** The names in the plan for a place where these have let us down. */
function planned(transports = [socket, stream, poll], troubled: string[] = [], more: Partial<Circumstances> = {}) {
  const circumstances = { troubled: ({ name }: { name: string }) => troubled.includes(name), ...more }
  const { together, rest, unusable } = plan(transports, target(), circumstances)
  return {
    together: together.map(({ name }) => name),
    rest: rest.map(({ name }) => name),
    unusable: unusable.map(({ transport, reason }) => `${transport.name}: ${reason}`),
  }
}

describe('a plan', () => {
  test('starts the best request, and beside it what runs both ways, which is joined before it', () => {
    expect(planned()).toEqual({ together: ['socket', 'stream'], rest: ['poll'], unusable: [] })
  })

  test('keeps the order of preference, whatever it is', () => {
    expect(planned([stream, poll])).toMatchObject({ together: ['stream'], rest: ['poll'] })
    expect(planned([poll, stream])).toMatchObject({ together: ['poll'], rest: ['stream'] })
  })

  test('starts nothing that runs both ways beside a request that is preferred to it', () => {
    expect(planned([stream, socket, poll])).toMatchObject({ together: ['stream'], rest: ['socket', 'poll'] })
  })

  test('starts everything that runs both ways and would be better', () => {
    const other = fakeTransport('other', { kind: 'duplex' })
    expect(planned([socket, other, stream])).toMatchObject({ together: ['socket', 'other', 'stream'], rest: [] })
  })

  test('of what runs both ways alone starts that', () => {
    expect(planned([socket])).toMatchObject({ together: ['socket'], rest: [] })
  })

  test('of no transports is empty', () => {
    expect(planned([])).toEqual({ together: [], rest: [], unusable: [] })
  })

  test('leaves out what cannot work here, and says why', () => {
    expect(planned([broken, stream])).toEqual({ together: ['stream'], rest: [], unusable: ['broken: no frames'] })
  })
})

describe('the request that is trusted', () => {
  test('is the one that proved itself here before', () => {
    expect(planned(undefined, [], { proved: 'poll' })).toMatchObject({ together: ['socket', 'poll'], rest: ['stream'] })
  })

  test('is the best one when what proved itself runs both ways, or is not there', () => {
    for (const proved of ['socket', 'pigeon']) {
      expect(planned(undefined, [], { proved }).together).toEqual(['socket', 'stream'])
    }
  })

  test('is not one that has let us down since it proved itself', () => {
    expect(planned(undefined, ['stream'], { proved: 'stream' })).toMatchObject({
      together: ['socket', 'poll'],
      rest: ['stream'],
    })
  })

  test('is the best one when all have let us down, whichever proved itself before', () => {
    expect(planned(undefined, ['socket', 'stream', 'poll'], { proved: 'poll' })).toMatchObject({
      together: ['socket', 'stream'],
      rest: ['poll'],
    })
  })
})

describe('what has let us down lately', () => {
  test('stands behind the others, in its order', () => {
    const other = fakeTransport('other')
    expect(planned([stream, other, poll], ['stream', 'other'])).toMatchObject({
      together: ['poll'],
      rest: ['stream', 'other'],
    })
  })

  test('and runs both ways does not start beside a request', () => {
    expect(planned(undefined, ['socket'])).toMatchObject({ together: ['stream'], rest: ['poll', 'socket'] })
  })

  test('starts at once when there is nothing else', () => {
    expect(planned(undefined, ['socket', 'stream', 'poll'])).toMatchObject({
      together: ['socket', 'stream'],
      rest: ['poll'],
    })
    expect(planned([socket], ['socket']).together).toEqual(['socket'])
  })
})

describe('a choice of transports', () => {
  test('by the server leaves the others out, and says so', () => {
    expect(planned(undefined, [], { connectionTypes: ['poll'] })).toEqual({
      together: ['poll'],
      rest: [],
      unusable: ['socket: the server has it not', 'stream: the server has it not'],
    })
  })

  test('by the server starts one of them only: Faye ends all that a client has there with the first link that ends', () => {
    const connectionTypes = ['socket', 'stream', 'poll']
    expect(planned(undefined, [], { connectionTypes })).toMatchObject({
      together: ['socket'],
      rest: ['stream', 'poll'],
    })
    const troubled = planned(undefined, ['socket'], { connectionTypes })
    expect(troubled).toMatchObject({ together: ['stream'], rest: ['poll', 'socket'] })
  })

  test('by the server and by the user leaves what both take', () => {
    expect(planned([stream, poll], [], { connectionTypes: ['socket', 'poll'] })).toEqual({
      together: ['poll'],
      rest: [],
      unusable: ['stream: the server has it not'],
    })
  })
})

describe('mixed content', () => {
  const reached = (href: string | undefined, url: string) =>
    plan([stream, poll], target(href, url), { troubled: () => false })

  test('an https page cannot reach an http server, by any transport', () => {
    const { together, rest, unusable } = reached('https://page.test/', 'http://server.test/encke')
    expect([...together, ...rest]).toEqual([])
    expect(unusable.map(({ reason }) => reason)).toEqual(Array(2).fill(expect.stringContaining('mixed content')))
  })

  test.each(['http://localhost.evil.test/encke', 'http://127x.test/encke'])(
    'nor %s, whose name only looks like it',
    (url) => {
      expect(reached('https://page.test/', url).unusable).toHaveLength(2)
    },
  )

  test.each([
    ['https://page.test/', 'https://server.test/encke'],
    ['http://page.test/', 'http://server.test/encke'],
    ['http://page.test/', 'https://server.test/encke'],
    [undefined, 'http://server.test/encke'],
  ])('a page %s may reach %s', (href, url) => {
    expect(reached(href, url).unusable).toEqual([])
  })

  // Loopback is potentially trustworthy (Secure Contexts, section 3.1), so Chromium and Firefox do not block it.
  test.each(['http://localhost:8000/encke', 'http://localhost/', 'http://127.0.0.1:8000/encke', 'http://[::1]:8000/'])(
    'an https page may reach %s, which browsers trust',
    (url) => {
      expect(reached('https://page.test/', url).unusable).toEqual([])
    },
  )
})
