import { EnckeError } from '../../protocol/errors'

/** Most characters of one frame. */
export const longestFrame = 16 * 1024 * 1024

/**
 * Cuts a text that comes in pieces into lines, wherever the pieces end. An empty line is a sign of life.
 * @param frame - hears every line that is not empty
 * @throws EnckeError `too-large` at {@link longestFrame} characters without a line end
 */
export function createFrameReader(frame: (line: string) => void, alive: () => void, limit = longestFrame) {
  /** The line that has no end yet. */
  let rest = ''

  function take(line: string) {
    rest = ''
    if (line) frame(line)
  }

  return {
    read(piece: string) {
      if (!piece) return
      alive()
      const lines = piece.split('\n')
      const last = lines.pop() as string
      for (const line of lines) take(rest + line)
      rest += last
      if (rest.length > limit) throw new EnckeError('too-large', `a frame longer than ${limit} characters`)
    },

    /** The text is complete: its last line may lack the line end. */
    end: () => take(rest),
  }
}
