import { describe, expect, test } from 'vitest'
import { encode } from '../../../src/protocol/batch'
import { createKept } from '../../../src/server/transports/eventsource'
import { serve } from '../../support/close-later'
import { cut, lastId, listen, refusal } from '../../support/event-streams'
import { numbers } from '../../support/numbers'
import { until } from '../../support/until'
import { joining, newKey, post } from '../../support/wire'

describe('a join that is too long for an address', () => {
  const many = numbers(300).map((number) => `/many/${number}`)

  test('is posted first, and the stream takes it by its name', async () => {
    const server = await serve()
    const name = newKey()
    const batch = [joining('eventsource', { subscriptions: [...many, '/a'] })]
    const reply = await post(`${server.url}?keep=${name}`, batch)
    expect(reply).toMatchObject({ status: 200, text: '[]' })
    expect(server.encke.sessions).toBe(0)
    const stream = await listen(`${server.url}?kept=${name}`)
    await until(() => stream.events().length)
    expect(stream.events()[0]?.messages).toMatchObject([{ channel: '/meta/handshake', successful: true }])
    server.encke.publish('/many/299', 1)
    await until(() => stream.data().length)
  })

  test('resumes as any other, again and again', async () => {
    const server = await serve()
    const name = newKey()
    await post(`${server.url}?keep=${name}`, [joining('eventsource', { subscriptions: [...many, '/a'] })])
    const heard: unknown[] = []
    let last: string | undefined
    for (const round of numbers(4)) {
      const stream = await listen(`${server.url}?kept=${name}`, last)
      await until(() => stream.events().length)
      server.encke.publish('/a', round * 2)
      await until(() => stream.data().includes(round * 2))
      heard.push(...stream.data())
      last = lastId(stream)
      await cut(server, stream)
      server.encke.publish('/a', round * 2 + 1)
    }
    expect(heard).toEqual(numbers(7))
  })

  test('is good for ten streams: what is long costs whoever posts it more than an address', async () => {
    const server = await serve()
    const name = newKey()
    await post(`${server.url}?keep=${name}`, [joining('eventsource', { subscriptions: many })])
    for (const number of numbers(10)) {
      const stream = await listen(`${server.url}?kept=${name}`)
      await until(() => stream.events().length)
      expect(stream.response.statusCode, `stream ${number}`).toBe(200)
    }
    const stream = await listen(`${server.url}?kept=${name}`)
    await until(() => stream.ended)
    expect(stream.events()).toMatchObject([{ messages: [refusal(400, /posted under this name/)] }, { end: true }])
  })

  test('under a name that nobody posted is a clear error, in an event stream', async () => {
    const server = await serve()
    const stream = await listen(`${server.url}?kept=nobody`)
    await until(() => stream.ended)
    expect(stream.response.headers['content-type']).toBe('text/event-stream; charset=utf-8')
    // Not 200: a browser would ask for it again and again.
    expect(stream.response.statusCode).toBe(400)
    expect(stream.events()).toMatchObject([{ messages: [refusal(400, /posted under this name/)] }, { end: true }])
  })

  test('may have a name of any length', async () => {
    const server = await serve()
    const name = 'n'.repeat(200)
    await post(`${server.url}?keep=${name}`, [joining('eventsource')])
    const stream = await listen(`${server.url}?kept=${name}`)
    await until(() => stream.events().length)
    expect(stream.events()[0]?.messages).toMatchObject([{ successful: true }])
  })

  test('is forgotten when too many others have come after it', async () => {
    const server = await serve({ limits: { body: 2000 } })
    const keep = (name: string, rest: object = {}) =>
      post(`${server.url}?keep=${name}`, [joining('eventsource', { key: newKey() }, rest)])
    await keep('first')
    for (const number of numbers(50)) await keep(`${number}`, { id: 'x'.repeat(1500) })
    await keep('last')
    const first = await listen(`${server.url}?kept=first`)
    const last = await listen(`${server.url}?kept=last`)
    await until(() => first.events().length && last.events().length)
    expect(first.events()[0]?.messages).toMatchObject([refusal(400)])
    expect(last.events()[0]?.messages).toMatchObject([{ successful: true }])
  })

  test('is forgotten when too many others have come after it, however little they say', async () => {
    const server = await serve({ limits: { body: 500 } })
    await post(`${server.url}?keep=first`, [joining('eventsource')])
    for (const number of numbers(100)) await post(`${server.url}?keep=${number}`, [])
    const stream = await listen(`${server.url}?kept=first`)
    await until(() => stream.events().length)
    expect(stream.events()[0]?.messages).toMatchObject([refusal(400)])
  })

  test('is kept whatever it says, and answered when the stream takes it', async () => {
    const server = await serve()
    const depth = 200_000
    const deep = `[{"channel":"/a","id":"d","data":${'['.repeat(depth)}${']'.repeat(depth)}}]`
    expect(await post(`${server.url}?keep=deep`, deep)).toMatchObject({ status: 200, text: '[]' })
    const stream = await listen(`${server.url}?kept=deep`)
    await until(() => stream.ended)
    expect(stream.events()[0]?.messages).toMatchObject([{ id: 'd', ...refusal(402) }])
  })

  test('may be posted as a form', async () => {
    const server = await serve()
    const form = String(new URLSearchParams({ message: encode([joining('eventsource')]) }))
    await post(`${server.url}?keep=form`, form, { 'Content-Type': 'application/x-www-form-urlencoded' })
    const stream = await listen(`${server.url}?kept=form`)
    await until(() => stream.events().length)
    expect(stream.events()[0]?.messages).toMatchObject([{ successful: true }])
  })

  test('is refused where it is posted when it is no JSON', async () => {
    const { status, messages } = await post(`${(await serve()).url}?keep=x`, 'nonsense')
    expect([status, messages]).toMatchObject([400, [refusal(400, /not JSON/)]])
  })
})

test('a request that is posted again and again under one name takes the place of one', () => {
  const kept = createKept(2000)
  const body = `[{"channel":"/meta/connect","data":"${'x'.repeat(500)}"}]`
  kept.keep('other', body)
  for (let count = 0; count < 10; count++) kept.keep('again', body)
  expect([kept.take('other'), kept.take('again')]).toMatchObject([[{ channel: '/meta/connect' }], [{}]])
})
