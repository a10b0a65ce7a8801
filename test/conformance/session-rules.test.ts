import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { load } from '../simulation/modules'
import { simulate } from '../simulation/night'
import { minutes, root } from '../simulation/nights'
import { type Weather, weathers } from '../simulation/weather'

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
    weather: weathers.storm,
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
    file: 'server/sessions/setbacks.ts',
    rule: 'Math.ceil(characters / 2 ** setbacks)',
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
