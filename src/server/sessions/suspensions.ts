/** Whom it means, and the one after it. Those that nobody looks back to are collected. */
interface Suspension {
  who?: (identity: unknown) => boolean
  next?: Suspension
}

/** Those that have been suspended: whoever was asked about meanwhile, and is meant, has to be asked about again. */
export function createSuspensions() {
  let last: Suspension = {}

  return {
    add(who: (identity: unknown) => boolean) {
      last.next = { who }
      last = last.next
    },

    /** From now on. Returns whether an identity has been meant since. */
    watch() {
      let seen = last
      return (identity: unknown): boolean => {
        while (seen.next) {
          seen = seen.next
          if (seen.who?.(identity)) return true
        }
        return false
      }
    },
  }
}
