import { expect } from 'vitest'
import { runSeed } from '../support/random'
import { load } from './modules'
import { simulate } from './night'
import type { Weather } from './weather'

export const root = new URL('../..', import.meta.url).pathname
export const minutes = 60_000

export const nights = Number(process.env.NIGHTS ?? 400)

/** The code as it is. */
export const modules = await load(`${root}src`)

/**
 * So many nights, in each of which nothing may go wrong; says how often what happened in them.
 * @param weather - by default that of each seed
 */
export async function run(what: string, weather?: Weather) {
  const start = runSeed(what)
  const total: Record<string, number> = {}
  for (let seed = start; seed < start + nights; seed++) {
    const { violations, counts, trace } = await simulate(modules, seed, weather, Boolean(process.env.TRACE))
    if (violations.length && process.env.TRACE) console.log(trace.join('\n'))
    expect(violations, `repeat with: TRACE=1 NIGHTS=1 SEED=${seed}`).toEqual([])
    for (const [name, count] of Object.entries(counts)) total[name] = (total[name] ?? 0) + count
  }
  console.log(`${nights} nights, 0 violations: ${JSON.stringify(total)}`)
  return total
}
