import { type TaskMeta, test } from 'vitest'
import type { interoperability } from '../tables/documents'

export type Feature = keyof typeof interoperability.features
export type Transport = keyof typeof interoperability.transports

/** Why features do not apply, or what they wait for. */
export type Lacks = Partial<Record<Feature, string | { open: string }>>

/** Declares the test of a feature, or says in the table why there is none. */
export function testing(lacks: Lacks) {
  return (feature: Feature, sentence: string, run: () => Promise<void>) => {
    const lack = lacks[feature]
    if (lack === undefined) test(sentence, { meta: { feature } }, run)
    else test.skip(sentence, { meta: { feature, ...(typeof lack === 'string' ? { reason: lack } : lack) } })
  }
}

/** Says in the table why there is nothing to test with these transports. */
export function without(reasons: Partial<Record<Transport, string>>) {
  for (const [transport, reason] of Object.entries(reasons)) {
    test.skip(`by ${transport}: ${reason}`, { meta: { transport, reason } })
  }
}

/** Says in the table why there is nothing to test in the rest of this row. */
export function nothingElse(reason: string, meta: TaskMeta = {}) {
  test.skip(`the rest: ${reason}`, { meta: { ...meta, reason } })
}
