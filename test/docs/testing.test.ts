import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { type Client, connect } from '../../src/index'
import { pages } from './pages'

const sources: Record<string, string> = {
  encke: 'src/index',
  'encke/server': 'src/server/index',
  'encke/testing': 'src/testing/index',
}
const examples = (pages.get('docs/testing.md')?.blocks ?? []).filter(({ text }) => /^test\(/m.test(text))

const clients: Client[] = []
afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()))
  vi.unstubAllGlobals()
})

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
    vi.stubGlobal('location', new URL('http://localhost:3000/'))
    const folder = await mkdtemp(join(tmpdir(), 'encke-docs-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const code = text
      .replace(/^import \{.*\} from 'vitest'$/m, `const { ${Object.keys(runner).join(', ')} } = globalThis.runner`)
      .replace(/from '(encke[^']*)'/g, (_, name) => `from ${JSON.stringify(join(process.cwd(), `${sources[name]}`))}`)
    const file = join(folder, 'example.ts')
    await writeFile(file, code)
    await import(file)
    for (const run of [...tests, ...after]) await run()
    expect(tests).toHaveLength(1)
  },
)

test('testing: there are tests to be run', () => {
  expect(examples.length).toBeGreaterThan(2)
})
