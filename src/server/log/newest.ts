import type { Position } from '../../protocol/position'
import type { Run } from './run'

/** Those that are not the newest of their channel any more stay for a while: as many as the others, and so many. */
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

/** The newest run of each channel, in the order of the log. Hot: whoever joins may go through all of them. */
export function createNewest(runs: readonly Run[]) {
  let ordered: (Run | undefined)[] = []
  /** What was before this index is gone from the log. */
  let head = 0
  /** Of each of these, whether another one of its channel follows, or it is gone. */
  let over: boolean[] = []
  /** By channel, where it is. */
  let places = new Map<string, number>()

  function add(run: Run) {
    const before = places.get(run.channel)
    if (before !== undefined) over[before] = true
    places.set(run.channel, ordered.length)
    ordered.push(run)
    over.push(false)
  }

  function tidy() {
    if (ordered.length <= 2 * places.size + slack) return
    const rest = ordered.filter((_, index) => !over[index]) as Run[]
    ordered = []
    over = []
    head = 0
    places = new Map()
    rest.forEach(add)
  }

  runs.forEach(add)
  tidy()

  return {
    add,

    /** To be called now and then. */
    tidy,

    of(channel: string): Run | undefined {
      const place = places.get(channel)
      return place === undefined ? undefined : ordered[place]
    },

    /** It is gone from the log, as all that was before it. */
    remove(run: Run) {
      if (ordered[head] !== run) return
      if (!over[head]) places.delete(run.channel)
      over[head] = true
      ordered[head++] = undefined
    },

    /** Those beyond a position, up to another one. */
    *between(after: Position, until: Position) {
      const end = indexBeyond(ordered, until, head)
      for (let index = indexBeyond(ordered, after, head); index < end; index++) {
        if (!over[index]) yield ordered[index] as Run
      }
    },
  }
}
