import { EnckeError } from '../protocol/errors'
import type { Log, LogState } from './log/log'
import type { Run } from './log/run'
import { demandFunction } from './option-checks'

/** Current numbers of this node. */
export interface Stats extends LogState {
  /** Sessions on this node, including those whose client is between two links. */
  sessions: number
  /** What they are subscribed to: patterns of all sessions, as `limits.patterns` counts them. */
  patterns: number
  /** Open links by connection type: WebSockets, streams, and polls that are held. */
  links: Record<string, number>
  /** What was answered with an error since the server was made, by the number of that: 403 is not allowed, 503 too much or undecided. */
  refused: Record<string, number>
  /** Publications that have come from the log since the server was made, from any node. */
  publications: number
}

export interface HealthOptions {
  log: Log
  sessions: { readonly size: number; readonly patterns: number }
  http: { readonly links: Record<string, number> }
  sockets: { readonly size: number }
  errors: { readonly counts: Record<string, number> }
}

/** What is counted from 0 on: whoever watches a counter takes no notice of its first value. */
const usual = ['400', '402', '403', '409', '413', '426', '503']

/** How often an error was answered, by its number. */
export function createErrorCounts() {
  const counts: Record<string, number> = Object.fromEntries(usual.map((number) => [number, 0]))
  return {
    counts,
    /** @param error - begins with the number, in three digits */
    add(error: string) {
      const number = error.slice(0, 3)
      counts[number] = (counts[number] ?? 0) + 1
    },
  }
}

/** What the operator is told: how much there is, and what is wrong with the log. */
export function createHealth({ log, sessions, http, sockets, errors }: HealthOptions) {
  const listeners = new Set<(trouble: EnckeError | undefined) => void>()
  /** In the runs before the last one, which may grow. */
  let publications = 0
  let last: Run | undefined

  async function tell(listener: (trouble: EnckeError | undefined) => void, trouble: EnckeError | undefined) {
    try {
      await listener(trouble)
    } catch (error) {
      console.error(error)
    }
  }

  const stopCounting = log.onAppend((run) => {
    publications += last?.count ?? 0
    last = run
  })
  const stopTelling = log.onTrouble((trouble) => {
    if (!listeners.size) console.error(`Encke: ${trouble ? trouble.message : 'the log is well again'}`)
    for (const listener of [...listeners]) tell(listener, trouble)
  })

  return {
    /** See `EnckeServer`. */
    on(name: 'log', listener: (trouble: EnckeError | undefined) => void): () => void {
      if (name !== 'log') throw new EnckeError('bad-option', `there is no event ${name}, only log`)
      listeners.add(demandFunction('the listener of log is', listener))
      return () => {
        listeners.delete(listener)
      }
    },

    stats: (): Stats => ({
      sessions: sessions.size,
      patterns: sessions.patterns,
      links: { ...http.links, websocket: sockets.size },
      refused: { ...errors.counts },
      publications: publications + (last?.count ?? 0),
      ...log.state,
    }),

    /** Hears, and tells, nothing any more. */
    close() {
      stopCounting()
      stopTelling()
    },
  }
}
