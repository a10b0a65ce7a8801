import type { Entry } from './log/entry'

/**
 * Characters of what has passed after which a frame ends, and so an answer that proves a poll: where the network is slow,
 * nothing is heard of either before its end.
 */
export const frameCharacters = 16_384

/** Cuts what has passed into what is written at once. */
export function inFrames(entries: readonly Entry[]): Entry[][] {
  const frames: Entry[][] = []
  let room = 0
  for (const entry of entries) {
    if (room <= 0) {
      frames.push([])
      room = frameCharacters
    }
    frames[frames.length - 1]?.push(entry)
    room -= entry.length
  }
  return frames
}
