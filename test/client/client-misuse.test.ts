import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { connect as connectBy, longPolling } from '../../src/core'
import { createExtensions } from '../../src/extensions/index'
import { connect, EnckeError, type Options, type SubscribeOptions } from '../../src/index'
import { fateOf, openClient } from '../support/client'
import { closeLater, serve } from '../support/close-later'
import { place } from '../support/conversation'
import { turn, virtualEnvironment } from '../support/environment'
import { likeBrowser } from '../support/like-browser'
import { until } from '../support/until'

const code = (word: string) => expect.objectContaining({ name: 'EnckeError', code: word })

test.each(['/chat.room', '/user:1', '/Zürich', '/a b', '/a//b'])(
  '"%s" is no channel, and the error says what one is',
  async (name) => {
    const { url } = await serve()
    const client = closeLater(connect(url, { transports: ['long-polling'], environment: likeBrowser() }))
    const why = { code: 'bad-channel', message: expect.stringMatching(/A-Z a-z 0-9 -_!~\(\)\$@/) }
    await expect(client.publish(name, 1)).rejects.toMatchObject(why)
    await expect(client.subscribe(name, () => {}).ready).rejects.toMatchObject(why)
  },
)

test('a star in the middle of a pattern is refused, and the error says where it may be', async () => {
  const { url } = await serve()
  const client = closeLater(connect(url, { transports: ['long-polling'], environment: likeBrowser() }))
  const why = { code: 'bad-channel', message: expect.stringMatching(/\* or \*\* only at the end, as in \/one\/\*/) }
  await expect(client.subscribe('/chat/*/typing', () => {}).ready).rejects.toMatchObject(why)
})

test('a refusal for which nobody waits is told by the event `error`, once, and not to whoever has gone', async () => {
  const { url } = await serve({ authorize: ({ channel }) => channel === '/chat/lobby' })
  const client = closeLater(connect(url, { transports: ['long-polling'], environment: likeBrowser() }))
  const told: string[] = []
  client.on('error', ({ message }) => told.push(message))
  client.subscribe('/secret', () => {})
  client.subscribe('/secret', () => {})
  await expect(client.subscribe('/chat/*/typing', () => {}).ready).rejects.toMatchObject(code('bad-channel'))
  const gone = client.subscribe('/other', () => {})
  gone.unsubscribe()
  await client.subscribe('/chat/lobby', () => {}).ready
  expect(told).toEqual([
    'subscribe to /secret: not authorized to subscribe',
    expect.stringMatching(/^subscribe to \/chat\/\*\/typing: a pattern is like/),
  ])
})

test('what is refused is written to the console where nobody listens to `error`, but not that the network is away', async () => {
  const written = vi.spyOn(console, 'error').mockImplementation(() => {})
  onTestFinished(() => written.mockRestore())
  const server = await serve({ authorize: ({ channel }) => channel !== '/secret' })
  const client = closeLater(connect(server.url, { transports: ['long-polling'], environment: likeBrowser() }))
  const offline = new Promise((resolve) => client.on('state', (state) => state === 'offline' && resolve(state)))
  await client.subscribe('/chat/lobby', () => {}).ready
  client.subscribe('/secret', () => {})
  await until(() => written.mock.calls.length > 0, 'it is written')
  expect(written.mock.calls).toEqual([['EnckeError: subscribe to /secret: not authorized to subscribe']])
  server.cut()
  await offline
  expect(written).toHaveBeenCalledOnce()
  const told = vi.fn()
  client.on('error', told)
  await expect(client.subscribe('/secret', () => {}).ready).rejects.toMatchObject(code('refused'))
  expect(told).toHaveBeenCalledWith(code('refused'))
  expect(written).toHaveBeenCalledOnce()
})

test('that nothing works at an address is written to the console where nobody listens to `error`', async () => {
  const written = vi.spyOn(console, 'error').mockImplementation(() => {})
  onTestFinished(() => written.mockRestore())
  const { origin } = await serve()
  closeLater(connect(`${origin}/elsewhere`, { transports: ['long-polling'], environment: likeBrowser() }))
  await until(() => written.mock.calls.length > 0, 'it is written')
  expect(written.mock.calls[0]).toEqual([expect.stringMatching(/no transport works here: long-polling: HTTP 404/)])
})

test('to subscribe to a service channel, where nothing would ever come, is refused, and the error says why', async () => {
  const { url } = await serve()
  const client = closeLater(connect(url, { transports: ['long-polling'], environment: likeBrowser() }))
  const why = { code: 'bad-channel', message: expect.stringMatching(/heard by the server alone/) }
  for (const pattern of ['/service/ask', '/service/*', '/service/**'])
    await expect(client.subscribe(pattern, () => {}).ready).rejects.toMatchObject(why)
})

test('to listen to an event that there is not throws bad-option and lists those that there are', () => {
  const { client } = openClient()
  expect(() => client.on('message' as never, undefined as never)).toThrowError(code('bad-option'))
  expect(() => client.on('connect' as never, undefined as never)).toThrowError(
    'no event connect; there are state, transport, missed, error, decision',
  )
})

describe('what there is no option for throws bad-option, and lists those that there are:', () => {
  const anything = (value: unknown) => value as never

  test.each([
    ['transport', { transport: ['websocket'] }],
    ['maxQueue', { maxQueue: 5 }],
    ['0', 'websocket'],
    ['0', ['websocket']],
  ])('connect to %s in %j', (name, options) => {
    const why = { code: 'bad-option', message: expect.stringMatching(`^no option ${name}; .*transports.*queueLimit`) }
    expect(() => connect('http://server.test/', anything(options))).toThrowError(expect.objectContaining(why))
  })

  test('connect of encke/core to queue', () => {
    const options = { transports: [longPolling()], queue: 5 }
    expect(() => connectBy('http://server.test/', options)).toThrowError(/^no option queue; .*queueLimit/)
  })

  test('subscribe to from', () => {
    const { client } = openClient()
    const why = 'no option from; there are since, latest, signal, buffer'
    expect(() => client.subscribe('/a', anything({ from: 'oldest' }))).toThrowError(why)
    expect(() => client.subscribe('/a', () => {}, anything({ from: 'oldest' }))).toThrowError(why)
  })

  test('publish to timeout', async () => {
    const published = openClient().client.publish('/a', 1, anything({ timeout: 5 }))
    const why = { code: 'bad-option', message: 'no option timeout; there are signal' }
    await expect(published).rejects.toMatchObject(why)
  })
})

test('every option that there is may be said', async () => {
  const { signal } = new AbortController()
  const environment = virtualEnvironment()
  const options: Required<Options> = {
    ...{ transports: ['websocket'], credentials: true, hosts: [], nonce: 'n', scriptURL: String, queueLimit: 1 },
    ...{ resume: true, extensions: createExtensions(), signal, environment },
  }
  const client = connect('http://server.test/', options)
  const all: Required<SubscribeOptions> = { since: 'oldest', latest: true, signal, buffer: 1 }
  expect(client.subscribe('/a', all).pattern).toBe('/a')
  await client.close()
  expect(await fateOf(client.publish('/a', 1, { signal }))).toBe('closed')
})

test('null in the place of options is none', async () => {
  const { client } = openClient()
  const none = null as never
  expect(client.subscribe('/a', () => {}, none).pattern).toBe('/a')
  expect(await fateOf(client.publish('/a', 1, none))).toBe('waits')
  await connect('http://server.test/', none).close()
})

test('a callback in the place of options, as other libraries take it, is told that nobody would call it', async () => {
  const { client } = openClient()
  const callback = (() => {}) as never
  await expect(client.publish('/a', 1, callback)).rejects.toMatchObject({ code: 'bad-option', message: /await/ })
  expect(() => client.subscribe('/a', () => {}, callback)).toThrowError(code('bad-option'))
  expect(() => connect('http://server.test/', callback)).toThrowError(code('bad-option'))
})

test('to subscribe with a listener that is none throws bad-option', () => {
  const { client } = openClient()
  expect(() => client.subscribe('/x', 'listener' as never)).toThrowError(code('bad-option'))
})

test('to subscribe with options before the listener throws bad-option: it would hear nothing', () => {
  const { client } = openClient()
  const subscribe = client.subscribe as (...values: unknown[]) => unknown
  expect(() => subscribe('/x', { since: 'oldest' }, () => {})).toThrowError(code('bad-option'))
  expect(() => subscribe('/x', { since: 'oldest' }, () => {})).toThrowError('the listener comes second')
})

describe('connect', () => {
  test.each(['ws://server.test/encke', 'wss://server.test/', 'ftp://server.test/', 'localhost:8000', 'javascript:1'])(
    'to %s throws bad-option and says what to do',
    (url) => {
      expect(() => connect(url)).toThrowError(code('bad-option'))
      expect(() => connect(url)).toThrowError(/http: or https:/)
    },
  )

  test.each(['/encke', 'encke', '', 'http://'])('to "%s" where there is no page throws bad-option', (url) => {
    expect(() => connect(url, { environment: virtualEnvironment() })).toThrowError(code('bad-option'))
  })

  test.each([undefined, 'file:///app/index.html', 'blob:https://app.example.com/1'])(
    'to a path where the page is not one of the web (%s) asks for the full address',
    (href) => {
      const environment = { ...virtualEnvironment(), href }
      expect(() => connect('/encke', { environment })).toThrowError(
        'connect to http: or https:, in full, not to /encke',
      )
    },
  )

  test('to a transport that there is not throws bad-option and lists those that there are', () => {
    const transports = ['pigeon'] as never
    expect(() => connect('http://server.test/', { transports })).toThrowError(code('bad-option'))
    expect(() => connect('http://server.test/', { transports })).toThrowError(/pigeon.*xhr-streaming.*long-polling/)
  })

  test.each([undefined, ''])(
    'to an address that was never set (%j) throws bad-option, and connects to no page of that name',
    (url) => {
      vi.stubGlobal('location', new URL('https://app.example.com/'))
      expect(() => connect(url as never)).toThrowError(`connect to http: or https:, not to ${url}`)
      vi.unstubAllGlobals()
    },
  )

  test.each([{ extensions: [{ name: 'token' }] }, { extensions: { name: 'token' } }])(
    'with extensions that createExtensions did not make throws bad-option: %j',
    (options) => {
      expect(() => connect('http://server.test/', options as never)).toThrowError(code('bad-option'))
      expect(() => connect('http://server.test/', options as never)).toThrowError(/createExtensions/)
    },
  )

  test('to a name instead of a list of them throws bad-option', () => {
    expect(() => connect('http://server.test/', { transports: 'websocket' as never })).toThrowError(code('bad-option'))
    expect(() => openClient().client.use('websocket' as never)).toThrowError(code('bad-option'))
  })

  test.each([[['long-polling']], [[longPolling]], [undefined], ['websocket']])(
    'of encke/core to %s, which are no transports, throws bad-option',
    (transports) => {
      expect(() => connectBy('http://server.test/', { transports } as never)).toThrowError(code('bad-option'))
    },
  )

  test('of encke/core without any throws bad-option', () => {
    expect(() => connectBy('http://server.test/', undefined as never)).toThrowError(code('bad-option'))
  })

  test('to a server that turns it away tells why to whoever waits', async () => {
    const { url } = await serve({ authenticate: () => false })
    const client = connect(url, { transports: ['long-polling'], environment: likeBrowser() })
    const why = { code: 'closed', cause: { code: 'refused' }, message: /authentication failed/ }
    const reading = (async () => {
      for await (const _ of client.subscribe('/b'));
    })()
    const verdicts = [client.subscribe('/a', () => {}).ready, client.publish('/a', 1), reading]
    for (const verdict of verdicts)
      await expect(verdict).rejects.toMatchObject({ ...why, message: expect.stringMatching(why.message) })
  })

  test('to a server that cannot say yet whether it may come tells so, and asks again', async () => {
    let away = true
    const authenticate = () => {
      if (away) throw new EnckeError('busy', 'the database is away')
      return 'ann'
    }
    const { url } = await serve({ authenticate })
    const client = closeLater(connect(url, { transports: ['long-polling'], environment: likeBrowser() }))
    const told = await new Promise((resolve) => client.on('error', resolve))
    expect(told).toMatchObject({ code: 'busy', message: '/meta/handshake: the server could not decide; ask again' })
    away = false
    await client.subscribe('/a', () => {}).ready
  })

  test.each([0, -1, Number.NaN, '5', null])('with a queueLimit of %o throws bad-option', (queueLimit) => {
    expect(() => openClient({ queueLimit: queueLimit as number })).toThrowError(code('bad-option'))
  })

  test('with a signal is closed by it', async () => {
    const abort = new AbortController()
    const world = openClient({ signal: abort.signal })
    await world.online()
    abort.abort()
    expect(world.client.state).toBe('closed')
    await turn()
    world.request.confirm()
  })

  test('with a signal that was aborted before is closed and opens nothing', async () => {
    const world = openClient({ signal: AbortSignal.abort() })
    await turn()
    expect(world.client.state).toBe('closed')
    expect(world.transport.opened).toEqual([])
  })
})

describe('subscribe', () => {
  test.each(['chat', '', '/', 'chat/*', undefined, null, 7])('to %s throws bad-channel', (pattern) => {
    const { client } = openClient()
    expect(() => client.subscribe(pattern as string, () => {})).toThrowError(code('bad-channel'))
  })

  test('to chat says that /chat was meant', () => {
    expect(() => openClient().client.subscribe('chat')).toThrowError(/\/chat/)
  })

  test.each(['newest', '123', 7])('since %s throws bad-option', (since) => {
    const { client } = openClient()
    expect(() => client.subscribe('/a', { since: since as string })).toThrowError(code('bad-option'))
    expect(() => client.subscribe('/a', () => {}, { since: since as string })).toThrowError(code('bad-option'))
  })

  test('since a position, oldest, latest, or the empty position of a plain server is right', () => {
    const { client } = openClient()
    for (const since of [place(1), 'oldest', 'latest', '']) expect(client.subscribe('/a', { since }).pattern).toBe('/a')
  })

  test('null in the place of a listener or of options is none', () => {
    const { client } = openClient()
    expect(client.subscribe('/a', null as never).pattern).toBe('/a')
  })

  test.each([0, -1, Number.NaN, '5', null])('with a buffer of %o throws bad-option', (buffer) => {
    const { client } = openClient()
    expect(() => client.subscribe('/a', { buffer: buffer as number })).toThrowError(
      expect.objectContaining({ code: 'bad-option', message: `buffer is a number above 0, not ${buffer}` }),
    )
  })

  test('on a closed client throws closed', async () => {
    const { client } = openClient()
    await client.close()
    expect(() => client.subscribe('/a')).toThrowError(code('closed'))
  })

  test('with a signal ends by it, and the server is told', async () => {
    const abort = new AbortController()
    const world = openClient()
    world.client.subscribe('/a', () => {}, { signal: abort.signal })
    await world.online()
    abort.abort()
    await turn()
    expect(world.link.batch[0]?.ext?.encke).toMatchObject({ subscriptions: [] })
  })

  test('with a signal that was aborted before is over at once, and nobody is asked', async () => {
    const world = openClient()
    const { ready } = world.client.subscribe('/a', { signal: AbortSignal.abort() })
    expect(await fateOf(ready)).toBe('closed')
    expect(world.link.batch[0]?.ext?.encke).toMatchObject({ subscriptions: [] })
  })
})
