import type { Run } from './log/run'

let last: readonly Run[] = []
let made: readonly Run[] = []

/**
 * Each publication by itself, for who does not read runs. Hot: what is published in one turn goes to many, and is taken
 * apart once.
 */
export function singly(runs: readonly Run[]): readonly Run[] {
  if (runs.every(({ count }) => count === 1)) return runs
  if (runs.length !== last.length || runs.some((run, index) => run !== last[index])) {
    last = runs
    made = runs.flatMap(({ singles }) => singles)
  }
  return made
}
