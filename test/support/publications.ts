import type { Run } from '../../src/server/log/run'

/** Each publication by itself. */
export const singlesOf = (runs: readonly Run[]) => runs.flatMap(({ singles }) => singles)

/** What was published, one after the other. */
export const dataIn = (runs: readonly Run[]) => singlesOf(runs).map(({ data }) => JSON.parse(data) as unknown)
