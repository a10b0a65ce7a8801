import { expect, test } from 'vitest'
import { expand } from '../../src/protocol/channel'
import { candidates, expand as remembered } from '../../src/server/pattern-index'

test('the patterns of a channel are the same whichever was asked for before', () => {
  const channels = ['/a', '/b', '/ab/c', '/a/b', '/a/c', '/a/b/c', '/a/b', '/b/b']
  for (const before of channels) {
    for (const channel of channels) {
      remembered(before)
      expect(remembered(channel)).toEqual(expand(channel))
    }
  }
})

test('the patterns of a session that match a channel are found, however long that is and however many they are', () => {
  const folder = `/a${'/b'.repeat(20)}`
  const matching = ['/**', '/a/**', `${folder}/*`, `${folder}/**`, `${folder}/c`]
  const others = ['/*', '/b/**', `${folder}/b`, `${folder}/c/*`]
  for (const more of [0, 1000]) {
    const patterns = new Set([...matching, ...others, ...Array.from({ length: more }, (_, index) => `/${index}`)])
    const found = candidates(`${folder}/c`, patterns).filter((pattern) => patterns.has(pattern))
    expect(found.sort()).toEqual([...matching].sort())
  }
})
