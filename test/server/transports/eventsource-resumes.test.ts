import { describe, expect, test } from 'vitest'
import type { Missed } from '../../../src/protocol/message'
import { formatPosition } from '../../../src/protocol/position'
import { createMemoryLog } from '../../../src/server/index'
import { serve } from '../../support/close-later'
import { address, answerOn, asking, cut, lastId, listen, refusal } from '../../support/event-streams'
import { numbers } from '../../support/numbers'
import { until } from '../../support/until'
import { joining } from '../../support/wire'

describe('a browser that connects again by itself', () => {
  test('resumes where it was, without loss or repetition', async () => {
    const server = await serve()
    const url = address(server)
    let number = 0
    const heard: unknown[] = []
    let last: string | undefined
    for (let round = 0; round < 5; round++) {
      const stream = await listen(url, last)
      const before = heard.length
      await until(() => stream.events().length)
      for (const _ of numbers(10)) server.encke.publish('/a', number++)
      await until(() => before + stream.data().length === number)
      last = lastId(stream)
      heard.push(...stream.data())
      await cut(server, stream)
      for (const _ of numbers(10)) server.encke.publish('/a', number++)
    }
    const stream = await listen(url, last)
    await until(() => heard.length + stream.data().length >= 100)
    expect([...heard, ...stream.data()]).toEqual(numbers(100))
  })

  test('resumes when nothing had come but the answer', async () => {
    const server = await serve()
    const url = address(server)
    const first = await listen(url)
    await until(() => first.events().length)
    await cut(server, first)
    server.encke.publish('/a', 'meanwhile')
    const second = await listen(url, lastId(first))
    await until(() => second.data().length)
    expect(second.data()).toEqual(['meanwhile'])
  })

  test('gets all that is kept, once, when it wanted it from the oldest on and was cut in the midst of it', async () => {
    const server = await serve()
    for (const number of numbers(2500)) server.encke.publish('/a', number)
    const url = address(server, { own: { '/a': 'oldest' } })
    const first = await listen(url)
    await until(() => first.data().length)
    // The browser has seen the answer and the first page only.
    const [, page] = first.events()
    const seen = page?.messages.filter((message) => 'data' in message).map(({ data }) => data) as number[]
    expect(seen.length).toBeLessThan(2500)
    await cut(server, first)
    const second = await listen(url, page?.id)
    await until(() => seen.length + second.data().length >= 2500)
    expect([...seen, ...second.data()]).toEqual(numbers(2500))
    expect(answerOn(second).begin).toBeUndefined()
  })

  test('keeps a place of its own that lies beyond what it has seen', async () => {
    const server = await serve()
    const positions = await Promise.all(numbers(10).map((number) => server.encke.publish('/a', number)))
    const elsewhere = await server.encke.publish('/b', 'b')
    const ahead = await server.encke.publish('/a', 10)
    server.encke.publish('/a', 11)
    const url = address(server, {
      subscriptions: ['/a', '/b'],
      at: positions[0],
      own: { '/a': ahead },
    })
    const first = await listen(url)
    await until(() => first.data().length === 2)
    expect(first.data()).toEqual(['b', 11])
    await cut(server, first)
    // Only the event of the other channel had come.
    const second = await listen(url, elsewhere)
    await until(() => second.data().length)
    server.encke.publish('/a', 12)
    await until(() => second.data().includes(12))
    expect(second.data()).toEqual([11, 12])
  })

  test('loses nothing of a channel that was behind the others', async () => {
    const server = await serve()
    const positions = await Promise.all(numbers(10).map((number) => server.encke.publish('/a', number)))
    const url = address(server, {
      subscriptions: ['/a', '/b'],
      at: positions[8],
      own: { '/a': positions[1] },
    })
    const first = await listen(url)
    await until(() => first.data().length)
    expect(first.data()).toEqual(numbers(8, 2))
    await cut(server, first)
    // A part of it had come.
    const second = await listen(url, positions[4])
    await until(() => second.data().includes(9))
    expect(second.data()).toEqual(numbers(5, 5))
  })

  test('loses nothing of a channel that it wanted from the oldest on, beside one of which it knows more', async () => {
    const server = await serve()
    const positions = await Promise.all(numbers(10).map((number) => server.encke.publish('/a', number)))
    const url = address(server, { subscriptions: ['/a', '/b'], at: positions[8], own: { '/a': 'oldest' } })
    const first = await listen(url)
    await until(() => first.data().length)
    expect(first.data()).toEqual(numbers(10))
    await cut(server, first)
    const second = await listen(url, positions[4])
    await until(() => second.data().includes(9))
    expect(second.data()).toEqual(numbers(5, 5))
  })

  test.each(['nonsense', '0', '0'.repeat(20), 'X'.repeat(19), 'é'])(
    'and says nonsense of how far it is, gets what it asked for at first: %j',
    async (nonsense) => {
      const server = await serve()
      for (const number of numbers(3)) server.encke.publish('/a', number)
      const url = address(server, { own: { '/a': 'oldest' } })
      const stream = await listen(url, nonsense)
      await until(() => stream.data().length)
      expect(stream.data()).toEqual([0, 1, 2])
      expect(answerOn(stream)).not.toHaveProperty('missed')
    },
  )

  test('hears what it missed when it was away for too long', async () => {
    const server = await serve({ log: createMemoryLog({ messages: 10 }) })
    const url = address(server)
    const first = await listen(url)
    await until(() => first.events().length)
    const last = lastId(first)
    await cut(server, first)
    for (const number of numbers(30)) server.encke.publish('/a', number)
    const second = await listen(url, last)
    await until(() => second.data().length)
    const missed: Missed[] = [{ patterns: ['/a'], from: last as string, to: expect.any(String), reason: 'trimmed' }]
    expect(answerOn(second).missed).toEqual(missed)
    expect(second.data()).toEqual(numbers(10, 20))
  })

  test('hears that the log began anew when the server was', async () => {
    const server = await serve()
    const url = address(server)
    const first = await listen(url)
    await until(() => first.events().length)
    const last = formatPosition(Date.now() - 100_000, Date.now() - 50_000, 0)
    await cut(server, first)
    server.encke.publish('/a', 'new')
    const second = await listen(url, last)
    await until(() => second.data().length)
    expect(answerOn(second).missed).toMatchObject([{ patterns: ['/a'], reason: 'reset' }])
    expect(second.data()).toEqual(['new'])
  })

  test('replaces its own older stream, if that still seems to be there', async () => {
    const server = await serve()
    const url = address(server)
    const first = await listen(url)
    await until(() => first.events().length)
    const second = await listen(url, lastId(first))
    await until(() => first.ended && second.events().length)
    server.encke.publish('/a', 1)
    await until(() => second.data().length)
    expect(first.data()).toEqual([])
    expect(server.encke.sessions).toBe(1)
  })
})

describe('a browser that connects again by itself with a join that is nonsense', () => {
  test.each(['x', 5, true, [], [1]])('hears what is wrong with %j', async (encke) => {
    const server = await serve()
    const stream = await listen(asking(server, { ...joining('eventsource'), ext: { encke } }), '0'.repeat(19))
    await until(() => stream.ended)
    expect(stream.response.statusCode).toBe(200)
    expect(stream.events()).toMatchObject([{ messages: [refusal(400)] }, { end: true }])
  })

  test.each(['x', 5, true, null])('hears what is wrong with the places %j', async (own) => {
    const server = await serve()
    const stream = await listen(address(server, { own }), '0'.repeat(19))
    await until(() => stream.events().length)
    expect(stream.events()[0]?.messages).toMatchObject([refusal(400, /own/)])
  })
})
