import type { Log } from '../log/log'
import type { ServerSession } from './session'

/** What a node lets the others know of a session. */
export interface SessionRecord {
  identity: unknown
  version: number
  patterns: string[]
  latest: string[]
}

/** Lets the other nodes know of a session what they need to go on with it. */
export function remember(log: Log, { key, identity, version, patterns, latest }: ServerSession) {
  const record: SessionRecord = { identity, version, patterns: [...patterns], latest: [...latest] }
  log.remember(key, JSON.stringify(record))
}

/** What another node knows of a session. */
export async function recall(log: Log, key: string): Promise<SessionRecord | undefined> {
  const text = await log.recall(key)
  return text === undefined ? undefined : JSON.parse(text)
}
