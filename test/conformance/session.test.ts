import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { load, type Modules } from '../simulation/modules'
import { simulate } from '../simulation/night'
import { type Weather, weathers } from '../simulation/weather'
import { runSeed } from '../support/random'

const root = new URL('../..', import.meta.url).pathname
const nights = Number(process.env.NIGHTS ?? 400)
const minutes = 60_000

/** @param weather - by default that of each seed */
async function run(what: string, modules: Modules, nights: number, weather?: Weather) {
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

const modules = await load(`${root}src`)

describe('random nights lose, repeat, reorder and stall nothing', () => {
  test('with one node, in a storm', { timeout: 10 * minutes }, () =>
    run('storm', modules, nights, weathers.storm).then(() => {}),
  )

  test('with one node or many, in all weathers', { timeout: 10 * minutes }, () =>
    run('all weathers', modules, nights).then(() => {}),
  )
})

test(
  'with a plain server, pages come back from everything, hear nothing twice, and every publication settles',
  {
    timeout: 10 * minutes,
  },
  () => run('plain', modules, nights, weathers.plain).then(() => {}),
)

test('a night is the same whenever it comes again', { timeout: minutes }, async () => {
  for (let seed = 1; seed <= 6; seed++) {
    const first = await simulate(modules, seed, undefined, true)
    expect(first.trace.length).toBeGreaterThan(50)
    expect((await simulate(modules, seed, undefined, true)).trace).toEqual(first.trace)
  }
})

/** Each rule that must not go: where it stands, what stands there without it, and in which weather that shows. */
const rules: Record<string, { file: string; rule: string; without: string; weather?: Weather }> = {
  'a lower join number never takes the session': {
    file: 'server/sessions/session.ts',
    rule: 'if (join.join < this.number) {',
    without: 'if (false) {',
  },
  'a beginning beyond a cursor that we have is refused': {
    file: 'client/subscriptions/subscriptions.ts',
    rule: 'const skips = ',
    without: 'const skips = false && ',
  },
  'only the live link moves cursors': {
    file: 'client/session/hearing.ts',
    rule: 'path && path === paths.live && id',
    without: 'path && id',
  },
  'a cursor belongs to a subscription': {
    file: 'client/subscriptions/cursors.ts',
    rule: 'position > of(reader)',
    without: 'position > base',
  },
  'numbers of a publisher leave no gap': {
    file: 'protocol/numbers.ts',
    rule: '=> number === last + 1 ||',
    without: '=> true ||',
  },
  'a place in another epoch is none': {
    file: 'server/sessions/places.ts',
    rule: 'const trimmed = epoch === epochOf(floor)',
    without: 'const trimmed = true',
    weather: weathers.restarts,
  },
  'what did not get through is tried in smaller pieces': {
    file: 'server/sessions/session.ts',
    rule: 'Math.ceil(characters / 2 ** this.setbacks)',
    without: 'characters',
    weather: weathers.ages,
  },
  'so are publications': {
    file: 'client/session/outbox.ts',
    rule: ' / 2 ** setbacks',
    without: '',
    weather: weathers.ages,
  },
  'a page that rests opens nothing': {
    file: 'client/engine.ts',
    rule: "!life.is('rest', 'waking') && ",
    without: '',
  },
}

describe('a night without one of the rules goes wrong', () => {
  const copies: string[] = []
  afterAll(() => {
    for (const copy of copies) rmSync(copy, { recursive: true, force: true })
  })

  test.each(Object.entries(rules))('%s', { timeout: 5 * minutes }, async (name, { file, rule, without, weather }) => {
    const copy = `${root}test-results/without-${name.replace(/\W+/g, '-')}`
    copies.push(copy)
    rmSync(copy, { recursive: true, force: true })
    cpSync(`${root}src`, copy, { recursive: true })
    const source = readFileSync(`${copy}/${file}`, 'utf8')
    expect(source.split(rule), `the rule stands once in ${file}`).toHaveLength(2)
    writeFileSync(`${copy}/${file}`, source.replace(rule, without))

    const modules = await load(copy)
    let seed = 1
    while (seed <= 1000 && (await simulate(modules, seed, weather)).violations.length === 0) seed++
    console.log(`without "${name}": caught in night ${seed}`)
    expect(seed).toBeLessThanOrEqual(1000)
  })
})

test('a server that stands still for three seconds, now and then, is not taken for a link that holds back', {
  timeout: 10 * minutes,
}, async () => {
  const { stalls = 0, doubts = 0 } = await run('stalls', modules, nights, weathers.stalls)
  expect(doubts).toBeLessThan(stalls / 200)
})

test('lines that carry less than what comes delay all of it, and hardly ever cost a link', {
  timeout: 10 * minutes,
}, async () => {
  const { losses = 0 } = await run('narrow', modules, nights, weathers.narrow)
  expect(losses).toBeLessThan(nights / 20)
})
