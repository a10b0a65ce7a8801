import { describe, expect, test } from 'vitest'
import { encode } from '../../../src/protocol/batch'
import { closeLater, serve } from '../../support/close-later'
import { address, answerOn, lastId, listen, refusal } from '../../support/event-streams'
import { until } from '../../support/until'
import { eventStream, get, joining, newKey, post } from '../../support/wire'

describe('an event stream', () => {
  test('takes the join from its address, and is what browsers read as one', async () => {
    const server = await serve()
    const key = newKey()
    const stream = await listen(address(server, { key }))
    await until(() => stream.events().length)
    expect(stream.response.statusCode).toBe(200)
    expect(stream.response.headers['content-type']).toBe('text/event-stream; charset=utf-8')
    expect(stream.response.headers['cache-control']).toContain('no-transform')
    expect(stream.events()[0]?.messages).toMatchObject([
      { channel: '/meta/handshake', id: 'j', successful: true, clientId: key, ext: { encke: { join: 1 } } },
    ])
    for (const line of stream.text.split('\n')) expect(line).toMatch(/^(|id:[0-9a-z]{19}|data:\[.*\])$/)
  })

  test('says with each event how far that is', async () => {
    const server = await serve()
    const stream = await listen(address(server))
    await until(() => stream.events().length)
    const first = await server.encke.publish('/a', 1)
    await until(() => stream.data().length === 1)
    server.encke.publish('/a', 2)
    const third = await server.encke.publish('/a', 3)
    await until(() => stream.data().length === 3)
    expect(stream.events().map(({ id }) => id)).toEqual([answerOn(stream).tail, first, third])
  })

  test('says so with its heartbeats too', async () => {
    const server = await serve({ timeout: 200 })
    const stream = await listen(address(server))
    await until(() => stream.events().length)
    const position = await server.encke.publish('/b', 'for others')
    await until(() => lastId(stream) === position)
    expect(stream.data()).toEqual([])
  })

  test('ends with an empty event when the session ends', async () => {
    const server = await serve()
    const key = newKey()
    const stream = await listen(address(server, { key }))
    await until(() => stream.events().length)
    await post(server.url, [{ channel: '/meta/disconnect', clientId: key }])
    await until(() => stream.ended)
    expect(stream.events().map(({ end }) => end)).toEqual([false, true])
    expect(stream.text).toMatch(/\n\ndata:\n\n$/)
  })

  test('is refused for a page of another site, and allowed for one that is on the list', async () => {
    const server = await serve({ origins: ['https://friend.example'] })
    const from = (Origin: string) => eventStream(address(server), { Origin })
    const foreign = await from('http://elsewhere.example')
    expect(foreign.response.statusCode).toBe(403)
    expect(server.encke.sessions).toBe(0)
    const friend = closeLater(await from('https://friend.example'))
    expect(friend.response.headers['access-control-allow-origin']).toBe('https://friend.example')
    await until(() => friend.events().length)
  })

  test('is for a GET that asks for one: others get what they ask for', async () => {
    const server = await serve()
    const message = encode([joining('eventsource')])
    const script = await get(server.url, { message, jsonp: 'f' })
    expect(script.headers['content-type']).toContain('text/javascript')
    expect(script.text).toContain('301:eventsource:')
    expect((await post(server.url, message)).messages).toMatchObject([refusal(301)])
  })
})

describe('a join that is refused', () => {
  test.each([
    ['authentication failed', { authenticate: () => false }, {}, 403],
    ['it is nonsense', {}, { version: -1 }, 400],
    ['the server is full', { limits: { sessions: 0 } }, {}, 503],
  ])('because %s comes as an event, and then the end', async (_, options, encke, status) => {
    const server = await serve(options)
    const stream = await listen(address(server, encke))
    await until(() => stream.ended)
    expect(stream.response.statusCode).toBe(200)
    expect(stream.response.headers['content-type']).toBe('text/event-stream; charset=utf-8')
    expect(stream.events()).toMatchObject([
      { messages: [refusal(status)], end: false },
      { messages: [], end: true },
    ])
  })

  test('because it is no JSON is a clear error', async () => {
    const stream = await listen(`${(await serve()).url}?message=nonsense`)
    await until(() => stream.ended)
    expect(stream.events()).toMatchObject([{ messages: [refusal(400, /not JSON/)] }, { end: true }])
  })
})
