import { describe, expect, test } from 'vitest'
import type { Join, Message } from '../../../src/protocol/message'
import { asText, badJoin, isVersion, printable, subscriptionOf } from '../../../src/server/bayeux/checks'
import { place } from '../../support/conversation'

test('what was asked for is repeated in the reply when it is one pattern or several, and otherwise not', () => {
  const repeated = (subscription?: unknown) => subscriptionOf({ channel: '/a', subscription } as Message)
  expect(repeated('/a')).toEqual({ subscription: '/a' })
  expect(repeated(['/a', '/b'])).toEqual({ subscription: ['/a', '/b'] })
  for (const other of [undefined, null, 1, {}, ['/a', 1], [['/a']]]) expect(repeated(other)).toEqual({})
})

test('what a client wrote is named in its error in a hundred characters, without what separates the parts of that', () => {
  expect(printable('/a:b, c\n')).toBe('/a b  c ')
  expect(printable(['/a', 1, null])).toBe('/a number object')
  expect(printable(undefined)).toBe('undefined')
  expect(printable(`${'x'.repeat(99)}yz`)).toBe(`${'x'.repeat(99)}y`)
})

test('data is taken as text, or what is wrong with it is said', () => {
  expect(asText({ a: [null] })).toEqual({ text: '{"a":[null]}' })
  expect(asText(undefined)).toEqual({ text: '', error: '400::data is missing' })
  let deep: unknown = 1
  for (let level = 0; level < 100_000; level++) deep = [deep]
  expect(asText(deep)).toEqual({ text: '', error: '415::data is nested too deeply' })
})

test('a version is a number, and more parts behind dots', () => {
  for (const version of ['1', '1.0', '10.2beta', '1.0.rc-1_2']) expect(isVersion(version), version).toBe(true)
  for (const version of ['', '..', '1.', 'a', '1..0', '1.-', '1.é', ' 1', '1.0\n', 1, null, ['1']])
    expect(isVersion(version), String(version)).toBe(false)
})

describe('a join', () => {
  const join: Join = { join: 0, version: 0 }
  const wrong = (more: object) => badJoin({ ...join, ...more } as Join)

  test('may name everything, or next to nothing', () => {
    expect(wrong({})).toBeUndefined()
    const own = { '/a': 'latest', '/b': 'oldest', '/c': place(1) }
    const all = { subscriptions: ['/a'], latest: ['/a'], at: place(0), own, timeout: 0, pad: 0 }
    expect(wrong(all)).toBeUndefined()
  })

  test.each([
    [{ join: -1 }, '400::join: not a number'],
    [{ join: 1.5 }, '400::join: not a number'],
    [{ join: '1' }, '400::join: not a number'],
    [{ version: -1 }, '400::version: not a number'],
    [{ version: null }, '400::version: not a number'],
    [{ subscriptions: '/a' }, '400::subscriptions: not an array'],
    [{ subscriptions: ['/a', 1] }, '400::subscriptions: not strings'],
    [{ latest: '/a' }, '400::latest: not strings'],
    [{ latest: ['/a', 1] }, '400::latest: not strings'],
    [{ at: 'latest' }, '400::at: not a position'],
    [{ timeout: -1 }, '400::timeout: not a number of milliseconds'],
    [{ timeout: '1' }, '400::timeout: not a number of milliseconds'],
    [{ pad: -1 }, '400::pad: not a number of characters'],
    [{ pad: 0.5 }, '400::pad: not a number of characters'],
    [{ own: 'latest' }, '400::own: not an object'],
    [{ own: null }, '400::own: not an object'],
    [{ own: { '/a': 'latest', '/b': 'newest' } }, '400::own: not a position'],
  ])('with %j is refused, and says why', (more, why) => expect(wrong(more)).toBe(why))
})
