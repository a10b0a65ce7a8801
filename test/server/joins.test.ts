import { describe, expect, test } from 'vitest'
import { EnckeError } from '../../src/protocol/errors'
import { formatPosition, type Position } from '../../src/protocol/position'
import { createMemoryLog } from '../../src/server/index'
import type { Log } from '../../src/server/log/log'
import { serve } from '../support/close-later'
import { numbers } from '../support/numbers'
import { hello } from '../support/plain-client'
import { joining, post } from '../support/wire'

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
