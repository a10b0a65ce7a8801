import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { allTransports } from '../../src/client/transports/index'
import { connect } from '../../src/index'
import type { EnckeServer } from '../../src/server/index'
import { closeLater } from '../support/close-later'
import { likeBrowser } from '../support/like-browser'
import { compile } from './compiler'
import { runExample } from './example'
import { pages, type Table } from './pages'

/** What each table tells of: where it is, the first cell of its head, and the type. */
const tables: [page: string, section: string, head: string, type: string][] = [
  ['README.md', 'Transports', 'name', "import('encke').TransportName"],
  ['docs/client.md', 'Connecting', 'option of `connect`', "import('encke').Options"],
  ['docs/client.md', 'Subscribing', 'option', "import('encke').SubscribeOptions"],
  ['docs/client.md', 'Events', 'event', "import('encke').ClientEvents"],
  ['docs/client.md', 'Errors', 'code', "import('encke').ErrorCode"],
  ['docs/server.md', 'Options', 'option', "import('encke/server').ServerOptions"],
  ['docs/server.md', 'Options', 'of `limits`', "import('encke/server').Limits"],
  ['docs/server.md', 'More than one node', 'option', "import('encke/server/redis').RedisLogOptions"],
  ['docs/server.md', 'Watching it', 'of `stats()`', "import('encke/server').Stats"],
  ['docs/extensions.md', 'Extensions', 'member', "import('encke/extensions').Extension"],
  ['docs/extensions.md', 'Extensions', 'extension', "Omit<typeof import('encke/extensions'), 'createExtensions'>"],
  ['docs/testing.md', 'The network', 'method', "import('encke/testing').Network"],
  ['docs/testing.md', 'The network', 'condition', "import('encke/testing').Conditions"],
  ['docs/networks.md', 'See what happens there', 'kind', "import('encke').Decision['kind']"],
  ['docs/guarantees.md', 'To a subscriber', '`missed` says', "import('encke').Missed['reason']"],
]

const all = [...pages.values()]
const examples = all.flatMap(({ blocks }) => blocks.filter(({ language }) => /^[jt]s$/.test(language)))
const { faults, membersOf } = compile(
  examples,
  tables.map(([, , , type]) => type),
)

function tableOf(page: string, section: string, head: string): Table {
  const table = pages.get(page)?.tables.find((one) => one.section === section && one.head === head)
  if (!table) throw new Error(`${page} has no table of "${head}" under "${section}"`)
  return table
}

test('every example compiles, with strict types', () => {
  expect(examples.length).toBeGreaterThan(10)
  expect(faults).toEqual([])
})

test.each(tables)('%s, %s, "%s": the table names all that there is, and nothing else', (page, section, head, type) => {
  const { rows } = tableOf(page, section, head)
  const there = membersOf(type).flatMap(({ name, forms, parts }) => {
    const row = rows.find(({ names }) => names.some((one) => forms.includes(one)))
    const written = row?.names.find((one) => forms.includes(one)) ?? name
    return [written, ...(row?.parts.length ? partsOf(written, parts) : [])]
  })
  const named = rows.flatMap(({ names, parts }) => [...names, ...partsOf(names[0] as string, parts)])
  expect({ missing: beyond(there, named), surplus: beyond(named, there) }).toEqual({ missing: [], surplus: [] })
})

const partsOf = (name: string, parts: readonly string[]) => parts.map((part) => `${name}: ${part}`)

/** What the one has and the other has not. */
const beyond = (some: readonly string[], others: readonly string[]) => some.filter((one) => !others.includes(one))

test('the README has the transports in the order in which they are preferred', () => {
  const { rows } = tableOf('README.md', 'Transports', 'name')
  expect(rows.flatMap(({ names }) => names)).toEqual(allTransports().map(({ name }) => name))
})

test('every link leads somewhere', () => {
  const broken = all.flatMap(({ path, links }) =>
    links
      .filter(({ target }) => !/^\w+:/.test(target) && !leadsSomewhere(path, target))
      .map(({ line, target }) => `${path}:${line}: ${target}`),
  )
  expect(broken).toEqual([])
})

function leadsSomewhere(from: string, target: string): boolean {
  const [file, anchor] = target.split('#') as [string, string?]
  const path = file ? join(from, '..', file) : from
  return existsSync(path) && (anchor === undefined || pages.get(path)?.anchors.has(anchor) === true)
}

test('every file of the sources that is named is there', () => {
  const files = ['src', 'test'].flatMap((folder) =>
    readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name))),
  )
  const isThere = (name: string) => existsSync(name) || files.some((file) => file.endsWith(`/${name}`))
  const gone = all.flatMap(({ path, spans }) =>
    spans
      .filter((span) => /^(\.\.\/)?([\w-]+\/)*[\w.-]+\.ts$|^(src|test|bench)(\/[\w-]+)+$/.test(span))
      .filter((span) => !span.includes('NAME') && !isThere(span.replace('../', '')))
      .map((span) => `${path}: ${span}`),
  )
  expect(gone).toEqual([])
})

test('the architecture has a place for every part', () => {
  const places = pages.get('docs/architecture.md')?.spans
  const parts = ['client', 'server', 'protocol'].flatMap((folder) => {
    const files = readdirSync(join('src', folder), { recursive: true }).map(String)
    return files.filter((file) => file.endsWith('.ts') && !/^(index|redis)\.ts$|^transports\//.test(file))
  })
  expect(parts.filter((part) => !places?.some((place) => place.endsWith(part)))).toEqual([])
})

test.each(['long-polling', 'websocket'] as const)('what mounts the server lets a page in by %s', async (name) => {
  const { http, encke } = await mount()
  const { port } = http.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  const client = closeLater(connect(`${url}/encke`, { transports: [name], environment: likeBrowser() }))
  const clock = client.subscribe('/clock')
  await clock.ready
  await encke.publish('/clock', 12)
  for await (const { data } of clock) {
    expect(data).toBe(12)
    break
  }
  expect(client.transport).toBe(name)
  expect((await fetch(`${url}/other`)).status).toBe(404)
})

test('what is for Prometheus is what it reads, all of it', async () => {
  const { http, encke } = await mount()
  const { port } = http.address() as AddressInfo
  const client = closeLater(connect(`http://127.0.0.1:${port}/encke`, { transports: ['fetch-streaming'] }))
  const heard = new Promise((resolve) => client.subscribe('/a', resolve, { since: 'oldest' }))
  await encke.publish('/a', 1)
  await heard
  await fetch(`http://127.0.0.1:${port}/encke`, { method: 'POST', body: 'nonsense' })
  vi.stubGlobal('encke', encke)
  onTestFinished(() => void vi.unstubAllGlobals())
  const place: [string, string, string] = ['docs/server.md', 'Watching it', 'encke_links']
  const { metrics } = await runExample<{ metrics: Server }>(place, ['metrics'], { 9464: '0', localhost: '127.0.0.1' })
  closeLater(metrics)
  if (!metrics.listening) await once(metrics, 'listening')
  const answer = await fetch(`http://127.0.0.1:${(metrics.address() as AddressInfo).port}/metrics`)
  const lines = (await answer.text()).split('\n')
  expect(lines.pop()).toBe('')
  for (const line of lines) expect(line).toMatch(/^encke_[a-z]+({(type|error)="[a-z0-9-]+"})? \d+$/)
  const { links, refused, ...counts } = encke.stats()
  expect(lines).toHaveLength([links, refused, counts].flatMap(Object.keys).length)
  expect(lines).toContain('encke_sessions 1')
  expect(lines).toContain('encke_publications 1')
  expect(lines).toContain('encke_links{type="fetch-streaming"} 1')
  expect(lines).toContain('encke_refused{error="400"} 1')
})

/** Runs what mounts the server, but on a free port. */
async function mount(): Promise<{ http: Server; encke: EnckeServer }> {
  const place: [string, string, string] = ['docs/server.md', 'Mounting it', 'http.listen(8080)']
  const made = await runExample<{ http: Server; encke: EnckeServer }>(place, ['http', 'encke'], { 8080: '0' })
  closeLater(made.http)
  closeLater(made.encke)
  if (!made.http.listening) await once(made.http, 'listening')
  return made
}
