import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { EnckeError } from '../../../src/protocol/errors'
import { createMemoryLog } from '../../../src/server/index'
import type { Hooks } from '../../../src/server/options'
import { closeLater, serve } from '../../support/close-later'
import { countingLog, ticks } from '../../support/counting-log'
import { numbers } from '../../support/numbers'
import { open as connect } from '../../support/own-client'
import { handshake } from '../../support/plain-client'
import { haveRedis, startHoldUp } from '../../support/redis'
import { until } from '../../support/until'
import { joining, newKey, post, stream } from '../../support/wire'
import { describeRedis, nodes, open, ownRedis } from '../log/redis-nodes'

/** The answer to a publication. */
async function publish(url: string, clientId: string, number: number, channel = '/a') {
  const { messages } = await post(url, [{ channel, data: number, id: String(number), clientId }])
  return messages[0]!
}

describe('a client that goes on listening', () => {
  /** It has published once, on a log whose clock is moved by `later`. */
  async function quiet() {
    let shift = 0
    const log = createMemoryLog({}, () => Date.now() + shift)
    const { url, encke } = await serve({ log })
    const key = newKey()
    const open = await stream(url, [joining('fetch-streaming', { key })])
    expect(await publish(url, key, 1)).toMatchObject({ successful: true })
    const later = (milliseconds: number) => {
      shift += milliseconds
      log.trim()
    }
    return { ...{ log, url, key, encke, later }, leave: () => open.close() }
  }

  test('can publish after hours in which it said nothing', async () => {
    const { url, key, later } = await quiet()
    later(7_200_000)
    expect(await publish(url, key, 2)).toMatchObject({ successful: true })
  })

  test('can publish, however many others have published meanwhile', async () => {
    const { url, key, log } = await quiet()
    for (const number of numbers(100_001)) log.append('/b', '1', { publisher: `other ${number}`, number: 1 })
    expect(await log.published('other 0'), 'those without a session are forgotten').toBe(0)
    expect(await publish(url, key, 2)).toMatchObject({ successful: true })
  })
})

describeRedis('what a client says to the server alone', () => {
  test('is heard once, also when the connection to Redis breaks before that has answered', async () => {
    const redis = await ownRedis()
    const way = closeLater(await startHoldUp(redis.port))
    const { log, prefix } = await open(way)
    const { url, encke } = await serve({ log })
    const heard: unknown[] = []
    encke.subscribe('/service/order', ({ data }) => heard.push(data))
    const key = newKey()
    closeLater(await stream(url, [joining('fetch-streaming', { key })]))
    const batch = numbers(3, 1).map((number) => ({
      ...{ channel: '/service/order', data: number, id: String(number), clientId: key },
    }))
    way.hold()
    const posted = post(url, batch)
    await until(async () => (await redis.ask('HGET', `{${prefix}}:publisher:${key}`, 'n')) === '3')
    way.cut()
    way.release()
    expect((await posted).messages).toMatchObject(batch.map(() => ({ successful: true })))
    expect(heard).toEqual([1, 2, 3])
    expect((await post(url, batch)).messages).toMatchObject(batch.map(() => ({ successful: true })))
    expect(heard, 'asked again').toEqual([1, 2, 3])
  })
})

describe.each([
  ['memory', () => createMemoryLog()],
  ['Redis', async () => (await open(await ownRedis())).log],
])('with a log in %s', (name, createLog) => {
  test.skipIf(name === 'Redis' && !haveRedis())(
    'the server hears what a client says to it alone in order with all else that the client publishes',
    async () => {
      const { url, encke } = await serve({ log: await createLog() })
      const heard: unknown[] = []
      encke.subscribe('/**', ({ data }) => heard.push(data))
      const key = newKey()
      closeLater(await stream(url, [joining('fetch-streaming', { key })]))
      const channelOf = (number: number) => (number % 3 ? '/a' : '/service/a')
      for (let first = 1; first < 300; first += 30) {
        const batch = numbers(30, first).map((number) => ({
          ...{ channel: channelOf(number), data: number, id: String(number), clientId: key },
        }))
        await post(url, batch)
      }
      await until(() => heard.length >= 300)
      expect(heard).toEqual(numbers(300, 1))
    },
  )
})

describeRedis('a node that has not the session of a client', () => {
  test('takes what it publishes, however full it is, and has no session of it', async () => {
    const redis = await ownRedis()
    const [one, other] = await nodes(2, redis)
    const home = await serve({ log: one!.log, authenticate: () => 'me' })
    const asked: unknown[] = []
    const full = await serve({
      ...{ log: other!.log, limits: { sessions: 0 } },
      authorize: ({ identity }) => Boolean(asked.push(identity)),
    })
    const key = newKey()
    closeLater(await stream(home.url, [joining('fetch-streaming', { key })]))
    const batch = numbers(3, 1).map((number) => ({ channel: '/a', data: number, id: String(number), clientId: key }))
    expect((await post(full.url, batch)).messages).toMatchObject(batch.map(() => ({ successful: true })))
    expect([asked, full.encke.sessions]).toEqual([['me', 'me', 'me'], 0])
  })
})

describe('publications', () => {
  test('that the log cannot take for now are to be said again, and no client hears where the log is', async () => {
    const log = Object.assign(Object.create(createMemoryLog()), {
      append: () => Promise.reject(new EnckeError('busy', 'connect ECONNREFUSED 10.0.0.1:6379')),
    })
    const server = await serve({ log })
    const clientId = await handshake(server)
    const { messages } = await post(server.url, [{ channel: '/a', clientId, data: 1 }])
    expect(messages).toMatchObject([
      { successful: false, error: '503::the server could not decide; ask again', advice: { reconnect: 'retry' } },
    ])
  })

  test('that are said again get their first verdict, though its client may publish there no more', async () => {
    let allowed = true
    const server = await serve({ authorize: () => allowed })
    const key = newKey()
    closeLater(await stream(server.url, [joining('fetch-streaming', { key })]))
    expect(await publish(server.url, key, 1)).toMatchObject({ successful: true })
    allowed = false
    expect(await publish(server.url, key, 1)).toMatchObject({ successful: true })
    expect(await publish(server.url, key, 2)).toMatchObject({ successful: false })
  })

  test('that are said again without their data get the same; a new number is refused, and taken', async () => {
    const server = await serve()
    const key = newKey()
    closeLater(await stream(server.url, [joining('fetch-streaming', { key })]))
    const ask = async (number: number) =>
      (await post(server.url, [{ channel: '/a', id: String(number), clientId: key }])).messages
    await publish(server.url, key, 1)
    expect(await ask(1)).toMatchObject([{ successful: true }])
    expect(await ask(2)).toMatchObject([{ successful: false, error: '400::data is missing' }])
    expect(await publish(server.url, key, 2)).toMatchObject({ successful: false })
    expect(await publish(server.url, key, 3)).toMatchObject({ successful: true })
  })

  test('of a client that has been quiet for longer than the log keeps things are taken', async () => {
    const log = countingLog({ age: 100 })
    const server = await serve({ timeout: 100, log })
    const client = connect(server)
    await client.publish('/a', 1)
    const began = performance.now()
    await until(() => performance.now() > began + 300)
    await ticks(log, 2)
    await client.publish('/a', 2)
  })

  test('sent again after the link broke are taken once, in order', async () => {
    const server = await serve()
    const heard: unknown[] = []
    server.encke.subscribe('/n', ({ data }) => heard.push(data))
    const client = connect(server)
    const all = Promise.all(
      numbers(200).map(async (number) => {
        await client.publish('/n', number)
        if (number % 50 === 0) server.cut()
      }),
    )
    await all
    await until(() => heard.length >= 200)
    expect(heard).toEqual(numbers(200))
  })
})

describe('publications that come in one request', () => {
  /** What an application has been asked, with the ways to answer. */
  function waitingApplication() {
    const asked: { say(yes: boolean): void; fail(): void }[] = []
    const authorize: Hooks['authorize'] = ({ action }) =>
      action === 'subscribe' ||
      new Promise((say, reject) => asked.push({ say, fail: () => reject(new Error('no database')) }))
    return { asked, authorize: authorize as NonNullable<typeof authorize> }
  }

  async function publishing(authorize: NonNullable<Hooks['authorize']>, count: number) {
    const { url, encke } = await serve({ authorize })
    const heard: unknown[] = []
    encke.subscribe('/**', ({ data }) => heard.push(data))
    const key = newKey()
    closeLater(await stream(url, [joining('fetch-streaming', { key })]))
    const batch = numbers(count).map((n) => ({ channel: '/a', data: n, id: String(n + 1), clientId: key }))
    return { heard, answer: post(url, batch) }
  }

  test('wait for a slow application together, and are taken in their order', async () => {
    const { asked, authorize } = waitingApplication()
    const { heard, answer } = await publishing(authorize, 150)
    let rounds = 0
    await until(() => {
      const some = asked.splice(0).reverse()
      if (some.length) rounds++
      for (const { say } of some) say(true)
      return heard.length === 150
    })
    expect(heard).toEqual(numbers(150))
    expect((await answer).messages.every(({ successful }) => successful)).toBe(true)
    expect(rounds).toBeLessThan(10)
  })

  test('are not taken when the application fails without a reason', async () => {
    const told = vi.spyOn(console, 'error').mockReturnValue()
    onTestFinished(() => told.mockRestore())
    const { heard, answer } = await publishing(({ action }) => action === 'subscribe' || Promise.reject(), 2)
    expect((await answer).messages.map(({ error }) => error?.slice(0, 3))).toEqual(['503', '409'])
    expect(heard).toEqual([])
  })

  test('are taken up to the one about which the application fails', async () => {
    const told = vi.spyOn(console, 'error').mockReturnValue()
    onTestFinished(() => told.mockRestore())
    const { asked, authorize } = waitingApplication()
    const { heard, answer } = await publishing(authorize, 5)
    await until(() => asked.length)
    asked[0]?.say(false)
    await until(() => asked.length === 5)
    asked[2]?.fail()
    asked[1]?.say(true)
    for (const { say } of asked.slice(3)) say(true)
    const { messages } = await answer
    expect(messages.map(({ error }) => error?.slice(0, 3))).toEqual(['403', undefined, '503', '409', '409'])
    await until(() => heard.length)
    expect(heard).toEqual([1])
  })
})
