import { writeFileSync } from 'node:fs'
import type { Page } from 'playwright'
import { afterAll, expect, test } from 'vitest'
import type { TransportName } from '../../src/index'
import { catalogue, type Faults } from '../proxy/bad-proxy'
import { useBrowser } from '../support/in-page'
import type { TestServer } from '../support/server'

const { serve, open, spoil } = useBrowser()

/** Each starting state: what the page has lived through when the fault begins. */
const states = {
  'first visit': undefined,
  'after a visit by WebSocket': 'visited',
  'live on websocket': 'websocket',
  'live on fetch-streaming': 'fetch-streaming',
  'live on long-polling': 'long-polling',
} as const
type State = keyof typeof states

interface Cell {
  /** Milliseconds: from `connect` to the first message, or the longest pause when the session was live before. */
  pause: number
  transport: string
  /** What is wrong with the numbers that came. */
  wrong: string[]
}

/** No request at all is answered by the server. */
const hopeless = ['login page']

/** Those that spoil requests, also where WebSocket is no way out. */
const faults: Record<string, Faults> = {
  ...catalogue,
  ...Object.fromEntries(
    [
      'responses held to their end',
      'responses held to their end, let go in pieces',
      'first 2 KiB held back',
      'blocks of 8 KiB',
      'each chunk held until the next',
      'streams opened but never delivered',
      'cut after 2 s idle',
      'cut at an age of 3 s',
      'POSTs replayed',
    ].map((name) => [`${name}, WebSocket refused`, { ...catalogue[name], upgrade: 'refuse-403' }]),
  ),
}

const table = new Map<string, Map<State, Cell>>()

/** Publishes a number every 25 ms. */
function count(server: TestServer): () => void {
  let number = 0
  const timer = setInterval(() => server.encke.publish('/n', number++), 25)
  return () => clearInterval(timer)
}

/** Connects in the page; resolves when it is live on this transport, or on any. */
function connect(page: Page, transport?: TransportName): Promise<void> {
  return page.evaluate(async (transport) => {
    const { Encke } = window as unknown as { Encke: typeof import('../../src/index') }
    const client = Encke.connect('/encke')
    const seen = { client, got: [] as [number, number][], began: performance.now() }
    Object.assign(window, { seen })
    client.subscribe<number>('/n', ({ data }) => seen.got.push([data, performance.now()]))
    if (!transport) return
    client.use([transport])
    while (client.transport !== transport) await new Promise<void>((done) => client.on('transport', () => done()))
    client.use()
  }, transport)
}

/** Waits for so many messages after this moment, and says how they came. */
function judge(page: Page, messages: number, deadline: number): Promise<Cell> {
  return page.evaluate(
    async ([messages, deadline]) => {
      const { seen } = window as unknown as {
        seen: { client: { transport?: string; close(): void }; got: [number, number][]; began: number }
      }
      const { got } = seen
      const from = got.length
      const until = performance.now() + deadline
      while (got.length < from + messages && performance.now() < until) {
        await new Promise((done) => setTimeout(done, 20))
      }
      const wrong: string[] = []
      if (got.length < from + messages) wrong.push(`only ${got.length - from} messages in ${deadline} ms`)
      let pause = 0
      for (let index = from; index < got.length; index++) {
        const [number, at] = got[index] as [number, number]
        const [before, last] = got[index - 1] ?? [number - 1, seen.began]
        if (number !== before + 1) wrong.push(`${number} after ${before}`)
        pause = Math.max(pause, at - last)
      }
      const { transport = 'none' } = seen.client
      seen.client.close()
      return { pause, transport, wrong: wrong.slice(0, 3) }
    },
    [messages, deadline] as const,
  )
}

async function run(fault: string, state: State): Promise<Cell> {
  const server = await serve()
  const proxy = await spoil(server)
  const page = await open(proxy)
  const stop = count(server)
  try {
    const start = states[state]
    if (start === 'visited') {
      await connect(page, 'websocket')
      await judge(page, 5, 5000)
    }
    if (start && start !== 'visited') await connect(page, start)
    proxy.set(faults[fault] as Faults)
    if (start === undefined || start === 'visited') await connect(page)
    return await judge(page, 120, 20_000)
  } finally {
    stop()
  }
}

async function runAll(fault: string) {
  const row = new Map<State, Cell>()
  table.set(fault, row)
  await Promise.all((Object.keys(states) as State[]).map(async (state) => row.set(state, await run(fault, state))))
  for (const [state, { wrong }] of row) expect(wrong, `${fault}, ${state}`).toEqual([])
}

const rows = Object.keys(faults).filter((fault) => !hopeless.includes(fault))

/** Most of a row is waiting. Where its pauses are to be written down, it is alone. */
const atOnce = process.env.WRITE_DOCS ? 1 : 2

for (let first = 0; first < rows.length; first += atOnce) {
  const these = rows.slice(first, first + atOnce)
  test(`${these.join(' | ')}: messages come, all of them, once and in order, from every starting state`, async () => {
    await Promise.all(these.map(runAll))
  })
}

function asMarkdown(): string {
  const columns = Object.keys(states) as State[]
  const cell = (one: Cell | undefined) => {
    if (!one) return ''
    return one.wrong.length ? `**${one.wrong[0]}**` : `${one.transport}, ${(one.pause / 1000).toFixed(2)} s`
  }
  const rows = [...table].map(
    ([fault, row]) => `| ${fault} | ${columns.map((state) => cell(row.get(state))).join(' | ')} |`,
  )
  return [`| fault | ${columns.join(' | ')} |`, `| --- | ${columns.map(() => '---').join(' | ')} |`, ...rows].join('\n')
}

const introduction = `# Every fault, from every starting state

Each cell has the transport three seconds later, and the longest pause in a flow of 40 messages a second, which in the first two
states includes the time until the first message. Nothing was lost, repeated or reordered in any of them. The login page is not in the
table: nothing gets through it. Five pages at a time, in Chromium; written by \`WRITE_DOCS=1 npm test -- browser/matrix\`.
`

afterAll(() => {
  console.log(asMarkdown())
  if (!process.env.WRITE_DOCS) return
  writeFileSync('docs/matrix.md', `${introduction}\n${asMarkdown()}\n`)
})
