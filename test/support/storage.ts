import type { Environment } from '../../src/client/environment'

/** What a browser keeps for an origin, or for a tab. */
export function createStorage(): Environment['storage'] {
  const kept = new Map<string, string>()
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) }
}
