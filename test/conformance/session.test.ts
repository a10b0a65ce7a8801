import { describe, expect, test } from 'vitest'
import { simulate } from '../simulation/night'
import { minutes, modules, run } from '../simulation/nights'
import { weathers } from '../simulation/weather'

describe('random nights lose, repeat, reorder and stall nothing', () => {
  test('with one node, in a storm', { timeout: 10 * minutes }, () => run('storm', weathers.storm).then(() => {}))

  test('with one node or many, in all weathers', { timeout: 10 * minutes }, () => run('all weathers').then(() => {}))
})

test(
  'with a plain server, pages come back from everything, hear nothing twice, and every publication settles',
  {
    timeout: 10 * minutes,
  },
  () => run('plain', weathers.plain).then(() => {}),
)

test('a night is the same whenever it comes again', { timeout: minutes }, async () => {
  for (let seed = 1; seed <= 6; seed++) {
    const first = await simulate(modules, seed, undefined, true)
    expect(first.trace.length).toBeGreaterThan(50)
    expect((await simulate(modules, seed, undefined, true)).trace).toEqual(first.trace)
  }
})
