import { existsSync } from 'node:fs'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const test = new URL('..', import.meta.url).pathname

/** Those that take long, the longest first. */
const long = [
  ...['conformance/session', 'conformance/session-slow', 'conformance/session-rules'],
  ...['engines/life', 'browser/matrix', 'examples/demo', 'browser/proxies', 'browser/tabs', 'engines/legacy'],
  ...['browser/transports', 'interop/chromium/our-server', 'examples/bundled', 'engines/transports'],
  ...['interop/chromium/our-client', 'examples/connection-test', 'engines/tabs', 'browser/nginx', 'bench/smoke'],
].map((name) => `${test}${name}.test.ts`)

const rank = (path: string) => (long.includes(path) ? long.indexOf(path) : long.length)

/**
 * What takes long begins first in its group, of whatever project it is: one that began last would run on with nothing
 * beside it, on one core.
 */
export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]) {
    const gone = long.find((path) => !existsSync(path))
    if (gone) throw new Error(`longest-first.ts names a file that is not there: ${gone}`)
    const group = ({ project }: TestSpecification) => project.config.sequence.groupOrder
    return (await super.sort(files)).sort((a, b) => group(a) - group(b) || rank(a.moduleId) - rank(b.moduleId))
  }
}
