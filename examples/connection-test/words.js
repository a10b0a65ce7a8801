import { messages } from './measure.js'

const streams = ['fetch-streaming', 'xhr-streaming', 'eventsource', 'iframe']

const count = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
export const inMilliseconds = (time) => `${count.format(time)} ms`
const inSeconds = (time) => `${count.format(time / 1000)} s`

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)]
}

/** What a transport is worth: `works`, `slow` (some messages came late, or not in time, or the link was lost) or `fails`. */
export function gradeOf({ live, delays, cuts }) {
  if (live === undefined || !delays.length) return 'fails'
  const late = Math.max(1000, 5 * median(delays))
  return delays.length === messages && !cuts && Math.max(...delays) < late ? 'works' : 'slow'
}

/** All of it in a sentence or two, and whether that is good news: `good`, `fair` or `bad`. */
export function verdictOf(results) {
  const [auto] = results
  const works = (name) => results.some((result) => result.name === name && gradeOf(result) === 'works')
  if (gradeOf(auto) === 'fails') {
    if (/^refused/.test(auto.problem))
      return { mood: 'bad', text: 'The server is reached, but it does not allow this test. Please send the report.' }
    return { mood: 'bad', text: 'Nothing gets through from here. Please send the report.' }
  }
  if (works('websocket')) return { mood: 'good', text: 'All is well: messages come at once, over WebSocket.' }
  if (streams.some(works))
    return {
      mood: 'fair',
      text: 'It works. WebSocket does not get through from here; messages come at once by another way.',
    }
  return {
    mood: 'fair',
    text: 'It works, a little more slowly: neither WebSocket nor streams get through from here, so the page keeps asking for news.',
  }
}

/** Of a quiet minute. */
export const quietWords = (cutAfter) =>
  cutAfter === undefined
    ? 'A quiet connection stayed open for a minute.'
    : `A quiet connection was cut after ${inSeconds(cutAfter)}.`

/** One transport in one line. */
export function summaryOf(result) {
  const { name, carrier, live, delays, cuts, problem } = result
  const grade = gradeOf(result)
  if (grade === 'fails') return problem || 'nothing came back'
  const parts = [`live after ${inMilliseconds(live)}`, `messages after ${inMilliseconds(median(delays))}`]
  if (grade === 'slow') {
    parts.push(`the slowest after ${inMilliseconds(Math.max(...delays))}`)
    if (delays.length < messages) parts.push(`${delays.length} of ${messages} in time`)
    if (cuts) parts.push(`lost ${cuts} times`)
  }
  if (name === 'auto') parts.unshift(carrier)
  return parts.join(', ')
}

/** For whoever looks into it. */
export function reportOf(results, verdict, quiet) {
  return [
    `Connection test of ${location.href}`,
    new Date().toISOString(),
    navigator.userAgent,
    '',
    verdict,
    quiet,
    '',
    ...results.map((result) => `${gradeOf(result).padEnd(6)} ${result.name}: ${summaryOf(result)}`),
    ...results.flatMap(({ name, decisions }) => ['', name, ...decisions.map((decision) => `  ${decision}`)]),
  ].join('\n')
}
