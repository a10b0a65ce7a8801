import { expect, test } from 'vitest'
import { eventsOf } from '../../../src/client/subscriptions/event'
import { unroll } from '../../../src/extensions/unroll'
import type { Message } from '../../../src/protocol/message'
import { place } from '../../support/conversation'

const stamp = place(7).slice(0, -3)
const run: Message = { channel: '/a', data: [1, [2], null], id: stamp, ext: { encke: { run: '0000010zz' } } }

test('a run is the events that it stands for, in order, each with its place', () => {
  expect(eventsOf([run], true)).toEqual([
    { channel: '/a', data: 1, position: `${stamp}000` },
    { channel: '/a', data: [2], position: `${stamp}001` },
    { channel: '/a', data: null, position: `${stamp}0zz` },
  ])
})

test('events that come one by one, and runs between them, stay in their order', () => {
  const [before, after] = [place(6), place(8)].map((id) => ({ channel: '/a', data: [id], id }))
  const positions = [before!.id, `${stamp}000`, `${stamp}001`, `${stamp}0zz`, after!.id]
  expect(eventsOf([before!, run, after!], true).map(({ position }) => position)).toEqual(positions)
})

test('an event of a server without positions has none, whatever its message has', () => {
  const message: Message = { channel: '/a', data: [1], id: '7', ext: { encke: { run: '000' } } }
  expect(eventsOf([message], false)).toEqual([{ channel: '/a', data: [1], position: '' }])
})

test.each([
  ['data that is no array', { channel: '/a', data: 1, id: stamp, ext: { encke: { run: '000' } } }],
  ['data that only looks like an array', { channel: '/a', data: { length: 1 }, ext: { encke: { run: '000' } } }],
  ['fewer places than events', { channel: '/a', data: [1, 2], id: stamp, ext: { encke: { run: '000' } } }],
  ['more places than events', { channel: '/a', data: [1], id: stamp, ext: { encke: { run: '000001' } } }],
  ['a run that is a number', { channel: '/a', data: [1], id: stamp, ext: { encke: { run: 7 } } }],
  ['a run that only has a length', { channel: '/a', data: [1], id: stamp, ext: { encke: { run: { length: 3 } } } }],
  ['an extension that is none', { channel: '/a', data: [1], id: stamp, ext: null }],
])('what only looks like a run is an event like any other: %s', (_, message) => {
  const { channel, data, id = '' } = message as { channel: string; data: unknown; id?: string }
  expect(eventsOf([message as never], true)).toEqual([{ channel, data, position: id }])
  expect(unroll([message as never])).toEqual([message])
})

test('an extension sees each event of a run as a message, and other messages as they are', () => {
  const answer: Message = { channel: '/meta/connect', successful: true, ext: { encke: { at: place(1) } } }
  const event: Message = { channel: '/a', data: [1, 2], id: place(2) }
  const all = unroll([answer, { ...run, data: [3], ext: { encke: { run: '000' } } }, event])
  expect(all).toEqual([answer, { channel: '/a', data: 3, id: `${stamp}000` }, event])
  expect(all[0]).toBe(answer)
})
