import { expect, test } from 'vitest'
import { minutes, nights, run } from '../simulation/nights'
import { weathers } from '../simulation/weather'

test('a server that stands still for three seconds, now and then, is not taken for a link that holds back', {
  timeout: 10 * minutes,
}, async () => {
  const { stalls = 0, doubts = 0 } = await run('stalls', weathers.stalls)
  expect(doubts).toBeLessThan(stalls / 200)
})

test('lines that carry less than what comes delay all of it, and hardly ever cost a link', {
  timeout: 10 * minutes,
}, async () => {
  const { losses = 0 } = await run('narrow', weathers.narrow)
  expect(losses).toBeLessThan(nights / 20)
})
