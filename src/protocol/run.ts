import type { Message, Run } from './message'
import { sequenceWidth } from './position'

/** The messages of a batch, each run as the events that it stands for. Hot, once for each event. */
export function unroll(batch: Message[]): Message[] {
  const all: Message[] = []
  for (const message of batch) {
    const { channel, id, data, ext } = message
    const run = (ext?.encke as Partial<Run> | undefined)?.run
    if (!run) all.push(message)
    else {
      let begin = 0
      for (const one of data as unknown[]) {
        all.push({ channel, data: one, id: id + run.slice(begin, (begin += sequenceWidth)) })
      }
    }
  }
  return all
}
