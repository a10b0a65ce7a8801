import type { Environment } from './environment'
import type { Transport } from './link'
import type { Standings } from './standings'

/** Milliseconds for which a transport is left to itself, at least, before a better one is tried. */
const rest = 1000

/**
 * When to try what would be better than the live transport: one at a time, the one whose turn comes first.
 * @param better - what would be, in order of preference; nothing when it is not the time to look
 */
export function createUpgrades(
  { now, setTimeout, clearTimeout }: Environment,
  standings: Standings,
  better: () => Transport[],
  attempt: (transport: Transport) => void,
) {
  let timer: unknown

  return {
    lookUp() {
      if (timer) return
      const [first] = better().sort((a, b) => standings.retryAt(a) - standings.retryAt(b))
      if (!first) return
      timer = setTimeout(
        () => {
          timer = undefined
          attempt(first)
        },
        Math.max(rest, standings.retryAt(first) - now()),
      )
    },

    cancel() {
      clearTimeout(timer)
      timer = undefined
    },
  }
}
