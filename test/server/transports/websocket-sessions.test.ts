import { describe, expect, test } from 'vitest'
import { numbers } from '../../support/numbers'
import { answerTo, connectMessage, join, open, serve } from '../../support/sockets'
import { until } from '../../support/until'
import { type Dialogue, enckeOf, joining, newKey } from '../../support/wire'

describe('a socket that is gone', () => {
  test('leaves its session to the next one, which goes on where it was', async () => {
    const server = await serve()
    const key = newKey()
    const first = await join(server, { key })
    server.encke.publish('/a', 1)
    await until(() => first.data().length)
    const at = first.frames.flat().at(-1)?.id
    first.close()
    await until(() => server.ends[0]?.destroyed)
    server.encke.publish('/a', 2)
    const second = await open(server)
    second.say(connectMessage(key, { id: 'r', ext: { encke: { join: 2, version: 0, at } } }))
    await until(() => second.data().length)
    expect(second.data()).toEqual([2])
  })

  test('while its join was being decided leaves a session behind that is forgotten after its time', async () => {
    let decide = (_: boolean) => {}
    const server = await serve({
      timeout: 200,
      expiry: 300,
      authenticate: () =>
        new Promise((resolve) => {
          decide = resolve
        }),
    })
    const waiting = decide
    const client = await open(server)
    client.say(joining('websocket'))
    await until(() => decide !== waiting)
    client.close()
    await until(() => server.ends[0]?.destroyed)
    decide(true)
    await until(() => server.encke.sessions === 1)
    await until(() => server.encke.sessions === 0, 'it is forgotten')
  })
})

describe('several sessions on one socket', () => {
  const greet = (client: Dialogue, key: string, pattern: string, join = 1) =>
    client.say(joining('websocket', { key, join, subscriptions: [pattern] }, { id: `${key}${join}` }))

  test('are all forgotten after their time when it is gone', async () => {
    const server = await serve({ timeout: 200, expiry: 300 })
    const client = await open(server)
    const keys = numbers(30).map(newKey)
    for (const key of keys) greet(client, key, '/a')
    for (const key of keys) await answerTo(client, `${key}1`)
    expect(server.encke.sessions).toBe(30)
    client.close()
    await until(() => server.encke.sessions === 0, 'they are forgotten')
  })

  test('are forgotten after their time while it is still there, but the last', async () => {
    const server = await serve({ timeout: 200, expiry: 300 })
    const client = await open(server)
    const keys = numbers(5).map(newKey)
    for (const key of keys) greet(client, key, '/a')
    await until(() => server.encke.sessions === 5)
    await until(() => server.encke.sessions === 1, 'they are forgotten')
    server.encke.publish('/a', 1)
    await until(() => client.data().length)
    expect(client.data()).toEqual([1])
  })

  test('take turns: it brings what the last one wants, and the one before goes on where it was', async () => {
    const server = await serve()
    const client = await open(server)
    const [one, two] = [newKey(), newKey()]
    greet(client, one, '/one')
    const { at } = enckeOf(await answerTo(client, `${one}1`))
    greet(client, two, '/two')
    await answerTo(client, `${two}1`)
    server.encke.publish('/one', 1)
    server.encke.publish('/two', 2)
    await until(() => client.data().length)
    client.say()
    await until(() => client.frames.at(-1)?.length === 0)
    expect(client.data()).toEqual([2])
    client.say(connectMessage(one, { id: 'back', ext: { encke: { join: 2, version: 0, at } } }))
    await answerTo(client, 'back')
    await until(() => client.data().length === 2)
    expect(client.data()).toEqual([2, 1])
  })
})
