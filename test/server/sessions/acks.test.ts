import { expect, test } from 'vitest'
import { formatPosition } from '../../../src/protocol/position'
import { Acks } from '../../../src/server/sessions/acks'
import { Places } from '../../../src/server/sessions/places'

test('a client that names what it has got goes on from there, and one that lacks the last of it gets that again', () => {
  const acks = new Acks()
  const places = new Places()
  const [begin, first, second] = [1, 2, 3].map((milliseconds) => formatPosition(1, milliseconds, 1)) as [
    string,
    string,
    string,
  ]
  const connect = { channel: '/meta/connect', ext: { other: 1 } }
  places.set('/a', begin)
  acks.subscribe('/a', begin)
  expect(acks.number(connect, true)).toEqual({ channel: '/meta/connect', ext: { other: 1, ack: 1 } })
  places.advance(first)
  acks.heard(1, places)
  expect(places.of('/a')).toBe(first)
  expect(acks.number(connect, true).ext).toEqual({ other: 1, ack: 2 })
  places.advance(second)
  acks.heard(1, places)
  expect(places.of('/a'), 'it lacks the second').toBe(first)
  expect(acks.number(connect, false).ext, 'nothing new was sent').toEqual({ other: 1, ack: 2 })
})

test('what a client has yet to acknowledge takes no room for subscriptions that it has ended', () => {
  const acks = new Acks()
  for (const pattern of ['/ended', '/there']) acks.subscribe(pattern, formatPosition(1, 1, 1))
  acks.unsubscribe('/ended')
  const places = new Places()
  acks.heard('nothing', places)
  expect(places.of('/there')).toBe(formatPosition(1, 1, 1))
  expect(places.of('/ended')).toBe('')
})
