import { expect, test } from 'vitest'
import { expand } from '../../src/protocol/channel'
import { expand as remembered } from '../../src/server/expanded'

test('the patterns of a channel are the same whichever was asked for before', () => {
  const channels = ['/a', '/b', '/ab/c', '/a/b', '/a/c', '/a/b/c', '/a/b', '/b/b']
  for (const before of channels) {
    for (const channel of channels) {
      remembered(before)
      expect(remembered(channel)).toEqual(expand(channel))
    }
  }
})
