import type { Entry } from './log/entry'

/** Characters after which a frame ends, and an answer that proves a poll: a slow network brings no sign of it before. */
export const frameCharacters = 16_384

/**
 * Cuts entries into what is written at once.
 * @param size - characters after which a frame ends
 */
export function inFrames(entries: readonly Entry[], size = frameCharacters): Entry[][] {
  const frames: Entry[][] = []
  let room = 0
  for (const entry of entries) {
    if (room <= 0) {
      frames.push([])
      room = size
    }
    frames[frames.length - 1]?.push(entry)
    room -= entry.length
  }
  return frames
}
