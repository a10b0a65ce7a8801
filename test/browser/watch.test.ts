import type { Page } from 'playwright'
import { describe, expect, test } from 'vitest'
import type { TransportName } from '../../src/index'
import type { Faults } from '../proxy/bad-proxy'
import { useBrowser } from '../support/in-page'

const { serve, open, spoil } = useBrowser()
const roundTrip = 200

/** Connects, and resolves when the session is live on this transport. */
function liveOn(page: Page, transport: TransportName) {
  return page.evaluate(async (transport) => {
    const { Encke } = window as unknown as { Encke: typeof import('../../src/index') }
    const client = Encke.connect('/encke')
    const seen = { client, got: [] as [number, number][], told: [] as string[] }
    Object.assign(window, { seen })
    client.on('decision', ({ kind, transport, reason }) => seen.told.push(`${transport} ${kind}: ${reason}`))
    client.on('state', (state) => seen.told.push(state))
    await client.subscribe<number>('/n', ({ data }) => seen.got.push([data, performance.now()])).ready
    while (client.transport !== transport) await new Promise<void>((done) => client.on('transport', () => done()))
    while (seen.got.length < 10) await new Promise((done) => setTimeout(done, 20))
  }, transport)
}

/** The longest pause among the next messages, and what was out of order. */
function pauseIn(page: Page, milliseconds: number) {
  return page.evaluate(async (milliseconds) => {
    const { seen } = window as unknown as {
      seen: { got: [number, number][]; told: string[]; client: { transport: string } }
    }
    const from = seen.got.length
    await new Promise((done) => setTimeout(done, milliseconds))
    let pause = 0
    const wrong: string[] = []
    for (let index = from; index < seen.got.length; index++) {
      const [number, at] = seen.got[index] as [number, number]
      const [before, last] = seen.got[index - 1] as [number, number]
      pause = Math.max(pause, at - last)
      if (number !== before + 1) wrong.push(`${number} after ${before}`)
    }
    return { pause, wrong, transport: seen.client.transport, told: seen.told, count: seen.got.length - from }
  }, milliseconds)
}

const cases: [string, TransportName, Faults, Faults][] = [
  [
    'a stream whose proxy begins to hold everything back',
    'fetch-streaming',
    { upgrade: 'refuse-403' },
    { buffer: 'end' },
  ],
  [
    'a stream whose proxy begins to wait for full blocks',
    'fetch-streaming',
    { upgrade: 'refuse-403' },
    { buffer: { block: 32_768 } },
  ],
  ['a socket that goes mute', 'websocket', {}, { upgrade: 'mute' }],
  ['a socket that goes mute towards the client', 'websocket', {}, { upgrade: 'mute-down' }],
]

describe(`through a round trip of ${roundTrip} ms`, () => {
  test.each(cases)(
    '%s is left within a second and four round trips, and nothing is lost',
    async (_, name, before, fault) => {
      const latency = { latency: roundTrip / 2 }
      const server = await serve()
      const proxy = await spoil(server, { ...before, ...latency })
      const page = await open(proxy)
      let number = 0
      const timer = setInterval(() => server.encke.publish('/n', number++), 20)
      await liveOn(page, name)
      proxy.set({ ...before, ...fault, ...latency })
      const { pause, wrong, transport, told, count } = await pauseIn(page, 6000)
      clearInterval(timer)
      console.log(`${name}, ${JSON.stringify(fault)}: moved to ${transport}, pause ${pause.toFixed(0)} ms`)
      expect(wrong).toEqual([])
      expect(count).toBeGreaterThan(150)
      expect(pause, told.join('\n')).toBeLessThanOrEqual(1000 + 4 * roundTrip)
      expect(told).not.toContain('offline')
    },
  )
})
