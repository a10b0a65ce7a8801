import type { Batch, Encoded } from '../protocol/message'
import type { Position } from '../protocol/position'
import type { Entry } from './log/entry'

/** Entries of one channel and one millisecond as one message: what they have in common is said once. */
class Run implements Encoded {
  readonly json: string
  /** Of the last of them. */
  readonly position: Position

  constructor(entries: readonly Entry[]) {
    const { channel, moment, position } = entries[entries.length - 1] as Entry
    this.position = position
    let data = ''
    let run = ''
    for (const entry of entries) {
      data += data ? `,${entry.data}` : entry.data
      run += entry.suffix
    }
    this.json = `{"channel":${JSON.stringify(channel)},"data":[${data}],"id":"${moment.stamp}","ext":{"encke":{"run":"${run}"}}}`
  }
}

let last: readonly Entry[] = []
let made: Batch = []

/** Hot: what is published in one turn goes to many, and its runs are made once. */
export function inRuns(entries: readonly Entry[]): Batch {
  if (entries.length !== last.length || entries.some((entry, index) => entry !== last[index])) {
    last = entries
    made = anew(entries)
  }
  return made
}

function anew(entries: readonly Entry[]): Batch {
  const batch: Encoded[] = []
  for (let begin = 0, end = 0; begin < entries.length; begin = end) {
    const first = entries[begin] as Entry
    const alike = ({ channel, moment }: Entry) => channel === first.channel && moment.stamp === first.moment.stamp
    do end++
    while (end < entries.length && alike(entries[end] as Entry))
    batch.push(end - begin > 1 ? new Run(entries.slice(begin, end)) : first)
  }
  return batch
}
