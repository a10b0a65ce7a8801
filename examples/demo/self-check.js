/** Judges a series of rising numbers: is every one there, once, in its place? */
export function createSelfCheck() {
  const missing = new Set()
  const tally = { received: 0, lost: 0, repeated: 0, reordered: 0 }
  let lostBefore = 0
  let next

  return {
    tally,

    take(number) {
      next ??= number
      tally.received++
      if (number < next) {
        if (missing.delete(number)) tally.reordered++
        else tally.repeated++
      } else {
        while (next < number) missing.add(next++)
        next++
      }
      tally.lost = lostBefore + missing.size
    },

    /** The series goes on elsewhere, as the server has announced. */
    restart() {
      lostBefore += missing.size
      missing.clear()
      next = undefined
    },
  }
}
