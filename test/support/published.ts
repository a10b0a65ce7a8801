import type { TestProject } from 'vitest/node'
import { built } from './built'

declare module 'vitest' {
  interface ProvidedContext {
    /** What the pages of the tests get by a script tag: it defines the global `Encke`. */
    script: string
  }
}

/** Builds the script once, for all files of a project. */
export async function setup(project: TestProject) {
  project.provide('script', await built('src/index.ts'))
}
