import { describe, expect, test } from 'vitest'
import type { Missed } from '../../../src/index'
import { createMemoryLog } from '../../../src/server/index'
import { serve } from '../../support/close-later'
import { countingLog, ticks } from '../../support/counting-log'
import { numbers } from '../../support/numbers'
import { open, openStream } from '../../support/own-client'
import { until } from '../../support/until'
import { dataOf, joining, newKey, post } from '../../support/wire'

describe('a client that is far behind', () => {
  test('gets all that it asked for, however much else is in the log', async () => {
    const server = await serve()
    for (let count = 0; count < 2500; count++) server.encke.publish('/other', count)
    server.encke.publish('/a', 'at last')
    const link = await openStream(server, { own: { '/a': 'oldest' } })
    await until(() => link.text.includes('at last'))
    server.encke.publish('/a', 'and live')
    await until(() => link.text.includes('and live'))
  })

  test('gets all of a long history, once and in order, while more is published', async () => {
    const server = await serve()
    for (let count = 0; count < 3000; count++) server.encke.publish('/a', count)
    const link = await openStream(server, { own: { '/a': 'oldest' } })
    const data = () => link.batches().flatMap((batch) => batch.filter((m) => 'data' in m).map((m) => m.data))
    await until(() => data().length > 0)
    for (let count = 3000; count < 3100; count++) server.encke.publish('/a', count)
    await until(() => data().length >= 3100)
    expect(data()).toEqual(numbers(3100))
  })

  test('by poll too', async () => {
    const server = await serve()
    for (let count = 0; count < 1200; count++) server.encke.publish(count % 3 ? '/other' : '/a', count)
    const heard: number[] = []
    open(server).subscribe<number>('/a', ({ data }) => heard.push(data), { since: 'oldest' })
    await until(() => heard.length >= 400)
    expect(heard).toEqual(numbers(400).map((number) => number * 3))
  })

  test('hears what it missed when it comes back too late', async () => {
    const server = await serve({ log: createMemoryLog({ messages: 10 }) })
    const key = newKey()
    const { messages } = await post(server.url, [joining('long-polling', { key })])
    const { tail } = messages[0]!.ext!.encke as { tail: string }
    for (let count = 0; count < 30; count++) server.encke.publish('/a', count)
    const link = await openStream(server, { key, join: 2, at: tail })
    await until(() => dataOf(link.batches().flat()).includes(29))
    const [answer, ...events] = link.batches().flat()
    const missed = (answer!.ext!.encke as { missed: Missed[] }).missed
    expect(missed).toEqual([{ patterns: ['/a'], from: tail, to: expect.any(String), reason: 'trimmed' }])
    expect(dataOf(events)).toEqual([20, 21, 22, 23, 24, 25, 26, 27, 28, 29])
  })

  test('hears that it missed everything when the log began anew', async () => {
    const server = await serve()
    const missed: Missed[] = []
    const heard: unknown[] = []
    const client = open(server)
    client.on('missed', (gap) => missed.push(gap))
    await client.subscribe('/a', ({ data }) => heard.push(data)).ready
    server.encke.publish('/a', 'before')
    await until(() => heard.length)
    server.restart()
    await until(() => missed.length)
    expect(missed).toMatchObject([{ patterns: ['/a'], reason: 'reset' }])
    await until(() => {
      server.encke.publish('/a', 'after')
      return heard.includes('after')
    })
    await client.publish('/a', 'published after')
    await until(() => heard.includes('published after'))
  })

  test('misses nothing when it is quiet while others are not', async () => {
    const log = countingLog({ messages: 20 })
    const server = await serve({ timeout: 200, log })
    const missed: Missed[] = []
    const heard: unknown[] = []
    const client = open(server)
    client.on('missed', (gap) => missed.push(gap))
    await client.subscribe('/quiet', ({ data }) => heard.push(data)).ready
    for (let round = 0; round < 10; round++) {
      for (let count = 0; count < 10; count++) server.encke.publish('/loud', count)
      await ticks(log, 8)
    }
    server.encke.publish('/quiet', 'at last')
    await until(() => heard.length)
    expect(missed).toEqual([])
  })
})
