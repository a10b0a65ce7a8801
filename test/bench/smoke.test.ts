import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

test('the benches run, with tiny numbers', async () => {
  const all = ['bench/run.mjs', '--smoke', 'throughput', 'growth']
  const { stdout } = await promisify(execFile)(process.execPath, all)
  for (const title of ['Throughput', 'Growth']) expect(stdout).toContain(`\n${title}`)
})
