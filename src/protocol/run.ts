import type { Message } from './message'
import { sequenceWidth } from './position'

/**
 * What the positions of a run end with, when the message is one. What only looks like one is an event like any other: a
 * plain server may hand on what somebody has published.
 */
export function runOf({ data, ext }: Message): string | undefined {
  const run = (ext?.encke as { run?: unknown } | undefined)?.run
  return typeof run === 'string' && Array.isArray(data) && run.length === data.length * sequenceWidth ? run : undefined
}
