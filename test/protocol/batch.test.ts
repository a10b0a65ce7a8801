import { describe, expect, test } from 'vitest'
import { decode, encode } from '../../src/protocol/batch'
import { publish } from '../../src/protocol/message'

const code = (run: () => unknown) => {
  try {
    run()
  } catch (error) {
    return (error as { code: string }).code
  }
  return 'no error'
}

describe('decode', () => {
  test('takes an array of messages', () => {
    expect(decode('[{"channel":"/a","data":1},{"channel":"/b"}]')).toEqual([
      { channel: '/a', data: 1 },
      { channel: '/b' },
    ])
  })

  test('takes a single message, and an empty array', () => {
    expect(decode('{"channel":"/a"}')).toEqual([{ channel: '/a' }])
    expect(decode(' [] ')).toEqual([])
  })

  test.each(['', ' ', '{', '[', '[{]', '[{},]', 'undefined', "{'a':1}", '\u0000', '[1', '"a', '\ufeff[]'])(
    'finds %j malformed',
    (text) => expect(code(() => decode(text))).toBe('malformed'),
  )

  test.each(['1', 'null', 'true', '"a"', '[1]', '[null]', '[[]]', '[[{}]]', '[{},"a"]'])(
    'finds %s, which is JSON but no batch, malformed',
    (text) => expect(code(() => decode(text))).toBe('malformed'),
  )

  test('says that a web page is one', () => {
    expect(() => decode(' <!doctype html><title>Log in</title>')).toThrow(/a web page: .*Log in|a web page/)
  })

  test('says what came instead of JSON, and keeps the reason', () => {
    const what = { message: 'not JSON but "502 Bad Gateway"', cause: expect.any(SyntaxError) }
    expect(() => decode('502 Bad Gateway')).toThrow(expect.objectContaining(what))
  })

  test('does not repeat a long text in its complaint', () => {
    const text = 'x'.repeat(10_000)
    expect(() => decode(text)).toThrow(/^.{1,100}$/)
  })

  test('keeps a key named __proto__ as data, and pollutes nothing', () => {
    const text = '[{"channel":"/a","data":{"__proto__":{"polluted":true}}}]'
    const batch = decode(text)
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
    expect((batch[0]!.data as { polluted?: boolean }).polluted).toBeUndefined()
    expect(encode(batch)).toBe(text)
  })
})

describe('encode', () => {
  test('gives back what decode takes, whatever the characters', () => {
    const data = ['é', '\u2028', '😀', '"\\\n', '</script>', '\u0000']
    const text = encode([{ channel: '/a', data }])
    expect(decode(text)).toEqual([{ channel: '/a', data }])
  })

  test('leaves text as it is', () => {
    expect(encode([])).toBe('[]')
    expect(encode([{ json: '{"channel":"/a" }' }, { channel: '/b' }])).toBe('[{"channel":"/a" },{"channel":"/b"}]')
  })

  test('gives publications their number and clientId', () => {
    expect(decode(encode([publish('1', 'c', '/a', 'null')]))).toEqual([
      { channel: '/a', clientId: 'c', id: '1', data: null },
    ])
  })
})
