import type { Message, Run } from './message'
import { sequenceWidth } from './position'

/**
 * The messages of a batch, each run as the events that it stands for. Hot, once for each event. What only looks like a run
 * is an event like any other: a plain server may hand on what somebody has published.
 */
export function unroll(batch: Message[]): Message[] {
  const all: Message[] = []
  for (const message of batch) {
    const { channel, id, data, ext } = message
    const run = (ext?.encke as Partial<Run> | undefined)?.run
    if (!run || !Array.isArray(data) || run.length !== data.length * sequenceWidth) all.push(message)
    else {
      let begin = 0
      for (const one of data) all.push({ channel, data: one, id: id + run.slice(begin, (begin += sequenceWidth)) })
    }
  }
  return all
}
