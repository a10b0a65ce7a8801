import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { check, count, type Delivery, type History, type PublicationRecord, record } from '../support/history'
import { transports, useBrowser } from '../support/in-page'
import { runSeed, seeded } from '../support/random'

const { serve, open, spoil } = useBrowser()
const full = Boolean(process.env.FULL)
const runs = Number(process.env.SEEDS ?? (full ? 3 : 1))
const [seconds, cuts] = full ? [20, 10] : [8, 4]
const roundTrip = Number(process.env.ROUND_TRIP ?? 50)
const rate = 200

/** The middle of few gaps says little when other processes want the processor. */
const leeway = full ? 1 : 4

const names = process.env.TRANSPORTS?.split(',') ?? [...transports, 'all']

/** A cut, and the side on which what is under way is lost. */
interface Moment {
  at: number
  side: 'client' | 'server'
}
const sides = ['client', 'server'] as const

/**
 * From a cut to the next message, in round trips and milliseconds beside them: a request that is answered at once. Chromium
 * hands over what comes by XHR every 50 ms. Where all are allowed, the WebSocket has a lower number than the request beside
 * it, and takes the session in a join of its own.
 */
const oneRequest = { trips: 1, beside: 20 }
const goals: Record<string, { trips: number; beside: number }> = {
  'xhr-streaming': { trips: 1, beside: 45 },
  all: { trips: 2, beside: 20 },
}

const wallClock = () => performance.timeOrigin + performance.now()
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, Math.max(0, milliseconds)))

/** Connects by this transport, or by all, and writes down what comes. */
async function listen(page: Page, name: string) {
  await page.evaluate(
    `client = Encke.connect('/encke', ${name === 'all' ? '{}' : `{ transports: ['${name}'] }`})
    log = []
    client.on('decision', ({ kind, transport, reason }) => log.push([Date.now(), kind, transport, reason]))
    client.on('state', (state) => log.push([Date.now(), state]))
    recorder = (${record})(client, '${name}')
    recorder.subscribe('/n')`,
  )
  await page.waitForFunction('recorder.history.subscriptions[0].readyAt')
}

/** The round trip as a page sees it at this load: requests one after the other, for ever. */
function measure(page: Page) {
  return page.evaluate(`trips = []; (async () => {
    for (;;) {
      const began = performance.now()
      await fetch('/favicon.ico').then(() => trips.push(Math.round(performance.now() - began)), () => {})
    }
  })(), undefined`)
}

/** From each cut to the next message: where nothing was under way any more, and where it was. */
function gaps(deliveries: Delivery[], moments: Moment[]) {
  return moments.map(({ at }) => {
    let longest = 0
    for (let index = 1; index < deliveries.length; index++) {
      const [before, after] = [deliveries[index - 1]!.at, deliveries[index]!.at]
      if (after >= at && before <= at + roundTrip) longest = Math.max(longest, after - Math.max(before, at))
    }
    return longest
  })
}

const median = (numbers: number[]) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] as number

/** A server and a proxy of its own for a page, so that those of the others go on when its connections are cut. */
async function spoiled() {
  const server = await serve()
  const proxy = await spoil(server, { latency: roundTrip / 2, handshake: false })
  return { server, proxy, page: await open(proxy) }
}

/** One after the other where times are to be exact, else all at once. */
async function inTurns<Result>(names: string[], run: (name: string, index: number) => Promise<Result>) {
  if (!full) return Promise.all(names.map(run))
  const results: Result[] = []
  for (const [index, name] of names.entries()) results.push(await run(name, index))
  return results
}

/** What happened to a client that listened by this transport. */
async function endure(
  name: string,
  { server, proxy, page }: Awaited<ReturnType<typeof spoiled>>,
  random: () => number,
) {
  const publications: PublicationRecord[] = []
  const moments: Moment[] = []
  const due = Array.from({ length: cuts }, (_, index) => (index + 0.2 + 0.6 * random()) * (seconds / cuts) * 1000)
  const began = performance.now()
  for (let number = 1; number <= seconds * rate; await pause(5)) {
    const elapsed = performance.now() - began
    if (elapsed >= (due[moments.length] as number)) {
      const side = sides[moments.length % 2] as Moment['side']
      moments.push({ at: wallClock(), side })
      if (side === 'client') proxy.cut()
      else server.cut()
    }
    for (; number <= seconds * rate && number <= (elapsed * rate) / 1000; number++) {
      const id = String(number)
      publications.push({ id, publisher: 'server', number, channel: '/n', calledAt: wallClock(), end: 'resolved' })
      server.encke.publish('/n', id)
    }
  }
  const all = `recorder.history.subscriptions[0].told.length >= ${publications.length}`
  // What does not come is found by the checker.
  await page.waitForFunction(all, undefined, { timeout: 10_000 }).catch(() => {})
  const { subscriptions } = (await page.evaluate('recorder.history')) as History
  const violations = check({ publications, subscriptions })
  const told = subscriptions[0]?.told ?? []
  const deliveries = told.filter((one) => 'id' in one)
  return {
    name,
    ...{ violations, moments },
    missed: told.length - deliveries.length,
    took: gaps(deliveries, moments),
    log: await page.evaluate('log'),
  }
}

for (let run = 1; run <= runs; run++) {
  test(`run ${run}: ${seconds} s with ${cuts} cuts lose, repeat and reorder nothing, and go on after a round trip`, {
    timeout: 600_000,
  }, async () => {
    const seed = runSeed(`cuts, run ${run}`)
    const { page: control } = await spoiled()
    await measure(control)
    const all = await inTurns(names, async (name, index) => {
      const place = await spoiled()
      await listen(place.page, name)
      return endure(name, place, seeded(seed + index))
    })
    const trips = ((await control.evaluate('trips')) as number[]).sort((a, b) => a - b)
    // A machine that is busy with other things is slow here too.
    const trip = trips[Math.floor(trips.length * 0.9)] as number

    const rows = all.map(({ name, violations, missed, took, moments, log }) => {
      if (process.env.LOG) console.log(name, took, moments, log)
      const { lost, duplicated, reordered } = count(violations)
      const of = (side: string) => Math.round(median(took.filter((_, index) => moments[index]?.side === side)))
      const goal = goals[name] ?? oneRequest
      return {
        transport: name,
        ...{ lost, duplicated, reordered, missed },
        ...{ 'median gap': Math.round(median(took)), 'at the client': of('client'), 'at the server': of('server') },
        ...{ longest: Math.round(Math.max(...took)), bound: Math.round(1.2 * goal.trips * trip + goal.beside) },
      }
    })
    console.log(`round trip ${roundTrip} ms; in a page beside these ${median(trips)} ms, nine in ten below ${trip}`)
    console.table(rows)
    expect(all.flatMap(({ violations }) => violations)).toEqual([])
    expect(rows.filter(({ missed }) => missed)).toEqual([])
    expect(rows.filter((row) => row['median gap'] > row.bound * leeway)).toEqual([])
  })
}
