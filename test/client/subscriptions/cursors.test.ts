import { expect, test } from 'vitest'
import { begun, createCursors, type Reader } from '../../../src/client/subscriptions/cursors'
import { later } from '../../../src/protocol/position'
import { runSeed, seeded } from '../../support/random'

/** Positions, by their last digit. */
const long = (digit: string) => digit.padStart(19, '0')
const short = (position: string) => position.slice(-1)

/** Some readers, by their names, and how far they are. */
function setUp() {
  const [a, b, c, d]: Reader[] = [{}, {}, {}, {}]
  const readers = { a, b, c, d } as Record<string, Reader>
  const cursors = createCursors(() => Object.values(readers))
  return {
    cursors: {
      advance: (digit: string) => cursors.advance(long(digit)),
      settle: () => short(cursors.settle()),
    },
    of: (name: string) => short(cursors.of(readers[name] as Reader)),
    takes: (name: string, digit: string) => cursors.takes(readers[name] as Reader, long(digit)),
    set: (name: string, digit: string) => cursors.set(readers[name] as Reader, long(digit)),
    delete(name: string) {
      readers[name] = {}
    },
    begun: (name: string) => begun(readers[name] as Reader),
  }
}

test('a reader without a place of its own is at the base', () => {
  const { cursors, of, begun } = setUp()
  expect(of('a')).toBe('')
  cursors.advance('5')
  expect(of('a')).toBe('5')
  expect(begun('a')).toBe(false)
})

test('what is heard moves every reader, and none backwards', () => {
  const { cursors, of, set } = setUp()
  set('a', '3')
  set('b', '7')
  cursors.advance('5')
  expect([of('a'), of('b')]).toEqual(['5', '7'])
  cursors.advance('4')
  expect([of('a'), of('b')]).toEqual(['5', '7'])
})

test('a reader that has begun takes what lies beyond its place only', () => {
  const { takes, set } = setUp()
  expect(takes('a', '6')).toBe(false)
  set('a', '5')
  expect(takes('a', '5')).toBe(false)
  expect(takes('a', '4')).toBe(false)
  expect(takes('a', '6')).toBe(true)
})

test('a reader that goes back takes nobody with it', () => {
  const { cursors, of, set } = setUp()
  set('a', '1')
  cursors.advance('8')
  set('b', '2')
  expect([of('a'), of('b')]).toEqual(['8', '2'])
})

test('the base rises to the reader who is furthest behind', () => {
  const readers = setUp()
  const { cursors, set } = readers
  set('a', '4')
  set('b', '6')
  expect(cursors.settle()).toBe('4')
  readers.delete('a')
  expect(cursors.settle()).toBe('6')
  readers.delete('b')
  expect(cursors.settle()).toBe('6')
})

test('many readers are where each alone would be, whatever happens', () => {
  const random = seeded(runSeed('cursors'))
  const digit = () => String(Math.floor(random() * 10))
  for (let round = 0; round < 500; round++) {
    const readers = setUp()
    const { cursors } = readers
    const alone = new Map<string, string>()
    for (let step = 0; step < 30; step++) {
      const reader = 'abcd'[Math.floor(random() * 4)] as string
      const position = digit()
      const what = random()
      if (what < 0.3) {
        readers.set(reader, position)
        alone.set(reader, position)
      } else if (what < 0.6) {
        cursors.advance(position)
        for (const [other, place] of alone) alone.set(other, later(place, position))
      } else if (what < 0.8) {
        cursors.settle()
      } else {
        readers.delete(reader)
        alone.delete(reader)
      }
      for (const [other, place] of alone) expect(readers.of(other)).toBe(place)
    }
  }
})

test.each([
  ['a word', 'soon'],
  ['nothing', null],
  ['a number', 5],
  ['an object', {}],
])('%s in the place of a position is turned down, and moves nobody', (_, position) => {
  const reader: Reader = {}
  const cursors = createCursors(() => [reader])
  cursors.set(reader, long('5'))
  const malformed = expect.objectContaining({ code: 'malformed' })
  expect(() => cursors.set(reader, position as never)).toThrow(malformed)
  expect(() => cursors.advance(position as never)).toThrow(malformed)
  expect(cursors.of(reader)).toBe(long('5'))
})
