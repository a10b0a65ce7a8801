import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { expect, test, vi } from 'vitest'
import { serve } from '../../support/close-later'
import { numbers } from '../../support/numbers'
import { until } from '../../support/until'

// On a busy machine Node takes long to begin.
vi.setConfig({ testTimeout: 60_000 })

/** Runs Node with what we publish; resolves, when it has ended by itself, with what it has printed. */
async function node(...args: string[]) {
  const { stdout } = await promisify(execFile)(process.execPath, ['--no-warnings', ...args], { timeout: 45_000 })
  return JSON.parse(stdout)
}

const run = (source: string) => node('--input-type=module', '--eval', source)

test.each(['dist/index.js', 'dist/core.js', 'dist/extensions/index.js'])(
  'importing %s touches no global, so that a page can be rendered on a server',
  async (entry) => {
    const { exports, touched } = await node('--experimental-vm-modules', 'test/client/imports.mjs', entry)
    expect(exports).not.toEqual([])
    expect(touched).toEqual([])
  },
)

const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  exports: Record<string, { default?: string }>
}

test.skipIf(!(process.features as { require_module?: boolean }).require_module)(
  'each entry can be taken by require, where Node lets modules be',
  async () => {
    const entries = Object.values(exports).flatMap((entry) => entry.default ?? [])
    const names = (entry: string) => `Object.keys(require(${JSON.stringify(`./${entry}`)})).length > 0`
    const told = await node('--eval', `console.log(JSON.stringify([${entries.map(names)}]))`)
    expect(told).toEqual(entries.map(() => true))
  },
)

test('importing leaves no timers and nothing else that keeps a process alive', async () => {
  const left = await run(`
    const before = process.getActiveResourcesInfo()
    for (const entry of ['index', 'core', 'extensions/index']) await import('./dist/' + entry + '.js')
    await new Promise(setImmediate) // the files are closed
    console.log(JSON.stringify(process.getActiveResourcesInfo().filter((one) => !before.includes(one))))`)
  expect(left).toEqual([])
})

test('a client in plain Node hears, publishes and says goodbye, and then the process ends by itself', async () => {
  const server = await serve({ expiry: 600_000 })
  const published: unknown[] = []
  server.encke.subscribe('/up', ({ data }) => published.push(data))
  for (const number of numbers(20)) server.encke.publish('/n', number)
  const told = await run(`
    import { connect } from './dist/index.js'
    const client = connect('${server.url}')
    const got = []
    for await (const { data } of client.subscribe('/n', { since: 'oldest' })) {
      got.push(data)
      await client.publish('/up', data)
      if (got.length === 20) break
    }
    // On a busy machine a poll may have been the first.
    const best = 'WebSocket' in globalThis ? 'websocket' : 'fetch-streaming'
    while (client.transport !== best) await new Promise((resolve) => client.on('transport', resolve))
    await client.close()
    const closed = performance.now()
    process.on('exit', () => console.log(JSON.stringify({ got, lingered: performance.now() - closed })))`)
  expect(told.got).toEqual(numbers(20))
  expect(told.lingered).toBeLessThan(5000)
  expect(published).toEqual(numbers(20))
  await until(() => server.encke.sessions === 0, 'the session has ended')
})
