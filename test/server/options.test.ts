import { describe, expect, test } from 'vitest'
import { createServer, type ServerOptions } from '../../src/server/index'
import { closeLater, serve } from '../support/close-later'
import { until } from '../support/until'
import { ask, joining, post, stream } from '../support/wire'

describe('a server is made', () => {
  test.each<[string, unknown]>([
    ['path', 'encke'],
    ['path', 'https://push.example.com/encke'],
    ['path', '/encke?x'],
    ['origins', 'https://app.example.com'],
    ['origins', ['*']],
    ['origins', ['app.example.com']],
    ['origins', ['https://app.example.com/']],
    ['origins', ['https://app.example.com:443']],
    ['origins', ['HTTPS://app.example.com']],
    ['log', Promise.resolve()],
    ['timeout', 0],
    ['timeout', Number.NaN],
    ['expiry', -1],
    ['wear', { age: 0 }],
    ['limits', { body: Number.NaN }],
    ['origins', ['']],
    ['origins', ['capacitor://localhost/']],
    ['origins', ['Capacitor://localhost']],
    ['origins', ['mailto:ann@example.com']],
    ['wear', { age: Number.NaN }],
    ['limits', { sessions: -1 }],
    ['authenticate', true],
    ['authorize', false],
    ['timeout', '5000'],
    ['timeout', Number.POSITIVE_INFINITY],
    ['expiry', '3'],
    ['wear', 5],
    ['wear', { age: '60000' }],
    ['limits', null],
    ['limits', { body: '1000' }],
    ['log', null],
  ])('not with %s: %o, which it says', (name, value) => {
    expect(() => createServer({ [name]: value })).toThrowError(
      expect.objectContaining({ name: 'EnckeError', code: 'bad-option' }),
    )
  })

  test.each<[string, object]>([
    ['heartbeat', { heartbeat: 5000 }],
    ['toString', { toString: undefined }],
    ['limits.bodies', { limits: { bodies: 5 } }],
    ['wear.bytes', { wear: { bytes: 5 } }],
  ])('not with an option that there is not, which it names: %s', (named, options) => {
    expect(() => createServer(options)).toThrowError(
      expect.objectContaining({ code: 'bad-option', message: expect.stringContaining(named) }),
    )
  })

  test('and says at once what is to be a function: a listener, and who picks the sessions to ask about', () => {
    const server = closeLater(createServer())
    expect(() => server.subscribe('/a', undefined as never)).toThrowError(
      'the listener of /a is a function, not undefined',
    )
    expect(() => server.reauthorize('ann' as never)).toThrowError('reauthorize takes a function, not ann')
    expect(() => server.on('log', undefined as never)).toThrowError('the listener of log is a function, not undefined')
  })

  test.each<[ServerOptions]>([
    [{}],
    [{ path: '/', origins: ['https://app.example.com', 'http://localhost:5173'] }],
    [{ origins: ['capacitor://localhost', 'chrome-extension://abcdefgh', 'file://', 'null'] }],
    [{ path: '/a/encke/', limits: { body: 1 }, wear: { characters: Number.POSITIVE_INFINITY }, timeout: 0.5 }],
    [{ expiry: Number.POSITIVE_INFINITY, limits: { sessions: 0 } }],
  ])('with %o', (options) => {
    closeLater(createServer(options))
  })
})

describe('an option that is undefined', () => {
  test('is as good as not given', async () => {
    const limits = {
      body: undefined,
      batch: undefined,
      subscriptions: undefined,
      patterns: undefined,
      sessions: undefined,
    }
    const wear = { age: undefined, characters: undefined }
    const server = await serve({
      path: undefined,
      origins: undefined,
      log: undefined,
      timeout: undefined,
      wear,
      limits,
    })
    expect(server.encke.path).toBe('/encke')
    const link = closeLater(await stream(server.url, [joining('xhr-streaming')]))
    await until(() => link.batches().length)
    expect(link.text, 'a stream that is worn says so at once').not.toContain('rotate')
    const long = await post(server.url, [{ channel: '/meta/nonsense', data: 'x'.repeat(1_048_576) }])
    expect(long.status).toBe(413)
    const many = await post(server.url, Array(1001).fill({ channel: '/meta/nonsense' }))
    expect(many.messages).toMatchObject([{ error: expect.stringMatching(/^413::more than 1000 messages/) }])
  })
})

test.each(['/épush', '/%C3%A9push'])('a path may have any letters: %s', async (path) => {
  const server = await serve({ path })
  expect(server.encke.path).toBe('/%C3%A9push')
  expect((await ask(`${server.origin}/%C3%A9push`, { body: '[]' })).text).toBe('[]')
  expect((await ask(`${server.origin}/push`, { body: '[]' })).status).toBe(404)
})

test('a limit of subscriptions that is no whole number lets nobody have one of which the application was not asked', async () => {
  const asked: string[] = []
  const authorize = ({ channel }: { channel: string }) => asked.push(channel) > 0
  const server = await serve({ authorize, limits: { subscriptions: 1.5 } })
  const encke = { subscriptions: ['/a', '/b'] }
  const { messages } = await post(server.url, [joining('long-polling', encke)])
  expect(asked).toEqual(['/a'])
  expect(messages).toMatchObject([{ ext: { encke: { refused: { '/b': expect.stringMatching(/^413:/) } } } }])
})
