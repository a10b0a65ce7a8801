import { readFileSync, writeFileSync } from 'node:fs'

const file = new URL('../../docs/guarantees.md', import.meta.url)
const block = /<!-- simulated (.*) -->\n[\s\S]*?<!-- end -->/

/** Adds a run to the sum of all runs that docs/guarantees.md tells of. */
export function record({ seeds, messages, faults, violations, minutes }) {
  const text = readFileSync(file, 'utf8')
  const before = JSON.parse(block.exec(text)[1])
  const all = {
    seeds: before.seeds + seeds,
    messages: before.messages + messages,
    faults: before.faults + faults,
  }
  const number = (value) => value.toLocaleString('en')
  const told = `| | nights | messages delivered | faults | violations |
| --- | --- | --- | --- | --- |
| the last run (${minutes.toFixed(0)} minutes) | ${number(seeds)} | ${number(messages)} | ${number(faults)} | ${violations} |
| all recorded runs | ${number(all.seeds)} | ${number(all.messages)} | ${number(all.faults)} | |`
  writeFileSync(
    file,
    text.replace(block, () => `<!-- simulated ${JSON.stringify(all)} -->\n${told}\n<!-- end -->`),
  )
}
