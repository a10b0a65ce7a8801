import type { EnckeError } from '../../protocol/errors'

/** Most reasons that are told of one trouble. */
const mostReasons = 10

/** See `Log.onTrouble`. */
export type TroubleListener = (reason: EnckeError | undefined) => void

/**
 * What is told of a store that is lost, or takes nothing: each reason once, however often it is met, and in the end that
 * all is well again.
 * @param now - milliseconds on a clock that never goes back
 */
export function createTrouble(now: () => number) {
  /** Whether they have heard of what there is now. */
  const listeners = new Map<TroubleListener, boolean>()
  const told = new Set<string>()
  let since: number | undefined

  function tell(reason?: EnckeError) {
    for (const [listener, hasHeard] of listeners) {
      if (!reason && !hasHeard) continue
      listeners.set(listener, reason !== undefined)
      listener(reason)
    }
  }

  return {
    /** For so many milliseconds; 0 when all is well. */
    get age() {
      return since === undefined ? 0 : Math.max(1, now() - since)
    },

    begin(reason: EnckeError) {
      since ??= now()
      if (told.size >= mostReasons || told.has(reason.message)) return
      told.add(reason.message)
      tell(reason)
    },
    end() {
      if (since === undefined) return
      since = undefined
      told.clear()
      tell()
    },

    /** Returns the undo. */
    onTrouble(listener: TroubleListener): () => void {
      listeners.set(listener, false)
      return () => listeners.delete(listener)
    },
  }
}
