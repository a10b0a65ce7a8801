import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Reporter, TestModule, TestRunEndReason, Vitest } from 'vitest/node'
import { type Document, documents, type Result } from './documents'
import { markdown } from './markdown'

/**
 * Writes what the tests have shown to the documents: of a whole run, or of whatever runs with `WRITE_DOCS=1`. A document
 * is left as it is when a test that it tells of was not made, for whatever reason but one that it states.
 */
export default class Tables implements Reporter {
  private vitest!: Vitest

  onInit(vitest: Vitest) {
    this.vitest = vitest
  }

  async onTestRunEnd(modules: readonly TestModule[], _errors: unknown, reason: TestRunEndReason) {
    const { project, testNamePattern, root } = this.vitest.config
    if (reason === 'interrupted' || project.length || testNamePattern) return
    const ran = new Set(modules.filter((module) => !module.errors().length).map(({ moduleId }) => moduleId))
    const missed = (await this.vitest.globTestSpecifications()).filter(({ moduleId }) => !ran.has(moduleId))
    for (const document of documents) {
      const within = ({ moduleId }: { moduleId: string }) => moduleId.startsWith(`${resolve(root, document.folder)}/`)
      if (process.env.WRITE_DOCS ? missed.some(within) : missed.length) continue
      this.vitest.logger.log(write(document, resultsOf(modules.filter(within))))
    }
  }
}

/** Says what it has done. */
function write(document: Document, results: Result[]): string {
  const { path } = document
  const untried = results.filter(({ state, meta }) => state === 'pending' || (state === 'skipped' && !stated(meta)))
  if (untried.length) {
    const rows = [...new Set(untried.map(({ meta, name }) => meta.row ?? name))]
    return `${path} is left as it is, as these were not tried: ${rows.join(', ')}`
  }
  writeFileSync(path, markdown(document, results))
  return `${path} is written`
}

const stated = ({ reason, open }: Result['meta']) => reason !== undefined || open !== undefined

/** In the order of files, not in that of their end. */
function resultsOf(modules: TestModule[]): Result[] {
  return modules
    .sort((a, b) => (a.moduleId < b.moduleId ? -1 : 1))
    .flatMap((module) => [...module.children.allTests()])
    .map((test) => ({ name: test.name, state: test.result().state, meta: test.meta() }))
}
