import type { Document, Result } from './documents'

/** The page of these results: the same for the same results, whatever time they took. */
export function markdown(document: Document, results: readonly Result[]): string {
  const sections = Object.entries(document.rows).map(([table, what]) =>
    section(
      document,
      table,
      what,
      results.filter(({ meta }) => meta.table === table),
    ),
  )
  return `${[document.introduction, summary(results), ...sections].join('\n\n')}\n`
}

const plural = (count: number) => `${count} test${count === 1 ? '' : 's'}`

/** One that was not made. */
const left = ({ state }: Result) => state === 'skipped'

function summary(results: readonly Result[]): string {
  const made = results.filter((result) => !left(result))
  const failed = made.filter(({ state }) => state === 'failed').length
  const verdict = failed ? `**${failed} of them failed**` : 'all of them passed'
  return `Written by \`npm test\`, from ${plural(made.length)}: ${verdict}.`
}

type Dimension = 'transport' | 'feature'

function section(document: Document, table: string, what: string, results: readonly Result[]): string {
  const { transports, features } = document
  const notes = createNotes()
  const rows = [...new Set(results.map(({ meta }) => meta.row as string))]

  /** A table whose columns are those of the dimension of which there are tests. */
  function grid(dimension: Dimension, titles: Record<string, string>, some: readonly Result[], ofCell: Cell) {
    const columns = Object.keys(titles).filter((column) => some.some(({ meta }) => meta[dimension] === column))
    const body = rows.map((row) => {
      const mine = some.filter(({ meta }) => meta.row === row)
      const rest = results.filter(({ meta }) => meta.row === row && meta.reason && !meta.transport && !meta.feature)
      const cells = columns.map((column) => {
        const within = mine.filter(({ meta }) => meta[dimension] === column)
        return ofCell(within.length ? within : rest)
      })
      const version = results.find(({ meta }) => meta.row === row && meta.version)?.meta.version
      return line([version ? `${row} ${version}` : row, ...cells])
    })
    const head = [what, ...columns.map((column) => titles[column] as string)]
    return [line(head), line(head.map(() => '---')), ...body].join('\n')
  }

  const counted = (other: Dimension, titles: Record<string, string>): Cell => {
    return (some) => count(some, (reason, of) => notes(reason, namesOf(of, other, titles)))
  }

  const told = Object.entries(features)
    .map(([feature, title]) => ({ title, some: results.filter(({ meta }) => meta.feature === feature) }))
    .filter(({ some }) => some.some(({ meta }) => meta.cell))
    .map(({ title, some }) => `${capital(title)}:\n\n${grid('transport', transports, some, tell)}`)

  const blocks = [
    `## ${table}`,
    `By transport:\n\n${grid('transport', transports, results, counted('feature', features))}`,
    `By feature:\n\n${grid('feature', features, results, counted('transport', transports))}`,
    ...told,
  ]
  return [...blocks, ...notes.list()].join('\n\n')
}

const line = (cells: string[]) => `| ${cells.join(' | ')} |`
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

type Cell = (results: readonly Result[]) => string

/** What is not made in one place, and is in another, applies. */
function missing(results: readonly Result[]): Result[] {
  const made = new Set(results.filter((one) => !left(one)).map(({ meta }) => `${meta.transport} ${meta.feature}`))
  return results.filter((one) => left(one) && (one.meta.open || !made.has(`${one.meta.transport} ${one.meta.feature}`)))
}

/** How many there are, and what is to be said of those that failed or were not made. */
function count(results: readonly Result[], note: (text: string, of: Result[]) => string): string {
  const made = results.filter((result) => !left(result))
  const failed = made.filter(({ state }) => state === 'failed')
  const lacks = missing(results)
  const texts = new Set(lacks.map(({ meta }) => meta.open ?? meta.reason ?? ''))
  const marks = [
    ...[...texts].map((text) =>
      note(text, made.length ? lacks.filter(({ meta }) => (meta.open ?? meta.reason) === text) : []),
    ),
    ...failed.map(({ name }) => note(`failed: ${name}`, [])),
  ]
  const open = lacks.some(({ meta }) => meta.open)
  const verdict = failed.length ? `**${failed.length} of ${plural(made.length)} failed**` : plural(made.length)
  const text = made.length ? verdict : open ? 'open' : results.length ? '–' : ''
  return [text, ...marks].join(' ')
}

/** What the tests themselves say. */
function tell(results: readonly Result[]): string {
  const failed = results.some(({ state }) => state === 'failed')
  return failed ? '**failed**' : [...new Set(results.map(({ meta }) => meta.cell ?? '–'))].join(', ')
}

function namesOf(results: readonly Result[], dimension: Dimension, titles: Record<string, string>): string[] {
  return [...new Set(results.flatMap(({ meta }) => titles[meta[dimension] ?? ''] ?? []))]
}

/** Numbered notes below a table; the same text has one number. */
function createNotes() {
  const texts: string[] = []
  /** @returns the mark of this text, which is about these */
  function note(text: string, about: string[]): string {
    const whole = about.length ? `${about.join(', ')}: ${text}` : text
    if (!texts.includes(whole)) texts.push(whole)
    return `<sup>${texts.indexOf(whole) + 1}</sup>`
  }
  const list = () => (texts.length ? [texts.map((text, index) => `${index + 1}. ${text}`).join('\n')] : [])
  return Object.assign(note, { list })
}
