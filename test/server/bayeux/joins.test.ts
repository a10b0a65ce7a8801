import { describe, expect, test } from 'vitest'
import { EnckeError } from '../../../src/protocol/errors'
import { formatPosition, type Position } from '../../../src/protocol/position'
import { createMemoryLog } from '../../../src/server/index'
import type { Log } from '../../../src/server/log/log'
import { closeLater, serve } from '../../support/close-later'
import { numbers } from '../../support/numbers'
import { hello } from '../../support/plain-client'
import { until } from '../../support/until'
import { dataOf, joining, newKey, post, stream } from '../../support/wire'

describe('a client that knows a later epoch of the log than its node', () => {
  /** A log of a node that has not heard yet that it began anew. */
  function late(look: () => Promise<void>) {
    const [old, fresh] = [1_700_000_000_000, 1_800_000_000_000].map((epoch) => createMemoryLog({}, () => epoch))
    let log = old as Log
    const looked: Position[] = []
    return {
      looked,
      log: new Proxy({} as Log, {
        has: () => true,
        get: (_, name: keyof Log) =>
          name !== 'catchUp'
            ? log[name]
            : async () => {
                looked.push(log.tail)
                await look()
                log = fresh as Log
              },
      }),
    }
  }
  const [before, known] = [1_700_000_000_000, 1_800_000_000_000].map((epoch) => formatPosition(epoch, 0, 0))

  test.each([
    ['at', { at: known }],
    ['own', { at: before, own: { '/a': known } }],
  ])('has the node look again, and misses nothing: by %s', async (_, places) => {
    const { log, looked } = late(async () => {})
    const server = await serve({ log })
    const { messages } = await post(server.url, [joining('long-polling', places)])
    expect(looked).toHaveLength(1)
    expect(messages).toMatchObject([{ successful: true, ext: { encke: { tail: log.tail } } }])
    expect(messages[0]?.ext?.encke).not.toHaveProperty('missed')
  })

  test('asks again where the node cannot look', async () => {
    const { log } = late(() => Promise.reject(new EnckeError('busy', 'Redis is away')))
    const server = await serve({ log })
    const { messages } = await post(server.url, [joining('long-polling', { at: known })])
    expect(messages).toMatchObject([{ error: expect.stringMatching(/^503:/), advice: { reconnect: 'retry' } }])
    expect(server.encke.sessions).toBe(0)
  })

  test('is the only one for whom it looks', async () => {
    const { log, looked } = late(async () => {})
    const server = await serve({ log })
    for (const places of [
      {},
      { at: before },
      { own: { '/a': 'oldest' } },
      { at: formatPosition(1_600_000_000_000, 0, 0) },
    ])
      await post(server.url, [joining('long-polling', places)])
    expect(looked).toEqual([])
  })
})

describe('a client that another node knows', () => {
  /** A node whose log says what another one has let it know. */
  async function node(record: object, identity?: string) {
    const recall = () => JSON.stringify({ patterns: ['/a'], latest: [], version: 3, ...record })
    const log = Object.assign(Object.create(createMemoryLog()), { recall }) as Log
    const { encke, url } = await serve({ log, ...(identity && { authenticate: () => identity }) })
    const key = newKey()
    const link = { channel: '/meta/connect', clientId: key, connectionType: 'xhr-streaming' }
    return {
      encke,
      join: (version: number, own?: Record<string, string>) => ({
        ...link,
        ext: { encke: { join: 2, version, at: log.tail, own } },
      }),
      url,
    }
  }
  const forgotten = [{ error: expect.stringMatching(/^402:/), advice: { reconnect: 'handshake' } }]

  test('goes on with its subscriptions, and with those of which it wants only the newest', async () => {
    const { encke, url, join } = await node({ patterns: ['/a', '/b'], latest: ['/b'] })
    await Promise.all(['/a', '/a', '/b', '/b', '/c'].map((channel, number) => encke.publish(channel, number)))
    const link = closeLater(await stream(url, [join(3, { '/a': 'oldest', '/b': 'oldest' })]))
    await until(() => link.batches().length > 1)
    expect(dataOf(link.batches().flat())).toEqual([0, 1, 3])
  })

  test('begins anew where its subscriptions have changed since', async () => {
    const { encke, url, join } = await node({})
    expect((await post(url, [join(4)])).messages).toMatchObject(forgotten)
    expect(encke.sessions).toBe(0)
  })

  test('begins anew where it is somebody else there', async () => {
    const { encke, url, join } = await node({ identity: 'ann' }, 'bob')
    expect((await post(url, [join(3)])).messages).toMatchObject(forgotten)
    expect(encke.sessions).toBe(0)
  })
})

test('a plain client that asks for more than it may have at once is refused without the word of the application', async () => {
  const asked: string[] = []
  const authorize = ({ channel }: { channel: string }) => asked.push(channel) > 0
  const server = await serve({ authorize, limits: { subscriptions: 3 } })
  const [greeted] = (await post(server.url, [hello])).messages
  const subscription = numbers(4).map((number) => `/${number}`)
  const subscribe = { channel: '/meta/subscribe', clientId: greeted?.clientId, subscription }
  expect((await post(server.url, [subscribe])).messages).toMatchObject([
    { successful: false, error: expect.stringMatching(/^413:/), subscription },
  ])
  expect(asked).toEqual([])
})
