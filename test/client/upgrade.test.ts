import { expect, test } from 'vitest'
import { EnckeError } from '../../src/protocol/errors'
import { mixture, setUp, won } from '../support/race'

const broken = new EnckeError('network', 'broken pipe')

test('what would be better than the live one is not tried while that is lost, but a second after it is back', () => {
  const race = won('poll', setUp(mixture()))
  for (const name of ['socket', 'stream']) race.negotiator.ended(race.link(name), broken)
  const before = race.opened.length
  const opened = () => race.opened.slice(before)
  race.advance(500)
  race.negotiator.ended(race.link('poll'), broken)
  race.negotiator.dial(true)
  race.advance(60_000)
  expect(opened()).toEqual(['poll'])
  race.negotiator.live(race.link('poll'))
  race.advance(999)
  expect(opened()).toEqual(['poll'])
  race.advance(1)
  expect(opened()).toEqual(['poll', 'other'])
})
