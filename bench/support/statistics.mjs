/** The value in the middle; of an even number the mean of the two. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** What runs have shown: undefined when none of them has come to an end. */
export function summary(values) {
  const known = values.filter(Number.isFinite)
  if (!known.length) return undefined
  return { median: median(known), least: Math.min(...known), most: Math.max(...known), runs: known.length }
}

/**
 * How a target stands. Each ratio is of one run, in which both were measured one after the other, so that what slows the
 * whole machine cancels out.
 * @param runs - of each case by name, a row of figures a run
 */
export function judge({ of, figure, against, atLeast, atMost, unit }, runs) {
  const [own, other] = [runs[of], against ? runs[against] : undefined]
  if (!own || (against && !other)) return undefined
  const ratios = own.map((row, run) => row[figure] / (other ? other[run][figure] : 1))
  const found = summary(ratios)
  if (!found) return undefined
  const met = atLeast === undefined ? found.median <= atMost : found.median >= atLeast
  return { of, figure, against, atLeast, atMost, unit, ...found, met }
}
