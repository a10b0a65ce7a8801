import { readFileSync } from 'node:fs'
import { createContext, runInContext, runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { script } from '../support/script'

describe('importing', () => {
  const bare = runInNewContext('globalThis')
  const language = new Set<string | symbol>(Object.getOwnPropertyNames(bare))

  test.each(['index', 'core'])('%s reads and defines nothing that is not of the language', async (entry) => {
    const file = new URL(`../../src/${entry}.ts`, import.meta.url).pathname
    expect(readFileSync(file, 'utf8')).toContain('export function connect')
    const read = new Set<string | symbol>()
    const defined = new Set<string | symbol>()
    const world: object = new Proxy(Object.create(null), {
      get(target, name) {
        if (name === 'globalThis') return world
        read.add(name)
        return (name in target ? target : bare)[name]
      },
      has: (target, name) => read.add(name) && (name in target || name in bare),
      set: (target, name, value) => Boolean(defined.add(name)) && Reflect.set(target, name, value),
      defineProperty: (target, name, how) => Boolean(defined.add(name)) && Reflect.defineProperty(target, name, how),
    })
    runInContext(await script(file, 'Encke'), createContext(world))
    expect([...defined]).toEqual(['Encke'])
    expect([...read].filter((name) => !language.has(name) && name !== 'Encke')).toEqual([])
  })
})
