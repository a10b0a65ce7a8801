import type { Extension } from './extensions'
import { withExt } from './with-ext'

/** What `timesync()` returns: an extension that knows the time of the server. */
export interface Timesync extends Extension {
  /** Milliseconds that a message takes one way; 0 before the first answer. */
  readonly lag: number
  /** Milliseconds that the server's clock is ahead of `now`. */
  readonly offset: number
}

/** So many answers count. */
const kept = 10

/**
 * CometD's time synchronisation: how far the server's clock is from this one, by its answers to handshake and connect. Encke's own
 * server does not answer it.
 * @param now - milliseconds since 1970
 */
export function timesync(now: () => number = Date.now): Timesync {
  const answers: { lag: number; offset: number }[] = []
  const mean = (of: 'lag' | 'offset') =>
    Math.round(answers.reduce((sum, answer) => sum + answer[of], 0) / (answers.length || 1))

  return {
    name: 'timesync',
    get lag() {
      return mean('lag')
    },
    get offset() {
      return mean('offset')
    },
    outgoing(message) {
      if (!/^\/meta\/(handshake|connect)$/.test(message.channel)) return message
      return withExt(message, { timesync: { tc: now(), l: mean('lag'), o: mean('offset') } })
    },
    incoming(message) {
      const { tc, ts, p } = (message.ext?.timesync ?? {}) as { tc?: number; ts?: number; p?: number }
      const lag = (now() - (tc as number) - (p as number)) / 2
      const offset = (ts as number) - (tc as number) - lag
      if (!Number.isFinite(offset)) return message
      answers.push({ lag, offset })
      if (answers.length > kept) answers.shift()
      return message
    },
  }
}
