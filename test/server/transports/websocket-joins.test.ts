import type { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { numbers } from '../../support/numbers'
import { openStream } from '../../support/own-client'
import { answerTo, find, join, open, rejoin, serve } from '../../support/sockets'
import { until } from '../../support/until'
import { joining, newKey } from '../../support/wire'

describe('a lower join number on a second socket', () => {
  test('is answered stale; a higher one then takes the session, and the first socket is told', async () => {
    const server = await serve()
    const key = newKey()
    const first = await join(server, { key, join: 5 })
    const second = await join(server, { key, join: 3 })
    expect(second.frames).toEqual([
      [expect.objectContaining({ successful: true, ext: { encke: { join: 3, stale: 5 } } })],
    ])
    server.encke.publish('/a', 'for the first')
    await until(() => first.data().length)
    expect(second.data()).toEqual([])

    second.say(rejoin(key, 6))
    await answerTo(second, 'r')
    expect(find(second, 'r')).toMatchObject({ successful: true, ext: { encke: { join: 6 } } })
    await until(() => first.frames.flat().some(({ ext }) => ext?.encke && 'moved' in ext.encke))
    expect(first.frames.at(-1)).toMatchObject([{ channel: '/meta/connect', ext: { encke: { moved: 6 } } }])
    server.encke.publish('/a', 'for the second')
    await until(() => second.data().length)
    expect(second.data()).toEqual(['for the second'])
    expect(first.data()).toEqual(['for the first'])
    expect(server.encke.sessions).toBe(1)
  })

  test('leaves the first socket open, to take the session back', async () => {
    const server = await serve()
    const key = newKey()
    const first = await join(server, { key, join: 1 })
    const second = await join(server, { key, join: 2 })
    first.say(rejoin(key, 3))
    await answerTo(first, 'r')
    server.encke.publish('/a', 'back')
    await until(() => first.data().length)
    expect(second.data()).toEqual([])
    expect(second.frames.at(-1)).toMatchObject([{ ext: { encke: { moved: 3 } } }])
  })

  test('may end without harm to the session', async () => {
    const server = await serve()
    const key = newKey()
    const first = await join(server, { key, join: 5 })
    const second = await join(server, { key, join: 3 })
    second.close()
    await until(() => server.ends[1]?.destroyed)
    server.encke.publish('/a', 'still here')
    await until(() => first.data().length)
  })
})

test('a socket whose join is overtaken in the turn in which it came is answered stale, and can take the session', async () => {
  const waiting: ((identity: unknown) => void)[] = []
  const server = await serve({ authenticate: () => new Promise((resolve) => waiting.push(resolve)) })
  const key = newKey()
  const socket = await open(server)
  socket.say(joining('websocket', { key, join: 1 }))
  await until(() => waiting.length === 1)
  const stream = openStream(server, { key, join: 2 })
  await until(() => waiting.length === 2)
  for (const resolve of waiting) resolve('me')
  await until(() => socket.frames.length)
  expect(socket.frames[0]).toMatchObject([{ successful: true, ext: { encke: { join: 1, stale: 2 } } }])
  await until(async () => (await stream).batches().length)
  socket.say(rejoin(key, 3))
  await until(() => waiting.length === 3)
  waiting[2]!('me')
  await answerTo(socket, 'r')
  server.encke.publish('/a', 'for the socket')
  await until(() => socket.data().length)
  expect((await stream).text).not.toContain('for the socket')
})

test('a socket that has gone while its join waited to be asked about is not asked about', async () => {
  const asked: unknown[] = []
  const answers: (() => void)[] = []
  const server = await serve({
    authenticate({ ext }) {
      asked.push(ext.name)
      return new Promise((resolve) => answers.push(() => resolve('ann')))
    },
  })
  const before = numbers(200).map(() => openStream(server))
  await until(() => answers.length === 200)
  const socket = await open(server)
  const [end] = server.ends as [Socket]
  const { bytesRead } = end
  socket.say(joining('websocket', {}, { ext: { name: 'gone' } }))
  await until(() => end.bytesRead > bytesRead)
  socket.socket.terminate()
  await until(() => server.encke.stats().links.websocket === 0)
  for (const answer of answers) answer()
  await Promise.all(before)
  expect(asked).toHaveLength(200)
})
