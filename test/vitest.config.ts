import { defineConfig } from 'vitest/config'

/** What takes real time may meet a machine that is busy with other things: it is tried once more, and the report says so. */
const patient = { retry: 1 }

/** Three kinds of tests, the fast ones first. `npm test -- client/outbox` runs the files whose path contains that. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    reporters: ['default', new URL('tables/reporter.ts', import.meta.url).pathname],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            'test/{protocol,client,extensions,legacy,server,conformance,proxy,tables}/**/*.test.ts',
            'test/interop/*.test.ts',
          ],
          testTimeout: 20_000,
          ...patient,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['test/{bench,browser,examples,load,nodes,interop/chromium}/**/*.test.ts'],
          globalSetup: ['test/support/chromium.ts'],
          testTimeout: 120_000,
          ...patient,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'engines',
          include: ['test/engines/**/*.test.ts'],
          globalSetup: ['test/support/engines/setup.ts'],
          testTimeout: 60_000,
          ...patient,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
})
