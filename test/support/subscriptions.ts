import { createSubscriptions, type Subscriber } from '../../src/client/subscriptions/subscriptions'
import { type Heard, place } from './conversation'

type Subscriptions = ReturnType<typeof createSubscriptions>

/** With these added and accepted, the log ending at place 0. */
export function accepted(...all: Heard[]): Subscriptions {
  const subscriptions = createSubscriptions()
  for (const one of all) subscriptions.add(one)
  subscriptions.accept({ join: 1, tail: place(0) }, { version: all.length })
  return subscriptions
}

/** Who takes an event. */
export function take(subscriptions: Subscriptions, channel: string, id: string): Subscriber[] {
  const takers: Subscriber[] = []
  subscriptions.take([{ channel, data: 0, position: id }], (_, to) => void takers.push(...to))
  return takers
}

/** For which patterns an event is taken. */
export const takers = (subscriptions: Subscriptions, channel: string, n: number) =>
  take(subscriptions, channel, place(n)).map(({ pattern }) => pattern)
