import { expect, test } from 'vitest'
import { handshake, isEvent } from '../../src/protocol/message'

test('a handshake names the version of Bayeux, and what the client can use', () => {
  const join = { join: 1, version: 1 }
  expect(handshake('1', ['websocket'], join)).toEqual({
    ...{ channel: '/meta/handshake', id: '1', version: '1.0', supportedConnectionTypes: ['websocket'] },
    ext: { encke: join },
  })
})

test('what has data is an event, whatever that is, unless it says whether something has succeeded', () => {
  for (const data of [1, null, undefined, {}]) expect(isEvent({ channel: '/a', data })).toBe(true)
  expect(isEvent({ channel: '/a', data: 1, successful: true })).toBe(false)
  expect(isEvent({ channel: '/a', data: 1, successful: false })).toBe(false)
  expect(isEvent({ channel: '/a' })).toBe(false)
})
