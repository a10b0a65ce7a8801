import { readdirSync, readFileSync } from 'node:fs'

/** A piece of code within fences. */
export interface Block {
  page: string
  section: string
  /** Of the page, that of the first line of code. */
  line: number
  language: string
  text: string
}

export interface Row {
  /** What is code in the first cell. */
  names: string[]
  /** What is in braces in the other cells: `{ age, characters }`. */
  parts: string[]
}

export interface Table {
  section: string
  /** The first cell of the head. */
  head: string
  rows: Row[]
}

export interface Link {
  line: number
  target: string
}

function readPage(path: string) {
  const blocks: Block[] = []
  const tables: Table[] = []
  const anchors = new Set<string>()
  const prose: string[] = []
  let section = ''
  let block: Block | undefined
  let table: Table | undefined

  for (const [index, line] of readFileSync(path, 'utf8').split('\n').entries()) {
    const [, language] = /^\s*```(\w*)/.exec(line) ?? []
    const [, heading] = /^#+ (.*)/.exec(line) ?? []
    const isProse = !block && language === undefined
    prose.push(isProse ? line : '')
    if (language !== undefined) {
      block = block ? undefined : { page: path, section, line: index + 2, language, text: '' }
      if (block) blocks.push(block)
    } else if (block) {
      block.text += `${line}\n`
    } else if (heading !== undefined) {
      section = heading
      anchors.add(anchorOf(heading, anchors))
    }
    if (!isProse || !line.startsWith('|')) {
      table = undefined
    } else if (!table) {
      table = { section, head: cellsOf(line)[0] as string, rows: [] }
      tables.push(table)
    } else if (!line.startsWith('| ---')) {
      table.rows.push(rowOf(cellsOf(line)))
    }
  }

  const text = prose.join('\n')
  return { path, blocks, tables, anchors, links: linksOf(text), spans: spansOf(text) }
}

/** Pieces of code within lines. */
const spansOf = (text: string) => [...text.matchAll(/`([^`]*)`/g)].map(([, span]) => span as string)

/** None is within a piece of code, which may go on in the next line. */
function linksOf(text: string): Link[] {
  const lines = text.replace(/`[^`]*`/g, (span) => span.replace(/[^\n]/g, '')).split('\n')
  return lines.flatMap((line, index) =>
    [...line.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => ({ line: index + 1, target: target as string })),
  )
}

function cellsOf(line: string): string[] {
  const cells = line.split('|').slice(1, -1)
  return cells.map((cell) => cell.trim())
}

function rowOf([first = '', ...others]: string[]): Row {
  const [, parts] = /`\{ ([^}]*) \}`/.exec(others.join()) ?? []
  return { names: spansOf(first), parts: parts?.split(', ') ?? [] }
}

/** As GitHub makes it: the second of one name has a number. */
function anchorOf(heading: string, taken: Set<string>): string {
  const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase()
  const anchor = words.replace(/[^\p{L}\p{N}_\- ]/gu, '').replace(/ /g, '-')
  let free = anchor
  for (let number = 1; taken.has(free); number++) free = `${anchor}-${number}`
  return free
}

const documentation = readdirSync('docs').flatMap((name) => (name.endsWith('.md') ? `docs/${name}` : []))

/** What a user reads, by path. */
export const pages = new Map(
  ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', ...documentation].map((path) => [path, readPage(path)]),
)
