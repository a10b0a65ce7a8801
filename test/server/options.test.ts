import { describe, expect, test } from 'vitest'
import { createServer, type ServerOptions } from '../../src/server/index'
import { closeLater } from '../support/close-later'

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
    ['limits', { sessions: -1 }],
    ['authenticate', true],
    ['authorize', false],
  ])('not with %s: %o, which it says', (name, value) => {
    expect(() => createServer({ [name]: value })).toThrowError(
      expect.objectContaining({ name: 'EnckeError', code: 'bad-option' }),
    )
  })

  test.each<[ServerOptions]>([
    [{}],
    [{ path: '/', origins: ['https://app.example.com', 'http://localhost:5173'] }],
    [{ path: '/a/encke/', limits: { body: 1 }, wear: { characters: Number.POSITIVE_INFINITY }, timeout: 0.5 }],
  ])('with %o', (options) => {
    closeLater(createServer(options))
  })
})
