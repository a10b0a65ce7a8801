import type { Page } from 'playwright'
import { describe, expect, test } from 'vitest'
import type { Faults } from '../proxy/bad-proxy'
import { useBrowser } from '../support/in-page'

const { serve, open, spoil } = useBrowser()
const roundTrip = 200
const runs = Number(process.env.RUNS ?? 3)

interface First {
  /** Milliseconds from `connect` to the first message. */
  took: number
  /** Over which transport. */
  transport: string
  /** Of a plain request on a warm connection, milliseconds. */
  plain: number
}

/** How long a fresh page waits for its first message; `url` when it is another origin than the page's. */
function first(page: Page, url = '/encke'): Promise<First> {
  return page.evaluate(async (url) => {
    const { Encke } = window as unknown as { Encke: typeof import('../../src/index') }
    let plain = Number.POSITIVE_INFINITY
    for (let time = 0; time < 3; time++) {
      const began = performance.now()
      await (await fetch('/favicon.ico')).text()
      plain = Math.min(plain, performance.now() - began)
    }
    const began = performance.now()
    const client = Encke.connect(url)
    for await (const { data } of client.subscribe('/early', { since: 'oldest' })) {
      const took = performance.now() - began
      if (data !== 'bird') throw new Error(`not the bird but ${data}`)
      return { took, transport: client.transport as string, plain }
    }
    throw new Error('no message')
  }, url)
}

const median = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] as number

async function measure(faults: Faults, cold: boolean) {
  const took: number[] = []
  let last: First | undefined
  for (let run = 0; run < runs; run++) {
    // A page of another site has no connection to the server yet.
    const elsewhere = await serve()
    const server = await serve({ origins: [elsewhere.origin] })
    const proxy = await spoil(server, { ...faults, latency: roundTrip / 2 })
    const page = await open(cold ? elsewhere : proxy)
    server.encke.publish('/early', 'bird')
    last = await first(page, cold ? `${proxy.url}/encke` : undefined)
    took.push(last.took)
  }
  return { took: median(took), transport: last?.transport, plain: last?.plain as number }
}

describe(`through a round trip of ${roundTrip} ms`, () => {
  test('the first message comes after 1.2 round trips on a warm connection, whatever becomes of WebSocket', async () => {
    const fine = await measure({}, false)
    const table: Record<string, unknown> = { 'all allowed': fine }
    const penalty = async (faults: Faults) => {
      const measured = await measure(faults, false)
      table[JSON.stringify(faults)] = measured
      return measured.took - fine.took
    }
    const refused = await penalty({ upgrade: 'refuse-403' })
    const swallowed = await penalty({ upgrade: 'swallow' })
    const mute = await penalty({ upgrade: 'mute' })
    const forged = await penalty({ upgrade: 'forge' })
    console.table(table)
    expect(fine.took).toBeLessThanOrEqual(1.2 * roundTrip)
    expect(refused).toBeLessThanOrEqual(10)
    for (const silent of [swallowed, mute, forged]) expect(silent).toBeLessThanOrEqual(50)
  })

  test('the first message comes after 2.2 round trips when the connection has to be opened first', async () => {
    const fine = await measure({}, true)
    const swallowed = await measure({ upgrade: 'swallow' }, true)
    console.table({ 'cold, all allowed': fine, 'cold, WebSocket swallowed': swallowed })
    expect(fine.took).toBeLessThanOrEqual(2.2 * roundTrip)
    expect(swallowed.took - fine.took).toBeLessThanOrEqual(50)
  })

  test('buffered responses are found out, and a poll is live, within 4 round trips', async () => {
    const held = await measure({ buffer: 'end', upgrade: 'refuse-403' }, false)
    const silent = await measure({ buffer: 'end', upgrade: 'swallow' }, false)
    console.table({ 'held to the end, WebSocket refused': held, 'held to the end, WebSocket swallowed': silent })
    expect(held.took).toBeLessThanOrEqual(4 * roundTrip)
    expect(silent.took).toBeLessThanOrEqual(4 * roundTrip)
  })
})
