import { describe, expect, test } from 'vitest'
import { later, type Position } from '../../../src/protocol/position'
import { Places } from '../../../src/server/sessions/places'
import { place } from '../../support/conversation'
import { runSeed, seeded } from '../../support/random'

describe('a join', () => {
  const ends = { floor: place(3), tail: place(9), newest: () => undefined }
  const join = { join: 1, version: 1 }

  test('begins at the end of the log, or at its beginning, where it names no position', () => {
    const places = new Places()
    expect(places.join(['/new'], join, ends)).toEqual({ begin: { '/new': place(9) } })
    const own = { '/old': 'oldest', '/late': 'latest' } as const
    const said = places.join(['/old', '/late', '/there'], { ...join, at: place(5), own }, ends)
    expect(said).toEqual({ begin: { '/old': place(3), '/late': place(9) } })
    expect(['/old', '/late', '/there'].map((pattern) => places.of(pattern))).toEqual([place(3), place(9), place(5)])
    expect(places.base).toBe(place(3))
    expect(places.join([], join, ends)).toEqual({})
    expect(places.base).toBe(place(9))
  })

  test('goes on at the beginning of the log with what that has let go of, or began anew, and says so', () => {
    const places = new Places()
    const [before, first] = [place(8, 1_600_000_000_000), place(4, 1_600_000_000_000)]
    const own = { '/trimmed': place(2), '/there': place(7), '/reset': before, '/also': first }
    const patterns = Object.keys(own)
    expect(places.join(patterns, { ...join, own }, ends)).toEqual({
      missed: [
        { patterns: ['/trimmed'], from: place(2), to: place(3), reason: 'trimmed' },
        { patterns: ['/reset', '/also'], from: first, to: place(3), reason: 'reset' },
      ],
    })
    const at = patterns.map((pattern) => places.of(pattern))
    expect(at).toEqual([place(3), place(7), place(3), place(3)])
    expect(places.join(['/all'], { ...join, at: place(3) }, ends)).toEqual({})
  })
})

test('many patterns are where each alone would be, whatever happens', () => {
  const random = seeded(runSeed('places'))
  const digit = () => place(Math.floor(random() * 10))
  for (let round = 0; round < 500; round++) {
    const all = [0, 1].map(() => ({ places: new Places(), alone: new Map<string, Position>() }))
    for (let step = 0; step < 30; step++) {
      const one = all[Math.floor(random() * 2)] as (typeof all)[number]
      const { places, alone } = one
      const pattern = 'abcd'[Math.floor(random() * 4)] as string
      const position = digit()
      const what = random()
      if (what < 0.1) {
        one.alone = new Map([...'abcd'].filter(() => random() < 0.5).map((each) => [each, digit()]))
        places.begin(new Map(one.alone), { tail: position, floor: place(0) })
      } else if (what < 0.4) {
        // Nobody who listens to a pattern subscribes to it once more further back.
        alone.set(pattern, later(position, places.of(pattern)))
        places.set(pattern, later(position, places.of(pattern)))
      } else if (what < 0.6) {
        places.advance(position)
        for (const [other, place] of alone) alone.set(other, later(place, position))
      } else if (what < 0.75) {
        places.settle(alone.keys())
        if (alone.size) expect(places.base).toBe([...alone.values()].sort()[0])
      } else if (what < 0.9) {
        const other = all[1 - all.indexOf(one)] as typeof one
        places.copy(other.places)
        one.alone = new Map(other.alone)
      } else {
        places.delete(pattern)
        alone.delete(pattern)
      }
      for (const { places, alone } of all)
        for (const each of 'abcd') expect(places.of(each)).toBe(alone.get(each) ?? places.base)
    }
  }
})
