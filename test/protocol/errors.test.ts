import { describe, expect, test } from 'vitest'
import { asEnckeError, EnckeError, isEnckeError, parseError, replyError } from '../../src/protocol/errors'

describe('error strings', () => {
  test('come apart into status and message', () => {
    expect(parseError('403:abc,/foo:denied')).toEqual({ status: 403, message: 'denied' })
    expect(parseError('402::session_unknown')).toEqual({ status: 402, message: 'session_unknown' })
  })

  test('keep colons and line ends in the message', () => {
    expect(parseError('400::a: b\nc:d')).toEqual({ status: 400, message: 'a: b\nc:d' })
  })

  test.each(['', 'no', '40:a:b', '4000:a:b', '400', '400:', ':a:b', ' 400:a:b'])(
    'are free text otherwise: %j',
    (text) => {
      expect(parseError(text)).toEqual({ status: 0, message: text })
    },
  )
})

describe('the error of a reply', () => {
  test.each([
    ['400::x', 'malformed'],
    ['402::x', 'unknown-session'],
    ['403::x', 'refused'],
    ['405::x', 'bad-channel'],
    ['409::x', 'gap'],
    ['413::x', 'too-large'],
    ['415::x', 'bad-data'],
    ['429::x', 'busy'],
    ['503::x', 'busy'],
    ['418::x', 'refused'],
    ['whatever', 'refused'],
    ['401:abc:Unknown client', 'unknown-session'],
    ['unknown client', 'unknown-session'],
  ])('%s is %s', (text, code) => expect(replyError(text, 'subscribe to /a')).toMatchObject({ code, cause: text }))

  test('says what it was about, and the reason', () => {
    expect(replyError('403:/a:not for you', 'subscribe to /a').message).toBe('subscribe to /a: not for you')
    expect(replyError(undefined, 'publish').message).toBe('publish: no reason given')
    expect(replyError('', 'publish').message).toBe('publish: no reason given')
  })
})

describe('EnckeError', () => {
  test('says whether the same may succeed later', () => {
    for (const code of ['busy', 'network', 'no-transport', 'queue-full', 'timeout', 'unknown-session'] as const)
      expect(new EnckeError(code, '').retry, code).toBe(true)
    for (const code of ['refused', 'delivery-unknown', 'closed', 'too-large', 'bad-channel'] as const)
      expect(new EnckeError(code, '').retry, code).toBe(false)
  })

  test('is known also when another copy of the library made it', () => {
    class Other extends Error {
      override name = 'EnckeError'
    }
    expect(isEnckeError(new Other())).toBe(true)
    expect(isEnckeError(new Error())).toBe(false)
    for (const value of [undefined, null, 1, 'EnckeError', {}]) expect(isEnckeError(value)).toBe(false)
  })

  test('wraps whatever was thrown, once', () => {
    const cause = new TypeError('boom')
    const error = asEnckeError(cause, 'network')
    expect(error).toMatchObject({ code: 'network', message: 'boom', cause })
    expect(asEnckeError(error, 'busy')).toBe(error)
    expect(asEnckeError('text', 'busy')).toMatchObject({ code: 'busy', message: 'text', cause: 'text' })
    expect(asEnckeError(undefined, 'busy').code).toBe('busy')
  })
})
