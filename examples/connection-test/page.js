import { measure, messages, watchQuiet } from './measure.js'
import { gradeOf, inMilliseconds, quietWords, reportOf, summaryOf, verdictOf } from './words.js'

const quietMinute = 60_000

const { server } = document.querySelector('main').dataset
const rows = [...document.querySelectorAll('#transports tr')]
const verdict = document.querySelector('#verdict')
const quiet = document.querySelector('#quiet')
const progress = document.querySelector('progress')
const report = document.querySelector('#report')
const again = document.querySelector('#again')
const copy = document.querySelector('#copy')

const words = {
  waits: 'waits',
  runs: 'is being tried',
  works: 'works',
  slow: 'works, with delays',
  fails: 'does not work',
}

function show(row, grade, text = '') {
  row.dataset.grade = grade
  row.querySelector('.grade').textContent = words[grade]
  row.querySelector('.summary').textContent = text
}

function say(mood, text) {
  verdict.dataset.mood = mood
  verdict.textContent = text
}

const svg = 'http://www.w3.org/2000/svg'

/** A bar for each message, as high as its delay: from 1 ms to 10 s, each tenfold a quarter. */
function draw(row, delays) {
  const plot = document.createElementNS(svg, 'svg')
  const set = (element, attributes) => {
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  }
  const slowest = delays.length ? `, the slowest after ${inMilliseconds(Math.max(...delays))}` : ''
  const label = `${delays.length} of ${messages} messages came back${slowest}`
  set(plot, { viewBox: `0 0 ${messages * 6} 32`, role: 'img', 'aria-label': label })
  for (let number = 0; number < messages; number++) {
    const bar = document.createElementNS(svg, 'rect')
    const delay = delays[number]
    const height = delay === undefined ? 2 : Math.min(32, 2 + 7.5 * Math.log10(Math.max(1, delay)))
    set(bar, { x: number * 6, y: 32 - height, width: 4, height, rx: 1 })
    if (delay === undefined) set(bar, { class: 'missing' })
    plot.append(bar)
  }
  row.querySelector('.plot').replaceChildren(plot)
}

/** What was copied before is not this. */
function reported(text) {
  report.value = text
  copy.textContent = 'Copy the report'
}

async function run() {
  again.disabled = copy.disabled = true
  quiet.textContent = ''
  reported('')
  for (const row of rows) {
    show(row, 'waits')
    draw(row, [])
  }
  const results = []
  let watched
  for (const row of rows) {
    const { name } = row.dataset
    say('runs', `Trying ${results.length + 1} of ${rows.length} …`)
    progress.value = results.length / rows.length
    show(row, 'runs')
    const { client, result } = await measure(server, name)
    results.push(result)
    draw(row, result.delays)
    show(row, gradeOf(result), summaryOf(result))
    if (name === 'auto') watched = client
    else await client.close()
  }
  const { mood, text } = verdictOf(results)
  say(mood, text)
  reported(reportOf(results, text, ''))
  copy.disabled = false
  if (watched.state === 'online') {
    quiet.textContent = 'Now for a minute: does a quiet connection stay open?'
    const cutAfter = await watchQuiet(watched, quietMinute, (part) => {
      progress.value = part
    })
    quiet.textContent = quietWords(cutAfter)
    reported(reportOf(results, text, quiet.textContent))
  }
  progress.value = 1
  watched.close()
  again.disabled = false
}

copy.addEventListener('click', async () => {
  report.select()
  // Pages without https have no clipboard, and a browser may forbid it: what is selected can be copied by hand.
  const copied = await navigator.clipboard?.writeText(report.value).then(
    () => true,
    () => false,
  )
  copy.textContent = copied ? 'Copied' : 'Selected: copy it now'
})
again.addEventListener('click', run)

run()
