/** Milliseconds. */
const first = 200
const longest = 60_000

/** Exponential backoff with full jitter. The first pause is none: most links break for reasons that are over at once. */
export function createBackoff(random: () => number) {
  let failures = 0

  return {
    /** Milliseconds until the next try. */
    next: () => random() * (failures++ ? Math.min(longest, first * 2 ** (failures - 2)) : 0),
    /** A link was good for a while: `failures` is 0. Or it was proved at least, and then died young: 1. */
    reset(to: 0 | 1) {
      failures = Math.min(failures, to)
    },
  }
}
