import { describe, expect, test } from 'vitest'
import { createMemoryLog } from '../../../src/server/index'
import { closeLater, serve } from '../../support/close-later'
import { until } from '../../support/until'
import { joining, newKey, post, stream } from '../../support/wire'

/** A log that lets a join wait until it is told to go on, as one may that is shared. */
function slowLog() {
  const waiting: (() => void)[] = []
  let slow = false
  const log = Object.assign(Object.create(createMemoryLog()), {
    published: () => (slow ? new Promise<number>((resolve) => waiting.push(() => resolve(0))) : 0),
  }) as ReturnType<typeof createMemoryLog>
  return {
    log,
    waiting,
    slow() {
      slow = true
    },
    goOn() {
      slow = false
      for (const resolve of waiting.splice(0)) resolve()
    },
  }
}

describe('a join that is told it is stale, whose session ends while the log is asked,', () => {
  const authorize = ({ channel }: { channel: string }) => channel !== '/secret'

  async function begin() {
    const shared = slowLog()
    const server = await serve({ authorize, log: shared.log })
    const key = newKey()
    closeLater(await stream(server.url, [joining('xhr-streaming', { key, join: 5 })]))
    shared.slow()
    const late = post(server.url, [joining('long-polling', { key, join: 3, version: 1, subscriptions: ['/secret'] })])
    await until(() => shared.waiting.length)
    await post(server.url, [{ channel: '/meta/disconnect', clientId: key, ext: { encke: { join: 5 } } }])
    return { ...shared, server, key, late }
  }

  test('gets no session with what nobody was asked about, but begins anew', async () => {
    const { server, late, goOn } = await begin()
    goOn()
    expect((await late).messages).toMatchObject([
      { successful: false, error: expect.stringMatching(/^402:/), advice: { reconnect: 'handshake' } },
    ])
    expect(server.encke.sessions).toBe(0)
  })

  test('does not take the session that was begun meanwhile, either', async () => {
    const { server, key, late, waiting, goOn } = await begin()
    const answerLate = waiting.splice(0)
    goOn()
    const next = closeLater(await stream(server.url, [joining('xhr-streaming', { key, join: 1 })]))
    await until(() => next.batches().length)
    for (const resolve of answerLate) resolve()
    expect((await late).messages).toMatchObject([{ successful: false, error: expect.stringMatching(/^402:/) }])
    server.encke.publish('/a', 'for the one that has it')
    await until(() => next.text.includes('for the one that has it'))
  })
})

test('a join whose subscriptions change while the log is asked begins anew, and takes nothing', async () => {
  const { log, waiting, slow, goOn } = slowLog()
  const server = await serve({ log })
  const key = newKey()
  await post(server.url, [joining('long-polling', { key, join: 1, version: 1 })])
  slow()
  const connect = { channel: '/meta/connect', clientId: key, connectionType: 'xhr-streaming' }
  const late = post(server.url, [{ ...connect, ext: { encke: { join: 4, version: 1 } } }])
  await until(() => waiting.length)
  const answerLate = waiting.splice(0)
  const change = { join: 3, version: 2, subscriptions: ['/b'] }
  const opening = stream(server.url, [{ ...connect, ext: { encke: change } }])
  await until(() => waiting.length)
  goOn()
  const link = closeLater(await opening)
  await until(() => link.batches().length)
  for (const resolve of answerLate) resolve()
  expect((await late).messages).toMatchObject([{ successful: false, error: expect.stringMatching(/^402:/) }])
  server.encke.publish('/b', 'for the one that has it')
  await until(() => link.text.includes('for the one that has it'))
})

test('a join that is told it is stale asks the application about nothing', async () => {
  const asked: string[] = []
  const authorize = ({ channel }: { channel: string }) => asked.push(channel) > 0
  const server = await serve({ authorize })
  const key = newKey()
  closeLater(await stream(server.url, [joining('xhr-streaming', { key, join: 5, subscriptions: ['/a'] })]))
  expect(asked).toEqual(['/a'])
  const late = { channel: '/meta/connect', clientId: key, connectionType: 'long-polling' }
  const { messages } = await post(server.url, [
    { ...late, ext: { encke: { join: 3, version: 2, subscriptions: ['/b'] } } },
  ])
  expect(messages).toMatchObject([{ successful: true, ext: { encke: { join: 3, stale: 5 } } }])
  const probed = await post(server.url, [{ ...late, ext: { encke: { join: 0, version: 1 } } }])
  expect(probed.messages).toMatchObject([{ ext: { encke: { join: 0, stale: 5 } } }])
  expect(asked).toEqual(['/a'])
})

test('a join for which there is no room asks the application about none of its subscriptions', async () => {
  const asked: string[] = []
  const authorize = ({ channel }: { channel: string }) => asked.push(channel) > 0
  const server = await serve({ authorize, limits: { sessions: 1 } })
  await post(server.url, [joining('long-polling')])
  const { messages } = await post(server.url, [joining('long-polling', { subscriptions: ['/b'] })])
  expect(messages).toMatchObject([{ error: expect.stringMatching(/^503:/) }])
  expect(asked).toEqual(['/a'])
})

describe('joins that wait for the word of the application', () => {
  test('are no more sessions in the end than the limit', async () => {
    const decide: ((allowed: boolean) => void)[] = []
    const authorize = () => new Promise<boolean>((resolve) => decide.push(resolve))
    const server = await serve({ authorize, limits: { sessions: 2 } })
    const answers = Array.from({ length: 5 }, () => post(server.url, [joining('long-polling', { key: newKey() })]))
    await until(() => decide.length === 5)
    for (const allow of decide) allow(true)
    const messages = (await Promise.all(answers)).flatMap(({ messages }) => messages)
    expect(messages.filter(({ successful }) => successful)).toHaveLength(2)
    expect(messages.filter(({ error }) => error?.startsWith('503:'))).toHaveLength(3)
    expect(server.encke.sessions).toBe(2)
  })
})
