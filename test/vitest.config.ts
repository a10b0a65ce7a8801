import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import LongestFirst from './support/longest-first.ts'

/** What takes real time may meet a machine that is busy with other things: it is tried once more, and the report says so. */
const patient = { retry: 1 }

/** Most of these tests wait most of the time. A group begins when the one before it is over. */
const together = (groupOrder: number) => ({ maxWorkers: availableParallelism() + 2, sequence: { groupOrder } })

/** Where times are judged: one file at a time, when nothing else runs. */
const timed = ['test/browser/{cuts,first-message,life,moves,watch}.test.ts', 'test/{load,nodes}/**/*.test.ts']

const pathname = (path: string) => new URL(path, import.meta.url).pathname

/** Four kinds of tests, the fast ones first. `npm test -- session/outbox` runs the files whose path contains that. */
export default defineConfig({
  test: {
    root: pathname('..'),
    sequence: { sequencer: LongestFirst },
    reporters: ['default', ...['support/retries.ts', 'tables/reporter.ts'].map(pathname)],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            'test/{protocol,client,extensions,legacy,server,testing,conformance,proxy,tables,docs}/**/*.test.ts',
            'test/interop/*.test.ts',
          ],
          testTimeout: 20_000,
          ...patient,
          ...together(0),
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/{browser,examples,bench,interop/chromium}/**/*.test.ts'],
          exclude: timed,
          globalSetup: ['test/support/chromium.ts', 'test/support/published.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          ...patient,
          ...together(1),
        },
      },
      {
        extends: true,
        test: {
          name: 'engines',
          include: ['test/engines/**/*.test.ts'],
          globalSetup: ['test/support/engines/setup.ts', 'test/support/published.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          ...patient,
          ...together(1),
        },
      },
      {
        extends: true,
        test: {
          name: 'timed',
          include: timed,
          globalSetup: ['test/support/chromium.ts', 'test/support/published.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          ...patient,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
