import type { Message } from '../../protocol/message'
import { type Position, sequenceWidth } from '../../protocol/position'
import { runOf } from '../../protocol/run'

/** What arrives on a subscription. All listeners get the same object, so do not change it. */
export interface Event<Data = unknown> {
  /** The channel to which it was published: a pattern matches several. */
  readonly channel: string
  /** What was published. Nothing checks that it has this type. */
  readonly data: Data
  /** Its place in the server's log, for `since`. Empty from a server without positions. */
  readonly position: Position
}

/**
 * What messages bring: of a run, each of its events. Hot, once for each event.
 * @param placed - they have positions
 */
export function eventsOf(messages: readonly Message[], placed: boolean): Event[] {
  const events: Event[] = []
  for (const message of messages) {
    const { channel, data, id = '' } = message
    const run = placed && runOf(message)
    let begin = 0
    for (const one of run ? (data as unknown[]) : [data]) {
      const position = run ? id + run.slice(begin, (begin += sequenceWidth)) : placed ? id : ''
      events.push({ channel, data: one, position })
    }
  }
  return events
}
