import type { Log } from './log/log'

/** What a node lets the others know of a session. */
export interface SessionRecord {
  identity: unknown
  version: number
  patterns: string[]
  latest: string[]
}

/** What another node knows of a session. */
export async function recall(log: Log, key: string): Promise<SessionRecord | undefined> {
  const text = await log.recall(key)
  return text === undefined ? undefined : JSON.parse(text)
}
