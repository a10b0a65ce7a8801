import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

test('the benches run, with tiny numbers', async () => {
  const all = ['bench/run.mjs', '--smoke', 'throughput', 'fan-out', 'publish', 'growth']
  const { stdout } = await promisify(execFile)(process.execPath, all)
  for (const title of ['Throughput', 'Fan-out', 'Publishing', 'Growth']) expect(stdout).toContain(`\n${title}`)
})
