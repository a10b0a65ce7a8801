import { expect } from 'vitest'
import { numbers } from '../support/numbers'
import { until } from '../support/until'
import type { Opened } from './opened'
import type { Transport, testing } from './table'

/** A server's own end, whoever has written the server. */
interface There {
  publish(channel: string, data: unknown): unknown
}

/**
 * What any client hears on any server.
 * @param begin - opens a client; `elsewhere` on a page of another origin
 */
export function hears(
  feature: ReturnType<typeof testing>,
  transport: Transport,
  begin: (elsewhere?: boolean) => Promise<{ there: There; client: Opened }>,
) {
  feature('hears', 'hears each of many publications once and in order, and says by which transport', async () => {
    const { there, client } = await begin()
    const heard: unknown[] = []
    await there.publish('/n', 'before')
    await client.subscribe('/n', (data) => heard.push(data))
    await there.publish('/n', { text: 'héllo 😀 \u2028' })
    for (const number of numbers(200)) {
      await there.publish('/n', number)
      if (number % 50 === 0) await until(() => heard.length > number)
    }
    await until(() => heard.length >= 201)
    expect(heard).toEqual([{ text: 'héllo 😀 \u2028' }, ...numbers(200)])
    expect(await client.transport()).toBe(transport)
  })

  feature('patterns', 'hears what is published to the channels of a pattern', async () => {
    const { there, client } = await begin()
    const heard: unknown[] = []
    for (const pattern of ['/one/*', '/more/**']) await client.subscribe(pattern, (data) => heard.push(data))
    for (const channel of ['/one/a', '/one/a/b', '/one', '/more', '/more/a', '/more/a/b', '/one/z'])
      await there.publish(channel, channel)
    await until(() => heard.includes('/one/z'))
    expect(heard).toEqual(['/one/a', '/more/a', '/more/a/b', '/one/z'])
  })

  feature('overlap', 'each subscription hears once what several of them match', async () => {
    const { there, client } = await begin()
    const heard: string[] = []
    const subscribe = (pattern: string) => client.subscribe(pattern, () => heard.push(pattern))
    await Promise.all(['/a/b', '/a/*', '/a/**'].map(subscribe))
    // While a wider pattern takes the place of a narrower one, some servers send a copy for each. Now it has.
    await subscribe('/end')
    await there.publish('/a/b', 1)
    await there.publish('/end', 1)
    await until(() => heard.includes('/end'))
    expect(heard.sort()).toEqual(['/a/*', '/a/**', '/a/b', '/end'])
  })

  feature('origin', 'works on a page of another origin', async () => {
    const { client } = await begin(true)
    const heard: unknown[] = []
    await client.subscribe('/a', (data) => heard.push(data))
    await client.publish('/a', 'there and back')
    await until(() => heard.length)
    expect(heard).toEqual(['there and back'])
    expect(client.told).not.toContainEqual(['state', 'offline'])
  })
}
