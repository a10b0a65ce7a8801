import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { type Client, connect } from '../../src/index'
import { createServer } from '../../src/server/index'
import { createNetwork } from '../../src/testing/index'
import { closeLater } from '../support/close-later'
import { pages } from './pages'

const sources: Record<string, string> = {
  encke: 'src/index',
  'encke/server': 'src/server/index',
  'encke/testing': 'src/testing/index',
}
const blocks = pages.get('docs/testing.md')?.blocks ?? []
const examples = blocks.filter(({ text }) => /^test\(/m.test(text))

const clients: Client[] = []
beforeEach(() => void vi.stubGlobal('location', new URL('http://localhost:3000/')))
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()))
  vi.unstubAllGlobals()
})

/** Runs a piece of code as it stands there. */
async function run(text: string) {
  const folder = await mkdtemp(join(tmpdir(), 'encke-docs-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'example.ts')
  const from = (_: string, name: string) => `from ${JSON.stringify(join(process.cwd(), `${sources[name]}`))}`
  await writeFile(file, text.replace(/from '(encke[^']*)'/g, from))
  await import(file)
}

/** The page that the examples are about. */
function openChat() {
  const client = connect('/encke')
  clients.push(client)
  const lines: string[] = []
  const show = ({ data: { text } }: { data: { text: string } }) => lines.push(text)
  client.subscribe('/chat/lobby', show)
  return {
    lines,
    get online() {
      return client.state === 'online'
    },
    openRoom: (channel: string) => client.subscribe(channel, show),
    say: (text: string) => client.publish('/chat/lobby', { text }),
    close: () => client.close(),
  }
}

test.each(examples.map((example) => [example.section, example] as const))(
  'testing: the test of "%s" passes as it stands there',
  async (_, { text }) => {
    const tests: (() => unknown)[] = []
    const after: (() => unknown)[] = []
    const runner = {
      ...{ expect, vi, openChat },
      test: (_: string, run: () => unknown) => tests.push(run),
      afterEach: (run: () => unknown) => after.push(run),
    }
    vi.stubGlobal('runner', runner)
    await run(text.replace(/^import \{.*\} from 'vitest'$/m, `const { ${Object.keys(runner)} } = globalThis.runner`))
    for (const step of [...tests, ...after]) await step()
    expect(tests).toHaveLength(1)
  },
)

test('testing: there are tests to be run', () => {
  expect(examples.length).toBeGreaterThan(2)
})

test('testing: an expect in a listener is printed, and fails nothing', async () => {
  const printed = vi.spyOn(console, 'error').mockImplementation(() => {})
  onTestFinished(() => printed.mockRestore())
  const server = createServer()
  closeLater(createNetwork(server)).install()
  const heard: unknown[] = []
  const client = closeLater(connect('/encke'))
  await client.subscribe('/a', ({ data }) => expect(heard.push(data)).toBe(2)).ready
  await server.publish('/a', 1)
  await server.publish('/a', 2)
  await vi.waitFor(() => expect(heard).toEqual([1, 2]))
  expect(printed.mock.calls.join()).toMatch(/expected 1 to be 2/)
})

test('testing: a network for all tests is the server of their pages, but for those of a test that has its own', async () => {
  const [all] = blocks.filter(({ section }) => section === 'In tests of something else')
  await run(`${all?.text}`)
  const page = openChat()
  await vi.waitFor(() => expect(page.online).toBe(true))
  const server = createServer()
  const network = closeLater(createNetwork(server))
  network.install()
  const other = openChat()
  await vi.waitFor(() => expect(other.online).toBe(true))
  await server.publish('/chat/lobby', { text: 'hello' })
  await vi.waitFor(() => expect(other.lines).toEqual(['hello']))
  expect(page.lines).toEqual([])
  network.close()
  const next = openChat()
  await vi.waitFor(() => expect(next.online).toBe(true))
})
