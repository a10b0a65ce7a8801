import { eventsOf } from '../client/subscriptions/event'
import type { Message } from '../protocol/message'
import { runOf } from '../protocol/run'

/** The messages of a batch, each run as the events that it stands for. */
export function unroll(batch: Message[]): Message[] {
  return batch.flatMap<Message>((message) =>
    runOf(message) ? eventsOf([message], true).map(({ position, ...event }) => ({ ...event, id: position })) : message,
  )
}
