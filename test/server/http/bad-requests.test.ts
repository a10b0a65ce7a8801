import { describe, expect, test } from 'vitest'
import { nested, refused, rejected } from '../../support/nonsense'
import { startServer, type TestServer } from '../../support/server'
import { until } from '../../support/until'
import { ask, get, post } from '../../support/wire'
import { limits, withWitness } from '../../support/witness'

let server: TestServer
let clientId: string
const { say, heard } = withWitness((begun) => {
  ;({ server, clientId } = begun)
})

describe('a body', () => {
  test('that is no JSON is malformed', async () => {
    rejected(await post(server.url, '[{"channel":'), 400, /not JSON/)
  })

  test('that is empty is malformed', async () => {
    rejected(await post(server.url, ''), 400, /not JSON/)
  })

  test.each(['1', 'null', '"text"', '[1]', '[null]', '[[]]', '[{},"text"]'])(
    'that is JSON but no array of messages is malformed: %s',
    async (body) => rejected(await post(server.url, body), 400, /not an array of messages/),
  )

  test('of bytes that are no UTF-8 is malformed', async () => {
    rejected(await post(server.url, Buffer.from([0x5b, 0xff, 0xfe, 0x5d])), 400)
  })

  test('of a form whose message is no JSON is malformed', async () => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    rejected(await post(server.url, 'message=%7Bnonsense', headers), 400, /not JSON/)
  })

  test('one megabyte over the limit is too large, and the answer can be read', async () => {
    const wide = await startServer()
    const body = JSON.stringify([{ channel: '/good', clientId, data: 'x'.repeat(2 * 1_048_576), id: '1' }])
    rejected(await post(wide.url, body), 413, /limit of 1048576/)
    await wide.close()
  })

  test('one byte over the limit is too large', async () => {
    const body = JSON.stringify([{ channel: '/good', clientId, data: '', id: '1' }])
    const fill = limits.body - body.length
    const exact = (length: number) => body.replace('"data":""', `"data":"${'x'.repeat(length)}"`)
    rejected(await post(server.url, exact(fill + 1)), 413)
    expect((await post(server.url, exact(fill))).messages).toMatchObject([{ successful: true }])
  })

  test('of too many messages is refused as a whole', async () => {
    const message = { channel: '/good', clientId, data: 'not to be heard' }
    refused(await say(...Array(limits.batch + 1).fill(message)), 413)
    expect((await say(...Array(limits.batch).fill({ ...message, channel: '/other' }))).messages).toHaveLength(
      limits.batch,
    )
    await say({ ...message, data: 'heard behind them' })
    await until(() => heard.includes('heard behind them'))
    expect(heard).not.toContain('not to be heard')
  })

  test('that is nested very deeply is answered', async () => {
    const reply = await post(server.url, nested(40_000))
    rejected(reply, 400)
  })
})

describe('a request', () => {
  test.each(['PUT', 'DELETE', 'HEAD', 'PATCH'])('by %s is not taken', async (method) => {
    const { status, headers } = await ask(server.url, { method })
    expect([status, headers.allow]).toEqual([405, 'POST, GET, OPTIONS'])
  })

  test('by GET that neither brings messages nor asks for a stream is not taken', async () => {
    for (const headers of [{}, { Accept: '*/*' }]) expect((await get(server.url, {}, headers)).status).toBe(405)
  })

  test('to a path that only begins like ours is not for us', async () => {
    expect((await post(`${server.url}x`, [])).status).toBe(404)
    expect((await post(`${server.url}/x`, [])).status).toBe(200)
  })

  test('with a question mark in its question is understood as a whole', async () => {
    const message = JSON.stringify([{ channel: '/meta/nonsense', id: 'a?b' }])
    const url = `${server.url}?message=${encodeURIComponent(message).replace('%3F', '?')}&jsonp=cb`
    expect((await ask(url, { method: 'GET' })).text).toContain('a?b')
  })
})
