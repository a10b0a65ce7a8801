/**
 * In another order for each seed, the same for the same: who comes first to a server that has rested pays for what that
 * has forgotten, and it should not always be the same one.
 */
export function shuffled(all, seed) {
  const left = [...all]
  let state = (seed * 1_664_525 + 1_013_904_223) % 0x7fffffff
  // Park and Miller's generator of random numbers.
  const below = (count) => (state = (state * 48_271) % 0x7fffffff) % count
  return all.map(() => left.splice(below(left.length), 1)[0])
}
