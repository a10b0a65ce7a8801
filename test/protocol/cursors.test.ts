import { expect, test } from 'vitest'
import { createCursors } from '../../src/protocol/cursors'
import { later } from '../../src/protocol/position'
import { runSeed, seeded } from '../support/random'

test('a reader without a place of its own is at the base', () => {
  const cursors = createCursors<string>()
  expect(cursors.of('a')).toBe('')
  cursors.advance('5')
  expect(cursors.of('a')).toBe('5')
  expect(cursors.has('a')).toBe(false)
})

test('readers are level when none is ahead of the base', () => {
  const cursors = createCursors<string>()
  cursors.set('a', '3')
  expect(cursors.level).toBe(false)
  cursors.advance('3')
  expect(cursors.level).toBe(true)
  cursors.set('b', '1')
  expect(cursors.level).toBe(false)
  cursors.advance('3')
  expect(cursors.level).toBe(true)
})

test('what is heard moves every reader, and none backwards', () => {
  const cursors = createCursors<string>()
  cursors.set('a', '3')
  cursors.set('b', '7')
  cursors.advance('5')
  expect([cursors.of('a'), cursors.of('b')]).toEqual(['5', '7'])
  cursors.advance('4')
  expect([cursors.of('a'), cursors.of('b')]).toEqual(['5', '7'])
})

test('a reader takes what lies beyond its place only', () => {
  const cursors = createCursors<string>()
  cursors.set('a', '5')
  expect(cursors.takes('a', '5')).toBe(false)
  expect(cursors.takes('a', '4')).toBe(false)
  expect(cursors.takes('a', '6')).toBe(true)
})

test('a reader that goes back takes nobody with it', () => {
  const cursors = createCursors<string>()
  cursors.set('a', '1')
  cursors.advance('8')
  cursors.set('b', '2')
  expect([cursors.of('a'), cursors.of('b'), cursors.base]).toEqual(['8', '2', '2'])
})

test('the base rises to the reader who is furthest behind', () => {
  const cursors = createCursors<string>()
  cursors.set('a', '4')
  cursors.set('b', '6')
  expect(cursors.settle()).toBe('4')
  cursors.delete('a')
  expect(cursors.settle()).toBe('6')
  cursors.delete('b')
  expect(cursors.settle()).toBe('6')
})

test('many readers are where each alone would be, whatever happens', () => {
  const random = seeded(runSeed('cursors'))
  const digit = () => String(Math.floor(random() * 10))
  for (let round = 0; round < 500; round++) {
    const cursors = createCursors<string>()
    const alone = new Map<string, string>()
    for (let step = 0; step < 30; step++) {
      const reader = 'abcd'[Math.floor(random() * 4)] as string
      const position = digit()
      const what = random()
      if (what < 0.3) {
        cursors.set(reader, position)
        alone.set(reader, position)
      } else if (what < 0.6) {
        cursors.advance(position)
        for (const [other, place] of alone) alone.set(other, later(place, position))
      } else if (what < 0.8) {
        cursors.settle()
      } else {
        cursors.delete(reader)
        alone.delete(reader)
      }
      for (const [other, place] of alone) expect(cursors.of(other)).toBe(place)
      if (cursors.level) for (const place of alone.values()) expect(place).toBe(cursors.base)
    }
  }
})
