import { afterEach, describe, expect, test } from 'vitest'
import { rejected } from '../../support/nonsense'
import { startServer, type TestServer } from '../../support/server'
import { get, type Reply, type Wire } from '../../support/wire'
import { limits, withWitness } from '../../support/witness'

let server: TestServer
let clientId: string
let key: string
const { say } = withWitness((begun) => {
  ;({ server, clientId, key } = begun)
})

describe('by script element', () => {
  const byScript = (message: unknown, query: Record<string, string> = {}, headers: Record<string, string> = {}) =>
    get(server.url, { message: JSON.stringify(message), jsonp: 'cb', ...query }, headers)

  /** What the script would hand to `cb`. */
  function called({ text, headers }: Reply): Wire[] {
    expect(headers['content-type']).toBe('text/javascript; charset=utf-8')
    let answer: unknown
    // As the browser does it: the text is run.
    new Function('cb', text)((value: unknown) => {
      answer = value
    })
    return answer as Wire[]
  }

  test.each([
    'alert(1)//',
    '',
    '1a',
    'a-b',
    'a..b',
    '.a',
    'a.',
    'a[0]',
    'a b',
    'a\n',
    'a\u2028',
    'é',
    'x'.repeat(65),
    '</script>',
  ])('the callback name %j is refused', async (jsonp) => {
    const reply = await byScript([], { jsonp })
    rejected(reply, 400, /jsonp/)
    expect(reply.headers['content-type']).toBe('application/json; charset=utf-8')
    expect(reply.text).not.toContain('alert')
  })

  test.each(['cb', '__jsonp1__', '_cometd_jsonp_1', 'dojo.io.script.jsonp_1', '_$1', 'x'.repeat(64)])(
    'the callback name %j is taken',
    async (jsonp) => {
      const reply = await byScript([], { jsonp })
      expect(reply.text).toBe(`/**/${jsonp}([]);`)
      expect(reply.headers['x-content-type-options']).toBe('nosniff')
    },
  )

  test('what is no JSON is malformed, and the answer is a script', async () => {
    const reply = await get(server.url, { message: '[{"channel":', jsonp: 'cb' })
    expect(reply.status).toBe(400)
    expect(called(reply)).toMatchObject([{ successful: false, error: expect.stringMatching(/^400::not JSON/) }])
  })

  test.each(['</script><script>alert(1)</script>', '<!--', '\u2028\u2029', '\'"\\\n', ']]>'])(
    'the data %j comes through as it is and harms nothing',
    async (data) => {
      await say({ channel: '/meta/subscribe', clientId, subscription: '/script' })
      await byScript([{ channel: '/script', clientId, data, id: data }])
      const poll = { channel: '/meta/connect', clientId, connectionType: 'callback-polling', advice: { timeout: 0 } }
      const reply = await byScript([poll])
      expect(reply.text).not.toMatch(/[<>\u2028\u2029]/)
      expect(called(reply)).toMatchObject([{ successful: true }, { channel: '/script', data }])
    },
  )

  test('an answer asked for as text is one, and harms nothing', async () => {
    const data = '</script>\u2028'
    const reply = await byScript([{ channel: '/meta/nonsense', id: data }], { text: '1' })
    expect(reply.text).not.toMatch(/[<>\u2028\u2029]/)
    expect(JSON.parse(called(reply) as unknown as string)).toMatchObject([{ id: data, successful: false }])
  })

  test('a message that comes whole is too large at one character beyond the limit', async () => {
    const small = await startServer({ limits: { body: 100 } })
    const handshake = { channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: ['callback-polling'] }
    const text = JSON.stringify([handshake]).padEnd(100)
    expect(text).toHaveLength(100)
    expect((await get(small.url, { message: text, jsonp: 'cb' })).status).toBe(200)
    const reply = await get(small.url, { message: `${text} `, jsonp: 'cb' })
    await small.close()
    expect(reply.status).toBe(413)
  })

  describe('in pieces', () => {
    const whole = JSON.stringify([{ channel: '/meta/nonsense', id: 'whole 😀' }])
    const piece = (message: string | undefined, part: string, of: string, request = key) =>
      get(server.url, { ...(message !== undefined && { message }), jsonp: 'cb', request, part, of })

    /** After whatever went wrong, a request in good pieces is understood, in any order. */
    afterEach(async () => {
      const cut = whole.indexOf('😀') + 1
      expect(called(await piece(whole.slice(cut), '1', '2', `${key}good`))).toEqual([])
      expect(called(await piece(whole.slice(0, cut), '0', '2', `${key}good`))).toMatchObject([{ successful: false }])
    })

    test.each([
      ['-1', '2'],
      ['2', '2'],
      ['0', '0'],
      ['0.5', '2'],
      ['x', '2'],
      ['0', 'x'],
      ['NaN', 'NaN'],
      ['Infinity', 'Infinity'],
      ['__proto__', '2'],
    ])('part %s of %s is no piece', async (part, of) => {
      const reply = await piece('[]', part, of)
      expect(reply.status).toBe(400)
      expect(called(reply)).toMatchObject([{ error: expect.stringMatching(/^400::part and of/) }])
    })

    test.each(['3001', '1e9'])('%s pieces are too many', async (of) => {
      const reply = await piece('[]', '0', of)
      expect(reply.status).toBe(413)
      expect(called(reply)).toMatchObject([{ error: '413::of: more than 3000 pieces' }])
    })

    test('who asks for text hears of it, in a script that runs', async () => {
      const query = { message: '[]', jsonp: 'cb', text: '1', request: key, part: '0', of: '3001' }
      const reply = await get(server.url, query)
      expect(reply.status).toBe(200)
      expect(JSON.parse(called(reply) as unknown as string)).toMatchObject([{ error: expect.stringMatching(/^413/) }])
    })

    test('a piece without part and of is none', async () => {
      const reply = await get(server.url, { message: '[]', jsonp: 'cb', request: key })
      expect(reply.status).toBe(400)
    })

    test('a piece of a request with an endless name is none', async () => {
      expect((await piece('[]', '0', '1', 'x'.repeat(65))).status).toBe(400)
    })

    test('pieces that do not agree how many they are are refused', async () => {
      await piece('[', '0', '2')
      const reply = await piece(']', '1', '3')
      expect(reply.status).toBe(400)
      expect(called(reply)).toMatchObject([{ error: expect.stringMatching(/^400::of/) }])
    })

    test('pieces that make no JSON together are malformed', async () => {
      await piece('[{', '0', '2')
      expect((await piece(']', '1', '2')).status).toBe(400)
    })

    test('pieces that are too large together are refused', async () => {
      const part = 'x'.repeat(10_000)
      let reply: Reply | undefined
      for (let index = 0; index <= limits.body / part.length; index++) reply = await piece(part, String(index), '100')
      expect(reply!.status).toBe(413)
    })

    test('pieces that grow when they are sent again are too large in the end', async () => {
      for (let index = 0; index < 11; index++) await piece('x', String(index), '100')
      const grown: number[] = []
      for (let index = 0; index < 11; index++) {
        grown.push((await piece('x'.repeat(10_000), String(index), '100')).status)
      }
      expect(grown).toContain(413)
    })

    test('a piece that comes twice counts once', async () => {
      for (let time = 0; time < 3; time++) expect(called(await piece(whole.slice(0, 5), '0', '2'))).toEqual([])
      expect(called(await piece(whole.slice(5), '1', '2'))).toMatchObject([{ id: 'whole 😀' }])
    })

    test('a large piece that comes again and again is not too large', async () => {
      const part = 'x'.repeat(limits.body / 10)
      for (let time = 0; time < 12; time++) expect((await piece(part, '0', '2')).status).toBe(200)
    })

    test('a piece that comes again when its request has been answered is the first of another one', async () => {
      await piece(whole.slice(0, 5), '0', '2')
      expect(called(await piece(whole.slice(5), '1', '2'))).toHaveLength(1)
      expect(called(await piece(whole.slice(5), '1', '2'))).toEqual([])
    })

    test('a request that was too large is forgotten: another one may have its name', async () => {
      const part = 'x'.repeat(limits.body / 10)
      for (let index = 0; index < 10; index++) await piece(part, String(index), '100')
      expect((await piece(part, '10', '100')).status).toBe(413)
      await piece(whole.slice(0, 5), '0', '2')
      expect(called(await piece(whole.slice(5), '1', '2'))).toMatchObject([{ id: 'whole 😀' }])
    })

    test('requests that are never completed do not pile up', async () => {
      await piece(whole.slice(0, 5), '0', '2', `${key}first`)
      for (let index = 0; index < 101; index++) await piece('[', '0', '2', `${key}${index}`)
      expect(called(await piece(whole.slice(5), '1', '2', `${key}first`)), 'the first has given way').toEqual([])
    })

    test('large requests that are never completed are no more than sixteen of the largest', async () => {
      const part = 'x'.repeat(limits.body / 10)
      const begin = async (request: string) => {
        for (let index = 0; index < 9; index++) await piece(part, String(index), '10', request)
      }
      for (let count = 0; count < 18; count++) await begin(`${key}${count}`)
      expect(called(await piece(part, '9', '10', `${key}0`)), 'the first has given way').toEqual([])
      const { status } = await piece(part, '9', '10', `${key}17`)
      expect(status, 'the last is complete, and no JSON').toBe(400)
    })
  })
})
