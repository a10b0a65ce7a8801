import type { Faults } from './faults'

/** The faults that are active now, and whom to tell when they change. */
export interface Live {
  readonly faults: Faults
  set(faults: Faults): void
  /** Calls back at each change until the returned function is called. */
  watch(changed: () => void): () => void
}

export function createLive(faults: Faults): Live {
  const watchers = new Set<() => void>()
  let current = faults
  return {
    get faults() {
      return current
    },
    set(faults) {
      current = faults
      for (const changed of [...watchers]) changed()
    },
    watch(changed) {
      watchers.add(changed)
      return () => watchers.delete(changed)
    },
  }
}
