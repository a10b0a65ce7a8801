import type { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { memory } from '../../support/memory'
import { numbers } from '../../support/numbers'
import { answerTo, find, handshake, idsOf, join, open, serve } from '../../support/sockets'
import { until } from '../../support/until'
import { joining, newKey, post } from '../../support/wire'

describe('frames', () => {
  test('are answered in their order, even when one takes long to be decided', async () => {
    let release = (_: boolean) => {}
    const slow = new Promise<boolean>((resolve) => {
      release = resolve
    })
    const asked: string[] = []
    const server = await serve({
      authorize({ channel }) {
        asked.push(channel)
        return channel === '/slow' ? slow : true
      },
    })
    const client = await open(server)
    const clientId = await handshake(client)
    client.say({ channel: '/slow', clientId, id: '1', data: 1 })
    client.say({ channel: '/quick', clientId, id: '2', data: 2 })
    client.say({ channel: '/quick', clientId, id: '3', data: 3 })
    // The answer to this request shows that the server has had its time for the second and the third.
    await until(() => asked.length)
    await post(server.url, [{ channel: '/quick', clientId, id: '4', data: 4 }])
    expect(idsOf(client)).toEqual(['h'])
    release(true)
    await answerTo(client, '3')
    expect(idsOf(client)).toEqual(['h', '1', '2', '3'])
    expect(asked).toEqual(['/slow', '/quick', '/quick', '/quick'])
  })

  test('that are too many at once wait outside, and are all answered in the end', async () => {
    let release = (_: boolean) => {}
    const decision = new Promise<boolean>((resolve) => {
      release = resolve
    })
    const server = await serve({ authorize: () => decision })
    const client = await open(server)
    const clientId = await handshake(client)
    const data = 'x'.repeat(2000)
    for (const number of numbers(4000)) client.say({ channel: '/a', clientId, id: String(number), data })
    const [end] = server.ends as [Socket]
    await until(() => end.isPaused(), 'the server reads no more')
    expect(end.bytesRead).toBeLessThan(500_000)
    release(true)
    await until(() => client.frames.length === 4001)
    expect(idsOf(client).slice(1)).toEqual(numbers(4000).map(String))
  })

  test('of which thousands come at once are taken a few in a turn: others have theirs between', async () => {
    const server = await serve()
    const client = await open(server)
    const taken = () => server.encke.stats().refused['402'] as number
    let before = 0
    let most = 0
    const look = () => {
      most = Math.max(most, taken() - before)
      before = taken()
      if (before < 3000) setImmediate(look)
    }
    look()
    for (const _ of numbers(3000)) client.say({ channel: '/a' })
    await until(() => before === 3000)
    expect(most).toBeLessThan(100)
  })

  test('without messages are answered with a frame without messages', async () => {
    const client = await open(await serve())
    client.say()
    await until(() => client.frames.length)
    expect(client.frames).toEqual([[]])
  })

  test('of one message without an array are taken', async () => {
    const client = await open(await serve())
    client.socket.send('{"channel":"/meta/connect","clientId":"nobody","id":"1","connectionType":"websocket"}')
    expect(await answerTo(client, '1')).toMatchObject({ error: expect.stringMatching(/^402:/) })
  })

  test.each([
    ['no JSON', '[{"channel":', 400, /not JSON/],
    ['empty', '', 400, /not JSON/],
    ['no messages', '[1,2]', 400, /not an array of messages/],
    ['too long', `[{"channel":"/a","data":"${'x'.repeat(2000)}"}]`, 413, /limit of 1000/],
    ['too long in bytes, though not in characters', `[{"channel":"/a","data":"${'日'.repeat(400)}"}]`, 413, /limit/],
  ])('that are %s are refused, and the socket goes on', async (_, text, status, reason) => {
    const server = await serve({ limits: { body: 1000 } })
    const key = newKey()
    const client = await join(server, { key })
    client.socket.send(text)
    await until(() => client.frames.length === 2)
    const error = expect.stringMatching(new RegExp(`^${status}::.*${reason.source}`))
    expect(client.frames[1]).toEqual([{ channel: '', successful: false, error }])
    client.say({ channel: '/a', clientId: key, id: '1', data: 'good' })
    await until(() => client.data().length)
    expect(find(client, '1')).toMatchObject({ successful: true })
  })

  test('that are too long take no memory while they wait for their answer', async () => {
    let release = (_: unknown) => {}
    const decision = new Promise((resolve) => {
      release = resolve
    })
    const server = await serve({ authenticate: () => decision, limits: { body: 1_000_000 }, timeout: 20_000 })
    const client = await open(server)
    client.say(joining('websocket'))
    const frame = Buffer.alloc(7_000_000, ' ')
    const before = memory()
    for (const _ of numbers(10)) client.socket.send(frame, { binary: false })
    await until(() => (server.ends[0]?.bytesRead ?? 0) > 10 * frame.length, 'the server has read them')
    await until(() => memory() - before < 2 * frame.length)
    expect(client.frames).toHaveLength(0)
    release('ann')
    const refusals = () => client.frames.flat().filter(({ error }) => error?.startsWith('413:'))
    await until(() => refusals().length === 10)
  })

  test('that are as long as the limit are taken', async () => {
    const server = await serve({ limits: { body: 1000 } })
    const client = await open(server)
    const clientId = await handshake(client)
    const text = JSON.stringify([{ channel: '/a', clientId, id: '1', data: '' }])
    client.socket.send(text.replace('"data":""', `"data":"${'x'.repeat(1000 - text.length)}"`))
    expect(await answerTo(client, '1')).toMatchObject({ successful: true })
  })

  test('are taken also where the limit is larger than ws can count', async () => {
    const server = await serve({ limits: { body: 2 ** 29 + 1 } })
    const client = await join(server)
    expect(client.closed).toBeUndefined()
  })

  test('that are far too long end the socket, and the session lives on', async () => {
    const server = await serve({ limits: { body: 1000 } })
    const client = await join(server)
    client.socket.send('x'.repeat(10_000))
    await until(() => client.closed)
    expect(client.closed).toMatchObject({ code: 1009 })
    expect(server.encke.sessions).toBe(1)
  })

  test('of too many messages are refused as a whole', async () => {
    const server = await serve({ limits: { batch: 2 } })
    const client = await open(server)
    const clientId = await handshake(client)
    client.say(...['1', '2', '3'].map((id) => ({ channel: '/a', clientId, id, data: 1 })))
    await until(() => client.frames.length === 2)
    expect(client.frames[1]).toMatchObject([{ successful: false, error: expect.stringMatching(/^413:/) }])
  })
})
