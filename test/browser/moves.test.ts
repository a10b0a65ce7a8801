import { expect, test } from 'vitest'
import type { TransportName } from '../../src/index'
import { publishSlowly, transports, useBrowser } from '../support/in-page'
import { numbers } from '../support/numbers'
import { runSeed, seeded } from '../support/random'

const { serve, open, spoil } = useBrowser()
const moves = Number(process.env.MOVES ?? 150)
const roundTrip = Number(process.env.ROUND_TRIP ?? 50)
const rate = 200

interface Report {
  got: number[]
  moved: number
  pauses: { pause: number; way: string }[]
  publishing: Promise<unknown>[]
}

test(`${moves} moves between transports lose, repeat and reorder nothing in either direction`, async () => {
  const server = await serve()
  const proxy = await spoil(server, { latency: roundTrip / 2 })
  const page = await open(proxy)
  const up: unknown[] = []
  const upPauses: number[] = []
  let lastUp = 0
  server.encke.subscribe('/up', ({ data }) => {
    const now = performance.now()
    if (lastUp) upPauses.push(now - lastUp)
    lastUp = now
    up.push(data)
  })

  await page.evaluate(async (first) => {
    const { Encke } = window as unknown as { Encke: typeof import('../../src/index') }
    const client = Encke.connect('/encke')
    const report: Report = { got: [], moved: 0, pauses: [], publishing: [] }
    let last = 0
    Object.assign(window, { client, report })
    client.use([first])
    await client.subscribe<number>('/n', ({ data }) => {
      const now = performance.now()
      if (last) report.pauses.push({ pause: now - last, way: client.transport as string })
      last = now
      report.got.push(data)
    }).ready
  }, 'long-polling')

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
  await page.waitForFunction((sent) => (window as unknown as { report: Report }).report.got.length >= sent, sent)
  const { got, moved, pauses } = await page.evaluate(() => {
    const { got, moved, pauses } = (window as unknown as { report: Report }).report
    return { got, moved, pauses }
  })
  const worst = [...pauses].sort((a, b) => b.pause - a.pause).slice(0, 5)
  console.log(
    `${moved} moves, ${got.length} messages down, ${up.length} up; longest pauses down: ${worst.map(({ pause, way }) => `${pause.toFixed(0)} ms (${way})`).join(', ')}; up: ${Math.max(...upPauses).toFixed(0)} ms; round trip ${roundTrip} ms`,
  )
  expect(moved).toBe(moves)
  expect(got).toEqual(numbers(sent))
  expect(up).toEqual(numbers(published))
})
