/** Who listens to which pattern. Most patterns have one listener, and are kept without a set. */
export function createIndex<Listener extends object>() {
  const one = new Map<string, Listener>()
  const many = new Map<string, Set<Listener>>()
  let size = 0

  return {
    /** How many listeners there are, each as often as it has patterns. */
    get size() {
      return size
    },
    get(pattern: string): Iterable<Listener> {
      const only = one.get(pattern)
      return only ? [only] : (many.get(pattern) ?? [])
    },
    /** To what it does not listen yet. */
    add(pattern: string, listener: Listener) {
      const only = one.get(pattern)
      const set = many.get(pattern)
      size++
      if (set) set.add(listener)
      else if (!only) one.set(pattern, listener)
      else {
        one.delete(pattern)
        many.set(pattern, new Set([only, listener]))
      }
    },
    /** From what it listens to. */
    delete(pattern: string, listener: Listener) {
      size--
      if (one.get(pattern) === listener) one.delete(pattern)
      const set = many.get(pattern)
      if (set?.delete(listener) && set.size === 0) many.delete(pattern)
    },
  }
}
