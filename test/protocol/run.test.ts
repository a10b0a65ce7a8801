import { expect, test } from 'vitest'
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
