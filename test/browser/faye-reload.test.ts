import type { Page } from 'playwright'
import { describe, expect, test } from 'vitest'
import type { Options } from '../../src/index'
import { fayeServer, type OtherServer, serveOther } from '../interop/other-servers'
import { listen, look, type PageWindow, until, useBrowser } from '../support/in-page'
import { numbers } from '../support/numbers'
import { servePage } from '../support/page'
import { until as untilHere } from '../support/until'

const { serve, open } = useBrowser()

/** Publishes in one turn, and waits for nothing. */
const publish = (tab: Page, channel: string, ...all: unknown[]) =>
  tab.evaluate(
    ([channel, all]) => {
      const { client } = window as never as PageWindow
      for (const data of all) client.publish(channel, data).catch(() => {})
    },
    [channel, all] as const,
  )

/** What has come to the server on `/up`, whatever it made of it. */
const came = (server: OtherServer) => server.came.filter(({ channel }) => channel === '/up').map(({ data }) => data)

/** What the page is told that nobody knows whether it was published. */
const unknown = async (tab: Page) => (await look(tab, 'errors')).filter((error) => error.startsWith('delivery-unknown'))

/** All that is published on `/up`. */
async function published(server: OtherServer) {
  const got: unknown[] = []
  await server.subscribe('/up', (data) => got.push(data))
  return got
}

const ways: [string, Options['transports']][] = [
  ['long-polling', ['long-polling']],
  ['websocket', ['websocket']],
]

describe.each(ways)('a page with resume on a Faye server, by %s, that is reloaded', (_, transports) => {
  const options = { resume: true, transports } as Options

  async function begin() {
    const server = await serveOther(fayeServer, servePage())
    const got = await published(server)
    const tab = await open(server)
    const load = (ready = true) => listen(tab, options, '/bayeux', ready)
    await load()
    return { server, got, tab, load }
  }

  test('hears on', async () => {
    const { server, tab, load } = await begin()
    await server.publish('/n', 'before')
    await until(tab, 1)
    for (const round of numbers(3)) {
      await tab.reload()
      await server.publish('/n', 'meanwhile')
      await load()
      await server.publish('/n', round)
      await publish(tab, '/n', 'its own')
      await until(tab, 2)
      expect(await look(tab, 'got')).toEqual([round, 'its own'])
      expect(await look(tab, 'errors')).toEqual([])
    }
  })

  test('and one that is left by a link, tells the next page of what was under way', async () => {
    const { server, tab, load } = await begin()
    server.swallows = ({ data }) => data === 'under way'
    await publish(tab, '/up', 'under way')
    await untilHere(() => came(server).length === 1)
    await tab.goto(`${server.origin}/other`)
    await load()
    await untilHere(async () => (await unknown(tab)).length === 1, 'it is told')
    expect(came(server)).toEqual(['under way'])
  })

  test('is told of what was under way, whether or not it was published, and goes on', async () => {
    const { server, got, tab, load } = await begin()
    server.swallows = ({ data }) => data === 'not published'
    await publish(tab, '/up', 'published', 'not published')
    await untilHere(() => came(server).length === 2)
    await tab.reload()
    await load()
    await untilHere(async () => (await unknown(tab)).length === 2, 'it is told of both')
    await publish(tab, '/up', 'after')
    await server.publish('/n', 'after')
    await until(tab, 1)
    await untilHere(() => got.includes('after'))
    expect(got).toEqual(['published', 'after'])
    expect(came(server)).toEqual(['published', 'not published', 'after'])
    expect(await look(tab, 'errors')).toHaveLength(2)
  })

  test('publishes the rest of a burst whose beginning was under way', async () => {
    const { server, got, tab, load } = await begin()
    server.swallows = ({ channel }) => channel === '/up'
    await publish(tab, '/up', ...numbers(205))
    await untilHere(() => came(server).length >= 200)
    await tab.reload()
    expect(came(server)).toEqual(numbers(200))
    server.swallows = () => false
    await load()
    await publish(tab, '/up', 205)
    await untilHere(() => got.includes(205))
    expect(got).toEqual(numbers(6, 200))
    expect(came(server)).toEqual(numbers(206))
    expect(await unknown(tab)).toHaveLength(200)
  })

  test('publishes once and in order what the pages before could not send', async () => {
    const server = await serveOther(fayeServer)
    const got = await published(server)
    const tab = await open(await serve())
    await listen(tab, options, server.url)
    server.down = true
    server.cut()
    await untilHere(() => tab.evaluate(() => (window as never as PageWindow).client.state === 'offline'))
    await publish(tab, '/up', 1, 2)
    for (const number of [3, 4]) {
      await tab.reload()
      await listen(tab, options, server.url, false)
      await publish(tab, '/up', number)
    }
    expect(came(server)).toEqual([])
    server.down = false
    await publish(tab, '/up', 5)
    await untilHere(() => got.includes(5))
    await server.publish('/n', 'after')
    await until(tab, 1)
    expect(got).toEqual([1, 2, 3, 4, 5])
    expect(came(server)).toEqual(got)
    expect(await unknown(tab)).toEqual([])
  })

  test('at any moment, publishes nothing twice, and loses nothing of which it is not told', async () => {
    const { server, tab, load } = await begin()
    const told: string[] = []
    for (let reloads = 0; reloads < 20; reloads++) {
      await tab.evaluate(() => {
        const { client } = window as never as PageWindow
        const kept = sessionStorage as unknown as { count?: string; rejected?: string }
        // As long as the page lives.
        function turn() {
          const number = Number(kept.count ?? 0)
          kept.count = `${number + 1}`
          client.publish(`/up/${number}`, number).catch(({ code, message }) => {
            kept.rejected = `${kept.rejected ?? ''}${code}: ${message}\n`
          })
          setTimeout(turn)
        }
        turn()
      })
      await tab.reload()
      // Every other page publishes, and is left, before it is online.
      await load(reloads % 2 > 0)
      told.push(...(await unknown(tab)))
    }
    await publish(tab, '/up', 'end')
    await untilHere(() => came(server).includes('end'))
    const { count, rejected = '' } = await tab.evaluate(() => ({ ...sessionStorage }) as Record<string, string>)
    const numberOf = (error: string) => Number(/^delivery-unknown: publish to .up.(\d+):/.exec(error)?.[1])
    const doubtful = [...told, ...rejected.split('\n').filter(Boolean)].map(numberOf)
    const there = server.came.filter(({ channel }) => /^.up./.test(channel)).map(({ data }) => data as number)
    const known = new Set([...there, ...doubtful])
    expect(there).toHaveLength(new Set(there).size)
    expect(doubtful).toHaveLength(new Set(doubtful).size)
    expect([...known].sort((a, b) => a - b)).toEqual(numbers(Number(count)))
  })
})
