// Measures Encke and what is used instead: `npm run bench`, `npm run bench -- throughput fan-out --runs 5`, `--quick`.
// `--only WORD` takes the cases with that in their name. It writes nothing then, nor when it was quick.
// `--smoke` looks whether all benches run, with tiny numbers and nothing beside Encke but what is raw.
import { existsSync, readFileSync } from 'node:fs'
import { cpus, release } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { names, resultOf, write, writePage } from './support/report.mjs'
import { shuffled } from './support/shuffled.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: 'string' },
    quick: { type: 'boolean' },
    smoke: { type: 'boolean' },
    only: { type: 'string' },
  },
})
const { smoke = false, quick = smoke, only } = values
const keep = !quick && !only
const runs = Number(values.runs ?? (quick ? 1 : 5))
const wanted = positionals.length ? positionals : names
const unknown = wanted.find((name) => !names.includes(name))
if (unknown) throw new Error(`no bench ${unknown}: there are ${names.join(', ')}`)
if (!smoke && !existsSync(`${root}bench/node_modules/ws`))
  throw new Error('first get what is measured beside it: npm ci --prefix bench')

const json = (path) => JSON.parse(readFileSync(`${root}${path}`, 'utf8'))
const peers = ['ws', 'faye', 'cometd', 'cometd-nodejs-server', 'sockjs', 'sockjs-client', 'socket.io']

function machine(chromium) {
  return {
    ...{ cpu: cpus()[0].model, cores: cpus().length, kernel: release(), node: process.version, runs },
    chromium,
    encke: json('package.json').version,
    peers: peers.map((name) => `${name} ${json(`bench/node_modules/${name}/package.json`).version}`).join(', '),
  }
}

function failed(what) {
  console.log(what)
  process.exitCode = 1
}

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`

async function run(name) {
  const began = performance.now()
  const bench = await import(`./${name}.mjs`)
  const { cases, chromium, drawn, close } = await bench.open({ quick, small: smoke, peers: !smoke })
  const chosen = cases.filter(({ name }) => !only || name.includes(only))
  const rows = Object.fromEntries(chosen.map(({ name }) => [name, []]))
  try {
    for (let run = 1; run <= (bench.once ? 1 : runs); run++) {
      for (const { name: of, measure } of shuffled(chosen, run)) {
        const row = await measure(run).catch((error) => failed(`${name}, ${of}: ${error.message}`))
        rows[of].push(row ?? {})
      }
      console.log(`${name}: run ${run} of ${runs} after ${seconds(began)}`)
    }
  } finally {
    await close()
  }
  const result = resultOf(name, bench, rows, keep && machine(chromium))
  print(result)
  if (!keep) return
  write(result, drawn?.(result))
  writePage()
}

function print({ title, figures, rows, targets }) {
  const flat = (found, digits) =>
    found && `${found.median.toFixed(digits)} (${found.least.toFixed(digits)} to ${found.most.toFixed(digits)})`
  console.log(`\n${title}`)
  console.table(
    Object.fromEntries(
      rows.map((row) => [
        row.case,
        Object.fromEntries(Object.entries(figures).map(([name, { digits }]) => [name, flat(row[name], digits)])),
      ]),
    ),
  )
  for (const { of, figure, against = '', atLeast, atMost, median, least, most, met } of targets) {
    const demand = atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`
    const found = `${median.toFixed(2)} (${least.toFixed(2)} to ${most.toFixed(2)})`
    console.log(`${met ? 'met   ' : 'MISSED'} ${of}, ${figure}: ${found}, ${demand}${against && ` × ${against}`}`)
  }
}

const began = performance.now()
for (const name of wanted) await run(name)
console.log(`\n${seconds(began)} in all`)
