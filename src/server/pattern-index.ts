/** Who listens to which pattern. Most patterns have one listener, and are kept without a set. */
export function createIndex<Listener extends object>() {
  const one = new Map<string, Listener>()
  const many = new Map<string, Set<Listener>>()

  return {
    get(pattern: string): Iterable<Listener> {
      const only = one.get(pattern)
      return only ? [only] : (many.get(pattern) ?? [])
    },
    add(pattern: string, listener: Listener) {
      const only = one.get(pattern)
      const set = many.get(pattern)
      if (set) set.add(listener)
      else if (!only) one.set(pattern, listener)
      else if (only !== listener) {
        one.delete(pattern)
        many.set(pattern, new Set([only, listener]))
      }
    },
    delete(pattern: string, listener: Listener) {
      if (one.get(pattern) === listener) one.delete(pattern)
      const set = many.get(pattern)
      if (set?.delete(listener) && set.size === 0) many.delete(pattern)
    },
  }
}
