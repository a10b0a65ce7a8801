import { EnckeError } from '../../protocol/errors'
import type { Pipe } from './pipe'

/** Most characters of one frame. */
export const longestFrame = 16 * 1024 * 1024

/** Takes a text piece by piece. */
export type Reader = (piece: string) => void

/**
 * Cuts a text that comes in pieces into lines, wherever the pieces end. A line is a frame, an empty one a sign of life. One
 * of more than {@link longestFrame} characters ends the link: `too-large`.
 */
export function createLineReader(
  { frame, alive, closed }: Pick<Pipe, 'frame' | 'alive' | 'closed'>,
  limit = longestFrame,
): Reader {
  /** The line that has no end yet. */
  let rest = ''

  return (piece) => {
    if (piece) alive()
    const lines = piece.split('\n')
    lines[0] = rest + lines[0]
    rest = lines.pop() as string
    for (const line of lines) if (line) frame(line)
    if (rest.length > limit) closed(new EnckeError('too-large', `a frame longer than ${limit} characters`))
  }
}
