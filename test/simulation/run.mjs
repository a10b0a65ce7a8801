// Simulated nights, many of them: `npm run simulate -- --seeds 1000 --start 1`. Repeat one with `--seeds 1 --start SEED`.
// `--weather NAME` has the same weather in all of them: one of those that weather.ts names.
// With `--record` the sum goes to docs/guarantees.md.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { build } from 'vite'
import { record } from './record.mjs'

const text = { type: 'string' }
const { values } = parseArgs({
  options: { seeds: text, start: text, workers: text, weather: text, record: { type: 'boolean' } },
})
const seeds = Number(values.seeds ?? 1000)
const start = Number(values.start ?? 1)
const workers = Math.min(seeds, Number(values.workers ?? availableParallelism()))
const root = fileURLToPath(new URL('../..', import.meta.url))
const directory = `${root}test-results/simulation`

/** Failing nights whose trace is kept. */
const mostTraces = 5

await build({
  ...{ root, configFile: false, logLevel: 'warn' },
  build: { ssr: `${root}test/simulation/worker.ts`, outDir: `${directory}/${process.pid}`, target: 'node20' },
})

const began = performance.now()
const total = {}
const names = {}
let done = 0
let violations = 0
let traces = 0

function heard({ seed, weather, violations: found, counts, trace }) {
  done++
  names[weather.name] = (names[weather.name] ?? 0) + 1
  for (const [what, count] of Object.entries(counts)) total[what] = (total[what] ?? 0) + count
  if (done % 10_000 === 0) console.log(`${done} nights after ${seconds()} s`)
  if (!found.length) return
  violations += found.length
  console.log(`seed ${seed}, ${JSON.stringify(weather)}:\n  ${found.slice(0, 5).join('\n  ')}`)
  if (traces++ >= mostTraces) return
  const file = `${directory}/seed-${seed}.txt`
  writeFileSync(file, `${JSON.stringify(weather)}\n${trace.join('\n')}\n`)
  if (traces === 1) console.log(trace.slice(-60).join('\n'))
  console.log(`  the whole night: ${file}; repeat it with: npm run simulate -- --seeds 1 --start ${seed}`)
}

const seconds = () => ((performance.now() - began) / 1000).toFixed(1)

mkdirSync(directory, { recursive: true })
await Promise.all(
  Array.from({ length: workers }, (_, index) => {
    const workerData = { start: start + index, end: start + seeds, step: workers, forecast: values.weather }
    const worker = new Worker(`${directory}/${process.pid}/worker.js`, { workerData })
    worker.on('message', heard)
    return new Promise((resolve) => {
      worker.on('error', (error) => {
        violations++
        console.log(error)
      })
      worker.on('exit', resolve)
    })
  }),
)

const { messages = 0, links = 0, losses = 0, doubts = 0, gaps = 0, ...rest } = total
const { 'publications of unknown fate': unknown = 0, ...faults } = rest
const sum = Object.values(faults).reduce((all, count) => all + count, 0)
console.log(`${JSON.stringify(names)} ${JSON.stringify(faults)}`)
console.log(`${links} links, ${losses} losses, ${doubts} doubts, ${gaps} gaps, ${unknown} publications of unknown fate`)
const { user, system } = process.cpuUsage()
console.log(`${seconds()} s, ${((user + system) / 1000 / done).toFixed(1)} ms of processor time a seed`)
console.log(`${done} seeds, ${messages} messages, ${sum} faults, ${violations} violations`)
if (values.record) record({ seeds: done, messages, faults: sum, violations, minutes: Number(seconds()) / 60 })
rmSync(`${directory}/${process.pid}`, { recursive: true })
process.exitCode = violations || done < seeds ? 1 : 0
