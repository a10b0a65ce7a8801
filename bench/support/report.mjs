import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { judge, summary } from './statistics.mjs'

const results = fileURLToPath(new URL('../results/', import.meta.url))
const page = fileURLToPath(new URL('../../docs/performance.md', import.meta.url))

/** The order of the questions on the page. */
export const names = ['connect', 'loss', 'throughput', 'memory', 'fan-out', 'publish', 'growth', 'size']

/** @param runs - of each case by name, a row of figures a run */
export function resultOf(name, { title, about, figures, targets }, runs, machine) {
  const rows = Object.entries(runs).map(([of, all]) => ({
    case: of,
    ...Object.fromEntries(Object.keys(figures).map((figure) => [figure, summary(all.map((row) => row[figure]))])),
  }))
  const verdicts = targets.map((target) => judge(target, runs)).filter(Boolean)
  return { name, title, about, machine, figures, rows, targets: verdicts }
}

/** @param plots - SVG by name */
export function write(result, plots = {}) {
  writeFileSync(`${results}${result.name}.json`, `${JSON.stringify(result, null, 2)}\n`)
  for (const [plot, svg] of Object.entries(plots)) writeFileSync(`${results}${result.name}-${plot}.svg`, svg)
}

const number = (value, digits) =>
  value.toLocaleString('en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits })

function cell(found, { digits }) {
  if (!found) return '–'
  const { median, least, most } = found
  const middle = number(median, digits)
  return least === most ? middle : `${middle} (${number(least, digits)} – ${number(most, digits)})`
}

const demand = ({ atLeast, atMost, against, unit }) =>
  `${atLeast === undefined ? '≤' : '≥'} ${atLeast ?? atMost}${against ? ` × ${against}` : ` ${unit ?? ''}`}`

function table(head, rows, right = head.length - 1) {
  const line = (cells) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, index) => (index >= head.length - right ? '--:' : '---'))), ...rows.map(line)]
}

function section({ name, title, about, figures, rows, targets }) {
  const heads = Object.keys(figures)
  const lines = [`## ${title}`, '', about, '']
  lines.push(
    ...table(
      ['', ...heads],
      rows.map((row) => [row.case, ...heads.map((head) => cell(row[head], figures[head]))]),
    ),
  )
  if (targets.length) {
    lines.push('')
    lines.push(
      ...table(
        ['target', 'demand', 'found', ''],
        targets.map((target) => [
          `${target.of}: ${target.figure}`,
          demand(target),
          cell(target, { digits: 2 }),
          target.met ? 'met' : 'missed',
        ]),
        0,
      ),
    )
  }
  const plots = readdirSync(results).filter((file) => file.startsWith(`${name}-`) && file.endsWith('.svg'))
  for (const plot of plots) lines.push('', `![${plot.slice(0, -4)}](../bench/results/${plot})`)
  const notes = `${results}${name}.md`
  if (existsSync(notes)) lines.push('', readFileSync(notes, 'utf8').trim())
  return lines.join('\n')
}

/** The page, made of the newest result of each bench. */
export function writePage() {
  const all = names
    .filter((name) => existsSync(`${results}${name}.json`))
    .map((name) => JSON.parse(readFileSync(`${results}${name}.json`, 'utf8')))
  const { machine } = all.find(({ machine }) => machine.chromium) ?? all[0]
  const missed = all.flatMap(({ targets }) => targets).filter(({ met }) => !met)
  const total = all.flatMap(({ targets }) => targets).length
  const text = `# Performance

Written by \`npm run bench\` (\`bench/\`); the numbers are in \`bench/results\`. Each figure is the median
of ${machine.runs} runs, with the smallest and the largest in brackets. A run measures everything once, one after the
other, in an order of its own: so ratios hold even on a machine that others use, while absolute times drift. A ratio is taken within
one run, and the median of the ratios is judged.

${machine.cpu}, ${machine.cores} cores, Linux ${machine.kernel}; Node ${machine.node}, ${machine.chromium}; Encke ${machine.encke}.
${machine.peers}.

${total - missed.length} of ${total} targets are met.

${all.map(section).join('\n\n')}
`
  writeFileSync(page, text)
}
