import { expect, test } from 'vitest'
import { formatPosition } from '../../src/protocol/position'
import { Acks } from '../../src/server/acks'
import { Places } from '../../src/server/places'

test('what a client has yet to acknowledge takes no room for subscriptions that it has ended', () => {
  const acks = new Acks()
  for (const pattern of ['/ended', '/there']) acks.subscribe(pattern, formatPosition(1, 1, 1))
  acks.unsubscribe('/ended')
  const places = new Places()
  acks.heard('nothing', places)
  expect(places.of('/there')).toBe(formatPosition(1, 1, 1))
  expect(places.of('/ended')).toBe('')
})
