import type { Page } from 'playwright'
import { describe, expect, test } from 'vitest'
import { encode } from '../../src/protocol/batch'
import { useBrowser } from '../support/in-page'
import { numbers } from '../support/numbers'
import type { TestServer } from '../support/server'
import { until } from '../support/until'
import { joining, newKey, post } from '../support/wire'

const { serve, open } = useBrowser()

/** What these pages have: an EventSource of the browser, without our client. */
interface RawWindow {
  source: EventSource
  got: unknown[]
  ids: string[]
  opened: number
  errors: number
}

function listen(page: Page, url: string) {
  return page.evaluate((url) => {
    const raw = window as never as RawWindow
    Object.assign(raw, { got: [], ids: [], opened: 0, errors: 0, source: new EventSource(url) })
    raw.source.onopen = () => raw.opened++
    raw.source.onerror = () => raw.errors++
    raw.source.onmessage = ({ data, lastEventId }) => {
      for (const message of data ? JSON.parse(data) : []) {
        // Several of one millisecond are a run.
        if (message.channel === '/n') raw.got.push(...(message.ext ? message.data : [message.data]))
        raw.ids.push(lastEventId)
      }
    }
  }, url)
}
const look = <Name extends keyof RawWindow>(page: Page, name: Name): Promise<RawWindow[Name]> =>
  page.evaluate((name) => window[name as never] as never, name as string)

/** Published, cut in the midst of it, published while nobody listens: until the browser is back by itself, so many times. */
async function cutAndCome(server: TestServer, page: Page, times: number): Promise<number> {
  let number = 0
  const publish = (count: number) => {
    for (let more = count; more > 0; more--) server.encke.publish('/n', number++)
  }
  for (let round = 0; round < times; round++) {
    publish(20)
    await until(async () => (await look(page, 'got')).length === number, 'it has come')
    const { requests } = server
    const opened = await look(page, 'opened')
    // On its way when the connection is cut.
    publish(20)
    await new Promise((resolve) => setImmediate(resolve))
    expect(server.cut()).toBeGreaterThan(0)
    publish(20)
    await until(async () => (await look(page, 'opened')) > opened, 'the browser is back by itself', 20_000)
    expect(server.requests).toBe(requests + 1)
  }
  publish(1)
  await until(async () => (await look(page, 'got')).length >= number, 'all has come')
  return number
}

describe("the browser's own EventSource, without our client,", () => {
  test('resumes by itself, however often it is cut: every message once and in order', async () => {
    const server = await serve({ timeout: 60_000 })
    const page = await open(server)
    const message = encode([joining('eventsource', { subscriptions: ['/n'] })])
    await listen(page, `/encke?${new URLSearchParams({ message })}`)
    await until(async () => (await look(page, 'ids')).length > 0)
    const count = await cutAndCome(server, page, 4)
    expect(await look(page, 'got')).toEqual(numbers(count))
    const ids = await look(page, 'ids')
    expect([...ids].sort()).toEqual(ids)
  })

  test('does so when its join was too long for an address and was posted before', async () => {
    const server = await serve({ timeout: 60_000 })
    const page = await open(server)
    const name = newKey()
    const many = Array.from({ length: 300 }, (_, index) => `/many/${index}`)
    await post(`${server.url}?keep=${name}`, [joining('eventsource', { subscriptions: [...many, '/n'] })])
    await listen(page, `/encke?kept=${name}`)
    await until(async () => (await look(page, 'ids')).length > 0)
    const count = await cutAndCome(server, page, 2)
    expect(await look(page, 'got')).toEqual(numbers(count))
  })

  test('gets all of a long history once, though it is cut before it has all of it', async () => {
    const server = await serve({ timeout: 60_000 })
    const page = await open(server)
    for (const number of numbers(5000)) server.encke.publish('/n', number)
    // The first answer ends in the midst of a page.
    let sent = 0
    server.meddle = (_, response) => {
      server.meddle = () => false
      const write = response.write.bind(response) as (text: string) => boolean
      response.write = ((text: string) => {
        if (response.writableEnded) return false
        sent += text.length
        if (sent < 20_000) return write(text)
        write(text.slice(0, text.length / 2))
        response.end()
        return false
      }) as never
      return false
    }
    const own = { '/n': 'oldest' }
    const message = encode([joining('eventsource', { subscriptions: ['/n'], own })])
    await listen(page, `/encke?${new URLSearchParams({ message })}`)
    await until(async () => (await look(page, 'got')).length >= 5000, 'all has come', 30_000)
    expect(await look(page, 'got')).toEqual(numbers(5000))
    expect(server.requests).toBe(2)
  })

  test('resumes after the stream has ended in good order, too', async () => {
    const server = await serve({ timeout: 60_000, expiry: 200 })
    const page = await open(server)
    const key = newKey()
    const message = encode([joining('eventsource', { key, subscriptions: ['/n'] })])
    await listen(page, `/encke?${new URLSearchParams({ message })}`)
    await until(async () => (await look(page, 'ids')).length > 0)
    server.encke.publish('/n', 0)
    await until(async () => (await look(page, 'got')).length === 1)
    await post(server.url, [{ channel: '/meta/disconnect', clientId: key, ext: { encke: { join: 1 } } }])
    expect(server.encke.sessions).toBe(0)
    server.encke.publish('/n', 1)
    await until(async () => (await look(page, 'got')).length === 2, 'it is back', 20_000)
    expect(await look(page, 'got')).toEqual([0, 1])
  })

  test('is open at once in the form of Faye, and gets what is published', async () => {
    const server = await serve({ timeout: 60_000 })
    const page = await open(server)
    const hello = { channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: ['eventsource'] }
    const clientId = (await post(server.url, [hello])).messages[0]?.clientId
    await post(server.url, [{ channel: '/meta/subscribe', clientId, subscription: '/n' }])
    await listen(page, `/encke/${clientId}`)
    await until(() => look(page, 'opened'), 'it is open', 5000)
    server.encke.publish('/n', 1)
    await until(async () => (await look(page, 'got')).length === 1)
  })
})
