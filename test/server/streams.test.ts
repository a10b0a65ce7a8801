import { afterEach, describe, expect, test, vi } from 'vitest'
import { encode } from '../../src/protocol/batch'
import type { ServerOptions } from '../../src/server/index'
import { closeLater, serve as serveHere } from '../support/close-later'
import { numbers } from '../support/numbers'
import type { TestServer } from '../support/server'
import { until } from '../support/until'
import {
  blocksOf,
  type Dialogue,
  dataOf,
  dial,
  enckeOf,
  eventStream,
  joining,
  messagesOf,
  newKey,
  post,
  type Stream,
  stream,
  type Wire,
} from '../support/wire'

afterEach(() => void vi.restoreAllMocks())

const serve = (options: ServerOptions = {}) => serveHere({ timeout: 20_000, ...options })

const parse = (text = '') => messagesOf(text)

const lines = {
  begin: '[',
  frames: (text: string) => text.split('\n').slice(0, -1).filter(Boolean).map(parse),
}

/** How the frames of each kind of stream are told apart, and where the first one begins. */
const kinds: Record<string, { begin: string; frames(text: string): Wire[][] }> = {
  'fetch-streaming': lines,
  'xhr-streaming': lines,
  eventsource: {
    begin: 'id:',
    frames: (text) => [...text.matchAll(/^data:(.+)\n\n/gm)].map(([, data]) => parse(data)),
  },
  multipart: {
    begin: 'Content-Type: application/json',
    frames: (text) => [...text.matchAll(/^(\[.*\])\r\n--/gm)].map(([, data]) => parse(data)),
  },
  iframe: {
    begin: '<p>[',
    frames: (text) => blocksOf(text).filter(Boolean).map(parse),
  },
}
const types = Object.keys(kinds)

interface Opened extends Stream {
  frames(): Wire[][]
  data(): unknown[]
}

/** Opens a stream of this kind with a batch. */
async function begin(server: TestServer, type: string, batch: object[]): Promise<Opened> {
  const link =
    type === 'eventsource'
      ? await eventStream(`${server.url}?${new URLSearchParams({ message: encode(batch as Wire[]) })}`)
      : await stream(server.url, batch)
  closeLater(link)
  const frames = () => kinds[type]!.frames(link.text)
  return Object.assign(link, { frames, data: () => dataOf(frames().flat()) })
}

/** The same with a join; resolves when that is answered. */
async function join(server: TestServer, type: string, encke: object = {}): Promise<Opened> {
  const link = await begin(server, type, [joining(type, encke)])
  await until(() => link.frames().length, `the join by ${type} is answered`)
  return link
}

const answerOf = ({ frames }: Opened) => frames()[0]?.[0] as Wire
const question = (clientId: string, written = 0) => ({
  channel: '/meta/connect',
  clientId,
  id: 'w',
  connectionType: 'xhr-streaming',
  advice: { timeout: 0 },
  ext: { encke: { written } },
})

/** Lets so many milliseconds pass for the server. */
function pass(milliseconds: number) {
  const { now } = performance
  const real = now.bind(performance)
  vi.spyOn(performance, 'now').mockImplementation(() => real() + milliseconds)
}

/** Resolves when the server has looked after its sessions so many times more: the heartbeats of a quick one show it. */
async function ticks(server: TestServer, count: number) {
  const clock = await dial(server.url)
  const before = clock.frames.length
  clock.say(joining('websocket', { timeout: 1000 }))
  await until(() => clock.frames.length >= before + count)
  clock.close()
}

describe.each(types)('a stream by %s', (type) => {
  test('begins with as much padding as the join asks for', async () => {
    const server = await serve()
    const { begin } = kinds[type]!
    const none = await join(server, type)
    const before = none.text.indexOf(begin)
    for (const pad of [1, 5000, 65_536]) {
      const padded = await join(server, type, { pad })
      const more = padded.text.indexOf(begin) - before
      expect(more, `${pad}`).toBeGreaterThanOrEqual(pad)
      expect(more, `${pad}`).toBeLessThan(pad + 50)
      server.encke.publish('/a', pad)
      await until(() => padded.data().length)
      expect(padded.data()).toEqual([pad])
    }
  })

  test('has no more padding than 65,536 characters, whatever is asked for', async () => {
    const server = await serve()
    const padded = await join(server, type, { pad: 1e9 })
    const before = padded.text.indexOf(kinds[type]!.begin)
    expect(before).toBeGreaterThanOrEqual(65_536)
    expect(before).toBeLessThan(65_536 + 1200)
  })

  test.each([-1, -1e9, 0.5, 1e-9])('is answered when it asks for nonsense of padding: %j', async (pad) => {
    const complaints = vi.spyOn(console, 'error').mockReturnValue()
    const server = await serve()
    let answer: Opened | undefined
    // Refused or taken: either is an answer.
    begin(server, type, [joining(type, { pad })]).then(
      (link) => {
        answer = link
      },
      () => {},
    )
    await until(() => /"successful\\?":(true|false)/.test(answer?.text ?? ''), 'there is an answer', 2000)
    expect(complaints).not.toHaveBeenCalled()
  })

  test('brings 500 messages in order', async () => {
    const server = await serve()
    const link = await join(server, type)
    for (const number of numbers(500)) {
      server.encke.publish('/a', number)
      if (number % 7 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    await until(() => link.data().length >= 500)
    expect(link.data()).toEqual(numbers(500))
  })

  test('says nothing without need when its reader was slow and has caught up', async () => {
    const server = await serve()
    // More than a connection takes at once.
    const link = await join(server, type, { pad: 65_536 })
    for (const number of numbers(40)) {
      server.encke.publish('/a', `${number} ${'x'.repeat(20_000)}`)
      await new Promise((resolve) => setImmediate(resolve))
    }
    await until(() => link.data().length === 40)
    server.encke.publish('/a', 'live')
    await until(() => link.data().includes('live'))
    expect(link.frames().filter((frame) => !frame.length)).toEqual([])
  })

  test('answers a stale join, and stays open until its client leaves', async () => {
    const server = await serve()
    const key = newKey()
    const live = await join(server, type, { key, join: 5 })
    const stale = await join(server, type, { key, join: 3 })
    expect(answerOf(stale)).toMatchObject({ successful: true, ext: { encke: { join: 3, stale: 5 } } })
    pass(6000)
    await ticks(server, 2)
    expect(stale.ended).toBe(false)
    server.encke.publish('/a', 'for the live one')
    await until(() => live.data().length)
    expect(stale.data()).toEqual([])
    expect(live.ended).toBe(false)
    stale.close()
    await until(() => stale.ended)
    server.encke.publish('/a', 'still')
    await until(() => live.data().length === 2)
  })

  test('answers a stale join, and ends after 10 seconds at most', async () => {
    const server = await serve()
    const key = newKey()
    const live = await join(server, type, { key, join: 5 })
    const stale = await join(server, type, { key, join: 3 })
    expect(stale.ended).toBe(false)
    pass(10_001)
    await until(() => stale.ended)
    expect(stale.frames()).toHaveLength(1)
    expect(live.ended).toBe(false)
  })

  test('of a stale join ends with the server', async () => {
    const server = await serve()
    const key = newKey()
    const live = await join(server, type, { key, join: 5 })
    const stale = await join(server, type, { key, join: 3 })
    server.encke.close()
    await until(() => live.ended, 'the live one ends')
    await until(() => stale.ended, 'the stale one ends', 2000)
  })

  test('that is told to move ends, and has said so', async () => {
    const server = await serve()
    const key = newKey()
    const first = await join(server, type, { key, join: 1 })
    await join(server, type, { key, join: 2 })
    await until(() => first.ended)
    expect(first.frames().at(-1)).toMatchObject([{ channel: '/meta/connect', ext: { encke: { moved: 2 } } }])
  })

  test('has its frames counted: the server says beside it how many it has written', async () => {
    const server = await serve({ wear: { characters: 3000 } })
    const key = newKey()
    const link = await join(server, type, { key, join: 7 })
    for (const number of numbers(50)) {
      server.encke.publish('/a', `${number} ${'x'.repeat(60)}`)
      if (number % 3 === 0) await until(() => link.data().length === number + 1)
    }
    await until(() => link.data().length === 50)
    expect(link.text).toContain('rotate')
    const { messages } = await post(server.url, [question(key, 1)])
    const written = link.frames().length
    expect(written).toBeGreaterThan(17)
    expect(messages).toEqual([
      { channel: '/meta/connect', id: 'w', successful: true, ext: { encke: { join: 7, written } } },
    ])
  })

  test('is to be followed by a fresh one after 131,072 characters, where the browser keeps them', async () => {
    const server = await serve()
    const link = await join(server, type)
    for (const number of numbers(40)) {
      server.encke.publish('/a', 'x'.repeat(5000))
      await until(() => link.data().length === number + 1)
    }
    expect(link.text.includes('rotate')).toBe(type === 'xhr-streaming' || type === 'iframe')
  })

  test('is to be followed by a fresh one at its age, also when nothing comes on it', async () => {
    const server = await serve({ wear: { age: 200 } })
    const link = await join(server, type)
    await until(() => link.text.includes('rotate'), 'it is told', 5000)
    await ticks(server, 2)
    expect(link.text.match(/rotate/g), 'it is told once').toHaveLength(1)
  })

  test('has what is published beside it answered with that count, in the last answer', async () => {
    const server = await serve()
    const key = newKey()
    const link = await join(server, type, { key, join: 7 })
    const publish = (...ids: string[]) =>
      post(
        server.url,
        ids.map((id) => ({ channel: '/up', clientId: key, id, data: 1 })),
      )
    expect((await publish('1', '2')).messages).toEqual([
      { channel: '/up', id: '1', successful: true },
      { channel: '/up', id: '2', successful: true, ext: { encke: { join: 7, written: 1 } } },
    ])
    server.encke.publish('/a', 1)
    await until(() => link.data().length)
    expect((await publish('3')).messages).toMatchObject([{ id: '3', ext: { encke: { join: 7, written: 2 } } }])
  })

  test('that is gone has no count', async () => {
    const server = await serve()
    const key = newKey()
    const link = await join(server, type, { key, join: 7 })
    link.close()
    let answer: Wire | undefined
    await until(async () => {
      ;[answer] = (await post(server.url, [question(key)])).messages
      return !('written' in enckeOf(answer))
    })
    expect(answer).toMatchObject({ successful: true, ext: { encke: { join: 7 } } })
  })
})

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
    expect(Math.max(...frames.map((frame) => JSON.stringify(frame).length))).toBeLessThan(18_500)
  })

  test.each(types)('by %s, what is published at once comes in such frames too, in order', async (type) => {
    const server = await serve()
    const link = await join(server, type)
    await until(() => link.frames().length)
    for (let number = 0; number < 100; number++) server.encke.publish('/a', `${number} ${'x'.repeat(1000)}`)
    await until(() => link.data().length === 100)
    expect(link.data().map((data) => Number.parseInt(data as string, 10))).toEqual([...Array(100).keys()])
    expect(Math.max(...link.frames().map((frame) => JSON.stringify(frame).length))).toBeLessThan(18_500)
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

describe('heartbeats', () => {
  test('come as often as a join asks for, but not more often than once a second', async () => {
    const server = await serve()
    const times = await Promise.all(
      types.map(async (type) => {
        const link = await join(server, type, { timeout: 20 })
        expect(answerOf(link).advice?.timeout, type).toBe(1000)
        await until(() => link.frames().length > 1)
        const first = performance.now()
        await until(() => link.frames().length > 2)
        return performance.now() - first
      }),
    )
    expect(Math.min(...times)).toBeGreaterThan(900)
    expect(Math.max(...times)).toBeLessThan(1500)
  })

  test('come no more seldom than the server wants, whatever a join asks for', async () => {
    const server = await serve({ timeout: 300 })
    for (const timeout of [1e9, 0, 5000]) {
      const link = await join(server, 'xhr-streaming', { timeout })
      expect(answerOf(link).advice?.timeout, `${timeout}`).toBe(300)
    }
    const link = await join(server, 'xhr-streaming', { timeout: 1e9 })
    await until(() => link.frames().length > 2)
  })

  test('come as often over a WebSocket', async () => {
    const server = await serve()
    const client = closeLater(await dial(server.url))
    client.say(joining('websocket', { timeout: 20 }))
    await until(() => client.frames.length > 1)
    expect(client.frames[0]?.[0]?.advice?.timeout).toBe(1000)
    const first = performance.now()
    await until(() => client.frames.length > 2)
    expect(performance.now() - first).toBeGreaterThan(900)
    expect(performance.now() - first).toBeLessThan(1500)
  })

  test('are for a poll its end', async () => {
    const server = await serve()
    const key = newKey()
    const first = await post(server.url, [joining('long-polling', { key, timeout: 1000 })])
    const { tail } = enckeOf(first.messages[0])
    const began = performance.now()
    for (const join of [2, 3, 4]) {
      const encke = { join, version: 0, at: tail, timeout: 20 }
      const connect = { channel: '/meta/connect', clientId: key, connectionType: 'long-polling', ext: { encke } }
      const held = await post(server.url, [connect])
      expect(held.messages).toMatchObject([{ successful: true, ext: { encke: { join, at: tail } } }])
      expect(held.took).toBeLessThan(2200)
    }
    expect(performance.now() - began).toBeGreaterThan(1800)
  })
})

describe('multipart', () => {
  test('is what RFC 2046 says, from the boundary in its header to the one at its end', async () => {
    const server = await serve()
    const key = newKey()
    const link = await join(server, 'multipart', { key, pad: 100 })
    server.encke.publish('/a', 'one')
    await until(() => link.data().length === 1)
    server.encke.publish('/a', '\r\n--encke--\r\n')
    await until(() => link.data().length === 2)
    await post(server.url, [{ channel: '/meta/disconnect', clientId: key }])
    await until(() => link.ended)

    const { 'content-type': type = '' } = link.response.headers
    const [, boundary] = /^multipart\/mixed; boundary=([\w]{1,70})$/.exec(type) as unknown as [string, string]
    const [preamble, ...rest] = `\r\n${link.text}`.split(`\r\n--${boundary}`)
    expect(preamble).toBe('')
    expect(rest.pop()).toBe('--\r\n')
    const parts = rest.map((part) => {
      expect(part.startsWith('\r\n')).toBe(true)
      const end = part.indexOf('\r\n\r\n')
      return { head: part.slice(2, Math.max(2, end)).split('\r\n'), body: part.slice(end + 4) }
    })
    // A boundary ends each part at once; so the last part of all is empty.
    expect(parts.pop()).toMatchObject({ head: [''] })
    expect(parts).toHaveLength(3)
    for (const { head, body } of parts) {
      expect(head).toContain('Content-Type: application/json')
      for (const line of head) expect(line).toMatch(/^[A-Za-z-]+: /)
      expect(JSON.parse(body)).toEqual([expect.objectContaining({ channel: expect.any(String) })])
    }
    expect(parts.map(({ body }) => JSON.parse(body)[0].data)).toEqual([undefined, 'one', '\r\n--encke--\r\n'])
  })

  test('hands over each part at once: the boundary behind it comes with it', async () => {
    const link = await join(await serve(), 'multipart')
    expect(link.text).toMatch(/\r\n--encke\r\n$/)
  })
})

describe('the count of frames', () => {
  test('is that of the whole socket, in both directions, over a WebSocket', async () => {
    const server = await serve()
    const key = newKey()
    const client: Dialogue = closeLater(await dial(server.url))
    client.say()
    client.socket.send('nonsense')
    client.say(joining('websocket', { key, join: 4 }))
    await until(() => client.frames.length === 3)
    for (const id of ['1', '2', '3']) client.say({ channel: '/a', clientId: key, id, data: id })
    await until(() => client.data().length === 3)
    await until(() => client.frames.flat().some(({ id }) => id === '3'))
    const ask = () => post(server.url, [question(key)])
    expect((await ask()).messages[0]?.ext).toEqual({ encke: { join: 4, written: client.frames.length, read: 6 } })
    client.say()
    await until(() => client.frames.at(-1)?.length === 0)
    expect((await ask()).messages[0]?.ext).toEqual({ encke: { join: 4, written: client.frames.length, read: 7 } })
  })

  test('counts the answers to what came in the same request as the join', async () => {
    const server = await serve()
    const key = newKey()
    await post(server.url, [joining('long-polling', { key })])
    const encke = { join: 2, version: 0, subscriptions: ['/a'] }
    const link = await begin(server, 'xhr-streaming', [
      { channel: '/up', clientId: key, id: '1', data: 1 },
      { channel: '/meta/connect', clientId: key, id: 'c', connectionType: 'xhr-streaming', ext: { encke } },
    ])
    await until(() => link.frames().length >= 2)
    const { messages } = await post(server.url, [question(key)])
    expect(messages[0]?.ext).toEqual({ encke: { join: 2, written: link.frames().length } })
  })

  test('is not told beside a poll, and not to any other Bayeux client', async () => {
    const server = await serve()
    const key = newKey()
    await post(server.url, [joining('long-polling', { key })])
    expect((await post(server.url, [{ channel: '/up', clientId: key, id: '1', data: 1 }])).messages).toEqual([
      { channel: '/up', id: '1', successful: true },
    ])
    const hello = { channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: ['xhr-streaming'] }
    const clientId = (await post(server.url, [hello])).messages[0]?.clientId as string
    await begin(server, 'xhr-streaming', [
      { channel: '/meta/connect', clientId, connectionType: 'xhr-streaming', advice: { timeout: 0 } },
    ])
    const { messages } = await post(server.url, [{ channel: '/up', clientId, id: '1', data: 1 }])
    expect(messages).toEqual([{ channel: '/up', id: '1', successful: true, clientId }])
  })

  test.each(['nobody', 'x'.repeat(22), ''])('of a session that is not known is no count: %j', async (clientId) => {
    const { messages } = await post((await serve()).url, [question(clientId)])
    expect(messages).toMatchObject([
      { id: 'w', successful: false, error: expect.stringMatching(/^402:/), advice: { reconnect: 'handshake' } },
    ])
  })

  test('is asked for without disturbing the link: it neither ends nor moves', async () => {
    const server = await serve()
    const key = newKey()
    const link = await join(server, 'xhr-streaming', { key })
    for (const _ of numbers(5)) await post(server.url, [question(key)])
    expect(link.frames()).toHaveLength(1)
    server.encke.publish('/a', 1)
    await until(() => link.data().length)
    expect(link.ended).toBe(false)
  })
})
