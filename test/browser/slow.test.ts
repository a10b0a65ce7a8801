import { expect, test } from 'vitest'
import { useBrowser } from '../support/in-page'
import { numbers } from '../support/numbers'

const { serve, open } = useBrowser()

/** Bytes a second, in each direction: in the 10 s after which an answer counts as missing less comes than what waits. */
const rate = 12_000
const [messages, size] = [20, 8000]
/** Characters of what is published: many requests by `callback-polling`. */
const largeBy = (name: string) => (name === 'callback-polling' ? 20_000 : 130_000)

const names = ['all', 'websocket', 'fetch-streaming', 'eventsource', 'iframe', 'long-polling', 'callback-polling']

interface Seen {
  got: unknown[]
  states: string[]
  onlineAfter: number
}

/** Connects from behind a slow network by this transport, or by whichever works; ends when all has come and gone. */
async function endure(name: string) {
  const server = await serve({ timeout: 25_000 })
  const received: unknown[] = []
  server.encke.subscribe('/up', ({ data }) => received.push((data as string).length))
  for (const n of numbers(messages)) server.encke.publish('/n', { n, text: 'x'.repeat(size) })
  const page = await open(server)
  const session = await page.context().newCDPSession(page)
  await session.send('Network.enable')
  const throughput = { downloadThroughput: rate, uploadThroughput: rate }
  await session.send('Network.emulateNetworkConditions', { offline: false, latency: 300, ...throughput })
  await page.evaluate(
    `seen = { got: [], states: [], onlineAfter: 0 }
    began = performance.now()
    client = Encke.connect('/encke', ${name === 'all' ? '{}' : `{ transports: ['${name}'] }`})
    client.on('state', (state) => {
      seen.states.push(state)
      if (state === 'online') seen.onlineAfter ||= Math.round(performance.now() - began)
    })`,
  )
  await page.evaluate(
    `client.subscribe('/n', ({ data }) => seen.got.push(data.n), { since: 'oldest' })
    client.publish('/up', 'x'.repeat(${largeBy(name)})).then(() => (seen.published = true))
    undefined`,
  )
  const all = `seen.published && seen.got.length >= ${messages}`
  // What does not come is seen by what is missing.
  await page.waitForFunction(all, undefined, { timeout: 120_000 }).catch(() => {})
  const took = (await page.evaluate('Math.round((performance.now() - began) / 1000)')) as number
  return { name, received, took, ...((await page.evaluate('seen')) as Seen) }
}

test('through a slow network a client is soon online, gets what has piled up, and publishes what is large', {
  timeout: 200_000,
}, async () => {
  const rows = await Promise.all(names.map(endure))
  console.table(
    rows.map(({ name, onlineAfter, took, states }) => ({
      transport: name,
      ...{ 'online after, ms': onlineAfter, 'all after, s': took, states: states.join(' ') },
    })),
  )
  for (const { name, got, received, onlineAfter } of rows) {
    expect(got, name).toEqual(numbers(messages))
    expect(received, name).toEqual([largeBy(name)])
    expect(onlineAfter, name).toBeLessThan(8000)
  }
})
