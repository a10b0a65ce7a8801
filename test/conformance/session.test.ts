import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { runSeed } from '../support/random'
import { load, simulate } from '../support/simulation'

const root = new URL('../..', import.meta.url).pathname
const nights = Number(process.env.NIGHTS ?? 2000)
const minutes = 60_000

test('random nights lose, repeat, reorder and stall nothing', { timeout: 10 * minutes }, async () => {
  const modules = await load(`${root}src`)
  const start = runSeed('random nights')
  const total = { messages: 0, joins: 0, cuts: 0 }
  for (let seed = start; seed < start + nights; seed++) {
    const { violations, messages, joins, cuts, trace } = await simulate(modules, seed)
    if (violations.length && process.env.TRACE) console.log(trace.join('\n'))
    expect(violations, `repeat with: TRACE=1 NIGHTS=1 SEED=${seed}`).toEqual([])
    total.messages += messages
    total.joins += joins
    total.cuts += cuts
  }
  console.log(`${nights} nights: ${total.messages} deliveries, ${total.joins} links, ${total.cuts} cuts, 0 violations`)
})

/** Each rule that must not go: where it stands, and what stands there without it. */
const rules = {
  'a lower join number never takes the session': {
    file: 'server/session.ts',
    rule: 'if (join.join < number) {',
    without: 'if (false) {',
  },
  'a beginning beyond a cursor that we have is refused': {
    file: 'client/subscriptions.ts',
    rule: 'const skips = ',
    without: 'const skips = false && ',
  },
  'only the live link moves cursors': {
    file: 'client/hearing.ts',
    rule: 'path && path === paths.live && message.id',
    without: 'path && message.id',
  },
  'a cursor belongs to a subscription': {
    file: 'protocol/cursors.ts',
    rule: 'position > of(reader)',
    without: 'own.has(reader) && position > base',
  },
} as const

describe('a night without one of the rules goes wrong', () => {
  const copies: string[] = []
  afterAll(() => {
    for (const copy of copies) rmSync(copy, { recursive: true, force: true })
  })

  test.each(Object.entries(rules))('%s', { timeout: 5 * minutes }, async (name, { file, rule, without }) => {
    const copy = `${root}test-results/without-${name.replace(/\W+/g, '-')}`
    copies.push(copy)
    rmSync(copy, { recursive: true, force: true })
    cpSync(`${root}src`, copy, { recursive: true })
    const source = readFileSync(`${copy}/${file}`, 'utf8')
    expect(source.split(rule), `the rule stands once in ${file}`).toHaveLength(2)
    writeFileSync(`${copy}/${file}`, source.replace(rule, without))

    const modules = await load(copy)
    let seed = 1
    while (seed <= 1000 && (await simulate(modules, seed)).violations.length === 0) seed++
    console.log(`without "${name}": caught in night ${seed}`)
    expect(seed).toBeLessThanOrEqual(1000)
  })
})

test('a server that stands still for three seconds, now and then, is not taken for a link that holds back', {
  timeout: 10 * minutes,
}, async () => {
  const modules = await load(`${root}src`)
  const start = runSeed('stalls')
  const total = { messages: 0, joins: 0, stalls: 0, doubts: 0 }
  for (let seed = start; seed < start + nights / 4; seed++) {
    const outcome = await simulate(modules, seed, 'stalls')
    expect(outcome.violations, `repeat with: NIGHTS=4 SEED=${seed}`).toEqual([])
    for (const count of ['messages', 'joins', 'stalls', 'doubts'] as const) total[count] += outcome[count]
  }
  const { messages, joins, stalls, doubts } = total
  console.log(`${stalls} stalls of 3 s, ${messages} deliveries, ${joins} links: ${doubts} false alarms`)
  expect(doubts).toBeLessThan(stalls / 1000)
})
