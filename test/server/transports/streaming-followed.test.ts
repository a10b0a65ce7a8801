import type { ServerResponse } from 'node:http'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { StreamingLink } from '../../../src/server/transports/streaming'
import { xhrStreaming } from '../../../src/server/transports/xhr-streaming'
import { answerOf, join, pass, serve, ticks, types } from '../../support/streams'
import { until } from '../../support/until'
import { newKey } from '../../support/wire'

describe.each(types)('a stream by %s', (type) => {
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
    await until(() => stale.ended, 'the stale one ends', 8000)
  })

  test('that is told to move ends, and has said so', async () => {
    const server = await serve()
    const key = newKey()
    const first = await join(server, type, { key, join: 1 })
    await join(server, type, { key, join: 2 })
    await until(() => first.ended)
    expect(first.frames().at(-1)).toMatchObject([{ channel: '/meta/connect', ext: { encke: { moved: 2 } } }])
  })
})

test.each([
  [0, 800],
  [0.5, 900],
  [1, 1000],
])(
  'streams that were opened at once are replaced at ages that differ: by chance %d after %d of 1000 ms',
  (chance, age) => {
    let now = 0
    const random = vi.spyOn(Math, 'random').mockReturnValue(chance)
    onTestFinished(() => random.mockRestore())
    const response = { writeHead: () => {} } as unknown as ServerResponse
    const wish = { connectionType: 'xhr-streaming', hold: 1000, pad: 0 }
    const link = new StreamingLink({ response, before: [] }, xhrStreaming, wish, { age: 1000 }, () => now)
    now = age
    expect(link.worn).toBe(false)
    now = age + 1
    expect(link.worn).toBe(true)
  },
)
