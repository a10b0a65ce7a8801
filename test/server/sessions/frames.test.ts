import { describe, expect, test } from 'vitest'
import { join, serve, types } from '../../support/streams'
import { until } from '../../support/until'
import { enckeOf, joining, newKey, post, type Wire } from '../../support/wire'

/** Frames of some 16,384 characters each, but for the last. */
function expectFull(frames: Wire[][]) {
  const sizes = frames.map((frame) => JSON.stringify(frame).length)
  expect(Math.max(...sizes)).toBeLessThan(18_500)
  expect(Math.min(...sizes.slice(0, -1))).toBeGreaterThan(15_000)
}

describe('what has passed', () => {
  const filled = async () => {
    const server = await serve()
    for (let number = 0; number < 100; number++) server.encke.publish('/a', 'x'.repeat(1000))
    return server
  }

  test('comes by a stream behind the answer, in frames of some 16,384 characters', async () => {
    const link = await join(await filled(), 'xhr-streaming', { own: { '/a': 'oldest' } })
    await until(() => link.data().length === 100)
    const [answer, ...frames] = link.frames()
    expect(answer).toHaveLength(1)
    expectFull(frames)
  })

  test.each(types)('by %s, what is published at once comes in such frames too, in order', async (type) => {
    const server = await serve()
    const link = await join(server, type)
    await until(() => link.frames().length)
    for (let number = 0; number < 100; number++) server.encke.publish('/a', `${number} ${'x'.repeat(1000)}`)
    await until(() => link.data().length === 100)
    expect(link.data().map((data) => Number.parseInt(data as string, 10))).toEqual([...Array(100).keys()])
    expectFull(link.frames().slice(1))
  })

  test('comes by a poll that has to prove itself up to as many, and by the next one the rest', async () => {
    const server = await filled()
    const key = newKey()
    const first = await post(server.url, [joining('long-polling', { key, own: { '/a': 'oldest' } })])
    const events = first.messages.slice(1)
    expect(events.length).toBeGreaterThan(10)
    expect(events.length).toBeLessThan(20)
    const encke = { join: 2, version: 0, at: events.at(-1)?.id }
    const connect = { channel: '/meta/connect', clientId: key, connectionType: 'long-polling', ext: { encke } }
    expect((await post(server.url, [connect])).messages).toHaveLength(1 + 100 - events.length)
  })
})

test.each([
  ['long-polling', 400, 600],
  ['callback-polling', 100, 140],
])(
  'a poll that is held brings of what has passed by %s some %i publications of a thousand characters',
  async (type, least, most) => {
    const server = await serve()
    const key = newKey()
    const { messages } = await post(server.url, [joining(type, { key })])
    const { tail } = enckeOf(messages[0])
    for (let number = 0; number < 700; number++) server.encke.publish('/a', 'x'.repeat(1000))
    const encke = { join: 2, version: 0, at: tail }
    const connect = [{ channel: '/meta/connect', clientId: key, connectionType: type, ext: { encke } }]
    const answer = (await post(server.url, connect)).messages
    expect(answer.length - 1).toBeGreaterThan(least)
    expect(answer.length - 1).toBeLessThan(most)
  },
)

test('of what has passed comes half as much with each answer that did not get through, and slowly more with those that did', async () => {
  const server = await serve()
  const key = newKey()
  const { messages } = await post(server.url, [joining('long-polling', { key })])
  const { tail } = enckeOf(messages[0])
  for (let number = 0; number < 700; number++) server.encke.publish('/a', 'x'.repeat(1000))
  let join = 1
  const ask = async (at: unknown) => {
    const encke = { join: ++join, version: 0, at }
    const connect = [{ channel: '/meta/connect', clientId: key, connectionType: 'long-polling', ext: { encke } }]
    return (await post(server.url, connect)).messages.slice(1)
  }
  const all = (await ask(tail)).length
  for (const part of [2, 4, 8]) expect((await ask(tail)).length / all).toBeCloseTo(1 / part, 1)
  for (let again = 0; again < 20; again++) await ask(tail)
  let got = await ask(tail)
  expect(got).toHaveLength(2)
  const sizes: number[] = []
  while (got.length < all) {
    got = await ask(got.at(-1)?.id)
    sizes.push(got.length)
    // There is always more to come.
    for (const _ of got) server.encke.publish('/a', 'x'.repeat(1000))
  }
  expect(sizes.slice(0, 9)).toEqual([3, 3, 4, 4, 5, 6, 7, 8, 10])
  expect(sizes).toHaveLength(32)
})
