import type { Position } from '../../protocol/position'
import type { Run } from './run'

/** Entries that are not the newest of their channel any more stay for a while: as many as the others, and so many. */
const slack = 1000

/** The first of some runs, in their order and from an index on, that goes beyond a position. */
export function indexBeyond(runs: readonly (Run | undefined)[], position: Position, from = 0): number {
  let low = from
  let high = runs.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((runs[middle] as Run).position > position) high = middle
    else low = middle + 1
  }
  return low
}

export type Newest = ReturnType<typeof createNewest>

/** The newest run of each channel, in the order of the log. */
export function createNewest(runs: readonly Run[]) {
  const channels = new Map(runs.map((run) => [run.channel, run]))
  const isNewest = (run: Run) => channels.get(run.channel) === run
  let ordered = runs.filter(isNewest)

  return {
    of: (channel: string) => channels.get(channel),

    add(run: Run) {
      channels.set(run.channel, run)
      ordered.push(run)
    },

    /** It is gone from the log. */
    remove(run: Run) {
      if (isNewest(run)) channels.delete(run.channel)
    },

    /** To be called now and then. */
    tidy() {
      if (ordered.length > 2 * channels.size + slack) ordered = ordered.filter(isNewest)
    },

    /** Those beyond a position, up to another one. */
    *between(after: Position, until: Position) {
      for (let index = indexBeyond(ordered, after); index < ordered.length; index++) {
        const run = ordered[index] as Run
        if (run.position > until) return
        if (isNewest(run)) yield run
      }
    },
  }
}
