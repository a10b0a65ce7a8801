import { expect, test } from 'vitest'
import type { TransportName } from '../../src/index'
import { publishSlowly, transports, useBrowser } from '../support/in-page'
import { numbers } from '../support/numbers'
import { runSeed, seeded } from '../support/random'

const { serve, open, spoil } = useBrowser()
const moves = Number(process.env.MOVES ?? 150)
const roundTrip = Number(process.env.ROUND_TRIP ?? 50)
const rate = 200

/** How long nothing came, and when that ended. */
interface Pause {
  pause: number
  at: number
}

interface Report {
  got: number[]
  moved: number
  pauses: Pause[]
  /** Which transport went live, and when. */
  ways: { name: string; at: number }[]
  publishing: Promise<unknown>[]
}

const timeout = 60_000 + moves * 500

test(`${moves} moves between transports lose, repeat and reorder nothing in either direction`, {
  timeout,
}, async () => {
  const server = await serve()
  const proxy = await spoil(server, { latency: roundTrip / 2 })
  const page = await open(proxy)
  const up: unknown[] = []
  const upPauses: Pause[] = []
  let lastUp = 0
  server.encke.subscribe('/up', ({ data }) => {
    const at = performance.timeOrigin + performance.now()
    if (lastUp) upPauses.push({ pause: at - lastUp, at })
    lastUp = at
    up.push(data)
  })

  await page.evaluate(async (first) => {
    const { Encke } = window as unknown as { Encke: typeof import('../../src/index') }
    const client = Encke.connect('/encke')
    const report: Report = { got: [], moved: 0, pauses: [], ways: [], publishing: [] }
    let last = 0
    Object.assign(window, { client, report })
    const now = () => performance.timeOrigin + performance.now()
    client.on('transport', (name) => report.ways.push({ name: `${name}`, at: now() }))
    client.use([first])
    await client.subscribe<number>('/n', ({ data }) => {
      const at = now()
      if (last) report.pauses.push({ pause: at - last, at })
      last = at
      report.got.push(data)
    }).ready
  }, 'long-polling' as const)

  const random = seeded(runSeed('moves'))
  const order: TransportName[] = []
  for (let move = 0; move < moves; move++) {
    const others = transports.filter((name) => name !== (order.at(-1) ?? 'long-polling'))
    order.push(others[Math.floor(random() * others.length)] as TransportName)
  }

  let running = true
  const down = publishSlowly(server, rate, () => running)
  const published = await page.evaluate(
    async ([order, rate]) => {
      const { client, report } = window as unknown as { client: import('../../src/index').Client; report: Report }
      let number = 0
      const began = performance.now()
      const timer = setInterval(() => {
        while (number < ((performance.now() - began) * rate) / 1000)
          report.publishing.push(client.publish('/up', number++))
      }, 5)
      for (const name of order) {
        const moved = new Promise<void>((resolve) => {
          const undo = client.on('transport', (now) => {
            if (now !== name) return
            undo()
            resolve()
          })
        })
        const told: string[] = []
        const undo = client.on('decision', (one) => told.push(JSON.stringify(one)))
        client.use([name])
        const late = new Promise<never>((_, reject) => {
          setTimeout(() => reject(new Error(`no move to ${name} in 10 s, ${client.state}: ${told.join('\n')}`)), 10_000)
        })
        await Promise.race([moved, late])
        undo()
        report.moved++
        await new Promise((done) => setTimeout(done, 20))
      }
      clearInterval(timer)
      await Promise.all(report.publishing)
      return number
    },
    [order, rate] as const,
  )
  running = false
  const sent = await down
  const trip = await page.evaluate(async () => {
    const trips: number[] = []
    for (let time = 0; time < 21; time++) {
      const began = performance.now()
      await fetch('/favicon.ico')
      trips.push(performance.now() - began)
    }
    return trips.sort((a, b) => a - b)[10] as number
  })
  await page.waitForFunction((sent) => (window as unknown as { report: Report }).report.got.length >= sent, sent)
  const { got, moved, pauses, ways } = await page.evaluate(() => {
    const { got, moved, pauses, ways } = (window as unknown as { report: Report }).report
    return { got, moved, pauses, ways }
  })
  /** The longest ones, each with the last moves before its end. */
  const longest = (all: Pause[]) =>
    [...all]
      .sort((a, b) => b.pause - a.pause)
      .slice(0, 5)
      .map(({ pause, at }) => {
        const before = ways.filter((way) => way.at < at).slice(-2)
        const moves = before.map((way) => `${way.name} ${Math.round(at - way.at)} ms before`)
        return `${Math.round(pause)} ms (${moves.join(', ')})`
      })
      .join('; ')
  console.log(`${moved} moves, ${got.length} messages down, ${up.length} up; round trip ${roundTrip} ms, in the page ${Math.round(trip)} ms
longest pauses down: ${longest(pauses)}
longest pauses up: ${longest(upPauses)}`)
  expect(moved).toBe(moves)
  expect(got).toEqual(numbers(sent))
  expect(up).toEqual(numbers(published))
})
