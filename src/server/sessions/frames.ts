import { encode as encodeAnew } from '../../protocol/batch'
import type { Batch } from '../../protocol/message'
import { frameCharacters, type Run } from '../log/run'

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

const same = (a: Batch, b: Batch) =>
  a === b || (a.length === b.length && a.every((message, index) => message === b[index]))

let runsOfLast: readonly Run[] = []
let singlesOfLast: readonly Run[] = []

/**
 * Each publication by itself, for who does not read runs. Hot: what is published in one turn goes to many, and is taken
 * apart once.
 */
export function singly(runs: readonly Run[]): readonly Run[] {
  if (runs.every(({ count }) => count === 1)) return runs
  if (!same(runs, runsOfLast)) {
    runsOfLast = runs
    singlesOfLast = runs.flatMap(({ singles }) => singles)
  }
  return singlesOfLast
}

/** The last two: to our clients the same goes in runs, to plain ones as it is. */
let known: readonly { batch: Batch; text: string }[] = []

/** A batch as text. Hot: what is published in one turn goes to many, and its text is made once; so its runs are sealed. */
export function encode(batch: Batch): string {
  for (const one of known) if (same(one.batch, batch)) return one.text
  const text = encodeAnew(batch)
  if (batch.every((message) => 'json' in message)) known = [{ batch, text }, ...known.slice(0, 1)]
  return text
}
