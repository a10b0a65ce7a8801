import { frameCharacters, type Run } from './log/run'

/**
 * Cuts runs into what is written at once.
 * @param size - characters after which a frame ends
 */
export function inFrames(runs: readonly Run[], size = frameCharacters): Run[][] {
  const frames: Run[][] = []
  let room = 0
  for (const run of runs) {
    for (let rest: Run | undefined = run; rest; ) {
      if (room <= 0) {
        frames.push([])
        room = size
      }
      const part: Run = rest.start(room)
      frames[frames.length - 1]?.push(part)
      room -= part.length
      rest = part === rest ? undefined : rest.after(part.position)
    }
  }
  return frames
}
