import { afterEach, expect, test, vi } from 'vitest'
import { seeded } from '../support/random'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.resetModules()
})

/** Those for a browser that has the one of Internet Explorer 11, or none. */
async function own(none = false) {
  class Unfilled extends Map {
    constructor(_: unknown) {
      super()
    }
  }
  vi.stubGlobal('Set', none ? undefined : Unfilled)
  const { OwnMap, OwnSet, list } = await import('../../src/legacy/collections')
  vi.unstubAllGlobals()
  return { OwnMap: OwnMap as MapConstructor, OwnSet: OwnSet as SetConstructor, list }
}

test('a browser that has whole collections keeps them', async () => {
  const { OwnMap, OwnSet } = await import('../../src/legacy/collections')
  expect(OwnMap).toBe(Map)
  expect(OwnSet).toBe(Set)
})

test.each([false, true])('a map holds what was put into it last, in the order of the first time', async (none) => {
  const { OwnMap, list } = await own(none)
  expect(OwnMap).not.toBe(Map)
  const keys = ['a', 'b', '__proto__', 'constructor', {}, {}, () => {}, 1, '1']
  const random = seeded(1)
  const ours = new OwnMap<unknown, number>([['b', 7]])
  const theirs = new Map<unknown, number>([['b', 7]])
  const look = (map: Map<unknown, number>, all: (from: Iterable<unknown>) => readonly unknown[]) => ({
    each: keys.map((key) => [map.has(key), map.get(key)]),
    all: [map.size, all(map.keys()), all(map.values()), all(map)],
  })
  for (let turn = 0; turn < 500; turn++) {
    const key = keys[Math.floor(random() * keys.length)]
    if (turn === 250) for (const map of [ours, theirs]) map.clear()
    else if (random() < 0.6) for (const map of [ours, theirs]) expect(map.set(key, turn)).toBe(map)
    else expect(ours.delete(key)).toBe(theirs.delete(key))
    expect(look(ours, list)).toEqual(look(theirs, Array.from))
  }
})

test('a set holds everything once', async () => {
  const { OwnSet, list } = await own()
  const thing = {}
  const set = new OwnSet<unknown>(['a', thing, 'a'])
  set.add(thing).add('b')
  expect(list(set)).toEqual(['a', thing, 'b'])
  expect([set.has('b'), set.delete('b'), set.has('b'), set.size]).toEqual([true, true, false, 2])
})

test('what a loop takes away does not disturb it', async () => {
  const { OwnSet, list } = await own()
  const set = new OwnSet([1, 2, 3])
  const seen: number[] = []
  for (const one of list(set)) {
    seen.push(one)
    set.delete(one)
  }
  expect(seen).toEqual([1, 2, 3])
  expect(set.size).toBe(0)
})

test('a list is made of whatever a loop can read', async () => {
  const { list } = await own()
  const array = [1]
  expect(list(array)).toBe(array)
  expect(list(new Uint8Array([1, 2]))).toEqual([1, 2])
  expect(list(new Map([['a', 1]]))).toEqual([['a', 1]])
  expect(list(new Set('ab').values())).toEqual(['a', 'b'])
  for (const text of ['', 'aé', '\u{1f600}b\u{1f601}']) expect(list(text)).toEqual([...text])
})
