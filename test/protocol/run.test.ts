import { expect, test } from 'vitest'
import { unroll as offered } from '../../src/core'
import type { Message } from '../../src/protocol/message'
import { unroll } from '../../src/protocol/run'
import { place } from '../support/conversation'

const stamp = place(7).slice(0, -3)

test('a run is the events that it stands for, in order, each with its place', () => {
  const run = { channel: '/a', data: [1, [2], null], id: stamp, ext: { encke: { run: '0000010zz' } } }
  expect(unroll([run])).toEqual([
    { channel: '/a', data: 1, id: `${stamp}000` },
    { channel: '/a', data: [2], id: `${stamp}001` },
    { channel: '/a', data: null, id: `${stamp}0zz` },
  ])
})

test('other messages stay as they are, where they are', () => {
  const answer: Message = { channel: '/meta/connect', successful: true, ext: { encke: { at: place(1) } } }
  const event: Message = { channel: '/a', data: [1, 2], id: place(2) }
  const run: Message = { channel: '/b', data: [3], id: stamp, ext: { encke: { run: '000' } } }
  const all = unroll([answer, run, event])
  expect(all).toEqual([answer, { channel: '/b', data: 3, id: `${stamp}000` }, event])
  expect(all[0]).toBe(answer)
})

test.each([
  ['data that is no array', { channel: '/a', data: 1, id: stamp, ext: { encke: { run: '000' } } }],
  ['data that only looks like an array', { channel: '/a', data: { length: 1 }, ext: { encke: { run: '000' } } }],
  ['fewer places than events', { channel: '/a', data: [1, 2], id: stamp, ext: { encke: { run: '000' } } }],
  ['more places than events', { channel: '/a', data: [1], id: stamp, ext: { encke: { run: '000001' } } }],
  ['a run that is no text', { channel: '/a', data: [1], id: stamp, ext: { encke: { run: 7 } } }],
  ['an extension that is none', { channel: '/a', data: [1], id: stamp, ext: null }],
])('what only looks like a run is a message like any other: %s', (_, message) => {
  expect(unroll([message as never])).toEqual([message])
})

test('who writes a transport of their own finds it in encke/core', () => {
  expect(offered).toBe(unroll)
})
