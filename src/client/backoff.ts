/** Milliseconds. */
const first = 1000
const longest = 60_000

/** Exponential backoff with full jitter. The first pause is none: most links break for reasons that are over at once. */
export function createBackoff(random: () => number) {
  let failures = 0

  return {
    /** Milliseconds until the next try. */
    next: () => random() * (failures++ ? Math.min(longest, first * 2 ** (failures - 2)) : 0),
    reset() {
      failures = 0
    },
  }
}
