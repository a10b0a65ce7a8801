import { describe, expect, test } from 'vitest'
import { createMemoryLog } from '../../../src/server/index'
import type { Log } from '../../../src/server/log/log'
import { closeLater, serve } from '../../support/close-later'
import { until } from '../../support/until'
import { dataOf, joining, newKey, post, stream } from '../../support/wire'

/** A client that has joined once, and how often the log was asked what it has published. */
async function begin() {
  const asked: string[] = []
  const inner = createMemoryLog()
  const published = (key: string) => {
    asked.push(key)
    return inner.published(key)
  }
  const log = Object.assign(Object.create(inner), { published }) as Log
  const { encke, url } = await serve({ log, timeout: 20_000 })
  const key = newKey()
  await post(url, [joining('long-polling', { key, version: 1 })])
  const places = { join: 2, version: 1, at: log.tail }
  const connect = (type: string, encke: object = {}, rest: object = {}) => ({
    ...{ channel: '/meta/connect', clientId: key, connectionType: type, ...rest },
    ext: { encke: { ...places, ...encke } },
  })
  asked.length = 0
  return { asked, encke, url, key, places, connect }
}

type Begun = Awaited<ReturnType<typeof begin>>

describe('a join', () => {
  test.each([
    ['that asks for it', ({ connect }: Begun) => connect('long-polling', {}, { advice: { timeout: 0 } })],
    [
      'that names subscriptions',
      ({ connect }: Begun) => connect('long-polling', { subscriptions: ['/a'], version: 2 }),
    ],
    [
      'that is a handshake',
      ({ key, places }: Begun) => joining('long-polling', { key, ...places, subscriptions: undefined }),
    ],
  ])('%s is answered at once, also by a poll, with what was published', async (_, say) => {
    const begun = await begin()
    const { messages } = await post(begun.url, [say(begun)])
    expect(messages).toMatchObject([{ successful: true, ext: { encke: { join: 2, published: 0 } } }])
    expect(begun.asked).toEqual([begun.key])
  })

  test('by a stream is answered at once, with what was published', async () => {
    const { asked, url, key, connect } = await begin()
    const link = closeLater(await stream(url, [connect('xhr-streaming')]))
    await until(() => link.batches().length)
    expect(link.batches()[0]).toMatchObject([{ ext: { encke: { join: 2, published: 0 } } }])
    expect(asked).toEqual([key])
  })

  test('by any other poll is answered when there is something to say, and the log is asked nothing for it', async () => {
    const { asked, encke, url, connect } = await begin()
    const answer = post(url, [connect('long-polling')])
    await until(() => encke.stats().links['long-polling'])
    await encke.publish('/a', 1)
    const { messages } = await answer
    expect(messages[0]).toMatchObject({ ext: { encke: { join: 2 } } })
    expect(messages[0]?.ext?.encke).not.toHaveProperty('published')
    expect([dataOf(messages), asked]).toEqual([[1], []])
  })

  test.each([
    ['1 ms', 1, 1000],
    ['5 s', 5000, 5000],
    ['a day', 86_400_000, 20_000],
    ['nothing', undefined, 20_000],
  ])('that asks for no longer silence than %s is told how long it will be', async (_, asked, told) => {
    const { url, connect } = await begin()
    const link = closeLater(await stream(url, [connect('xhr-streaming', { timeout: asked })]))
    await until(() => link.batches().length)
    expect(link.batches()[0]).toMatchObject([{ advice: { timeout: told } }])
  })

  test('that is said twice takes the place of itself', async () => {
    const { url, connect } = await begin()
    const first = closeLater(await stream(url, [connect('xhr-streaming')]))
    await until(() => first.batches().length)
    const again = closeLater(await stream(url, [connect('xhr-streaming')]))
    await until(() => again.batches().length)
    expect(again.batches()[0]).toMatchObject([{ successful: true, ext: { encke: { join: 2, published: 0 } } }])
    await until(() => first.ended)
  })

  test('asks the application once about what it names twice', async () => {
    const asked: string[] = []
    const { url } = await serve({ authorize: ({ channel }) => asked.push(channel) > 0 })
    await post(url, [joining('long-polling', { subscriptions: ['/a', '/b', '/a'] })])
    expect(asked).toEqual(['/a', '/b'])
  })
})
