import { readFileSync } from 'node:fs'
import { afterAll, afterEach } from 'vitest'

/** What goes over the wire, as somebody has seen it, and what has to come of it. */
export interface Vector {
  id: string
  kind: string
  given: never
  state?: string
  request: {
    method?: string
    contentType?: string
    headers?: object
    body?: unknown
    query?: object
    decoded?: unknown
  }
  /** Of a server, to a client. */
  response: Record<string, unknown>[]
  steps: { request: Record<string, unknown>[]; response: Record<string, unknown>[] }[]
  expect: never
}

const path = new URL('../vectors/bayeux.json', import.meta.url)
const { vectors: all } = JSON.parse(readFileSync(path, 'utf8')) as { vectors: Vector[] }

/**
 * The vectors of some kinds. Says in the end how many of them have passed: the tests' names begin with their ids.
 * @param whose - what has to live up to them
 */
export function vectorsOf(whose: string, wanted: (vector: Vector) => boolean): Vector[] {
  const vectors = all.filter(wanted)
  const passed = new Set<string>()
  afterEach(({ task }) => {
    const [id] = task.name.split(':') as [string]
    if (task.result?.state !== 'fail' && vectors.some((vector) => vector.id === id)) passed.add(id)
  })
  afterAll(() => console.log(`vectors, ${whose}: ${passed.size} of ${vectors.length} passed`))
  return vectors
}

/** Those of one kind, as `test.each` takes them. */
export const ofKind = (vectors: readonly Vector[], kind: string) =>
  vectors.filter((vector) => vector.kind === kind).map((vector) => [vector.id, vector] as const)
