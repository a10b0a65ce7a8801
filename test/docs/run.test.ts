import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer as createViteServer, type InlineConfig, type Plugin, preview } from 'vite'
import { afterAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import type { Client, Subscription } from '../../src/index'
import { createMemoryLog, createServer, type EnckeServer } from '../../src/server/index'
import { createRedisLog } from '../../src/server/redis'
import { createNetwork } from '../../src/testing/index'
import { closeLater } from '../support/close-later'
import { likeBrowser } from '../support/like-browser'
import { haveRedis, startRedis } from '../support/redis'
import { until } from '../support/until'
import { type Block, pages } from './pages'

const sources: Record<string, string> = {
  encke: 'src/index',
  'encke/core': 'src/core',
  'encke/extensions': 'src/extensions/index',
  'encke/server': 'src/server/index',
  'encke/server/redis': 'src/server/redis',
}

interface Made {
  events: RequestListener
  client: Client
  encke: EnckeServer
  push: Plugin
  ask(question: string, patience?: number): Promise<unknown>
  say(text: string): Promise<void>
  type(): void
  tryNow(): void
  serverTime(): number
  change(name: string, item: unknown): Promise<void>
  state(): unknown
  listen(channel: string, heard: (data: unknown) => void): Subscription
  tell(channel: string, data: unknown): Promise<void>
}

/** What is opened in a test is closed behind its `afterEach`, and may still ask for these. */
function tidy() {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
}
beforeEach(() => {
  tidy()
  vi.stubGlobal('location', new URL('https://push.example.com/'))
})
afterAll(tidy)

/** What the example uses and does not make itself. */
function given(globals: Record<string, unknown>) {
  for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value)
}

const sayings = (page: string, section: string): Block[] =>
  pages.get(page)?.blocks.filter((block) => block.section === section) ?? []

/** Runs a piece of code as it stands there, and returns what it makes. */
async function run(block: Block | undefined): Promise<Made> {
  if (!block) throw new Error('there is no such piece of code')
  const folder = await mkdtemp(join(tmpdir(), 'encke-docs-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, `${block.line}.ts`)
  const text = block.text.replace(/from '(encke[^']*)'/g, (_, name) => {
    return `from ${JSON.stringify(join(process.cwd(), sources[name] as string))}`
  })
  const names = [...text.matchAll(/^const (client|encke)\b/gm)].map(([, name]) => name)
  await writeFile(file, `${text}export { ${names.join(', ')} }\n`)
  const made: Made = await import(file)
  if (made.client) closeLater(made.client)
  return made
}

/** Runs the server of an example; pages reach it at the address that examples have. */
async function serve(block: Block | undefined): Promise<EnckeServer> {
  const { encke } = await run(block)
  return reach(encke)
}

function reach(encke: EnckeServer): EnckeServer {
  const network = closeLater(createNetwork(encke))
  network.install()
  return encke
}

const fate = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error) => error.code,
  )

test('migration: what is the same in all of them works as it stands there', async () => {
  const encke = reach(createServer())
  const heard: unknown[] = []
  encke.subscribe('/chat/lobby', ({ data }) => heard.push(data))
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  const { client } = await run(sayings('docs/migration.md', 'The same in all of them')[0])
  await until(() => heard.length > 0, 'it is published')
  expect(heard).toEqual([{ text: 'hello' }])
  expect(client.state).toBe('online')
  expect(log).toHaveBeenCalledWith('online', undefined)
})

test('migration: a user of SockJS gets an answer, and nobody gets that of another', async () => {
  given({ userOf: async () => '7' })
  await serve(sayings('docs/migration.md', 'SockJS, or a WebSocket of your own')[0])
  const { connect } = await import('../../src/index')
  const client = closeLater(connect('https://push.example.com/encke'))
  const mine = client.subscribe('/from/7')
  await mine.ready
  await client.publish('/service/to/7', 'hello')
  for await (const { data } of mine) {
    expect(data).toEqual({ echo: 'hello' })
    break
  }
  expect(await fate(client.subscribe('/from/8').ready)).toBe('refused')
  expect(await fate(client.subscribe('/from/*').ready)).toBe('refused')
  expect(await fate(client.publish('/service/to/8', 'hello'))).toBe('refused')
})

test('migration: a page that still has an EventSource hears what is published', async () => {
  const { encke, events } = await run(sayings('docs/migration.md', 'EventSource')[0])
  closeLater(encke)
  const http = closeLater(createHttpServer(events).listen(0, '127.0.0.1'))
  await until(() => http.listening, 'it listens')
  const gone = new AbortController()
  const { port } = http.address() as AddressInfo
  const { body } = await fetch(`http://127.0.0.1:${port}/events`, { signal: gone.signal })
  await encke.publish('/price', { of: 'tea', is: 12 })
  const { value } = (await body?.getReader().read()) ?? {}
  expect(new TextDecoder().decode(value)).toBe('event: price\ndata: {"of":"tea","is":12}\n\n')
  gone.abort()
})

test('recipes: a token that has ended is renewed, and one that is forged ends the client', async () => {
  const [page, server] = sayings('docs/recipes.md', 'A token that is renewed')
  const complaints = vi.spyOn(console, 'error').mockImplementation(() => {})
  const tokens = ['old']
  let later: string | undefined = 'good'
  const showLogin = vi.fn()
  const verify = vi.fn(async (token?: string) =>
    token === 'forged' || !token ? undefined : { user: '7', expires: token === 'old' ? 0 : Date.now() + 50_000 },
  )
  vi.useFakeTimers({ shouldAdvanceTime: true })
  onTestFinished(() => void vi.useRealTimers())
  given({
    location: new URL('https://app.example.com/'),
    showLogin,
    freshToken: async () => tokens.shift() ?? later,
    verify,
  })
  await serve(server)
  const { client } = await run(page)
  await until(() => client.state === 'online', 'it is let in by the second token')
  expect(showLogin).not.toHaveBeenCalled()
  expect(complaints).toHaveBeenCalledWith(expect.objectContaining({ message: 'the token has expired' }))
  await until(() => client.transport === 'websocket', 'it is on a link that stays')
  const asked = verify.mock.calls.length
  await vi.advanceTimersByTimeAsync(130_000)
  expect(verify.mock.calls.length - asked, 'each token that has ended on an open link').toBe(2)
  expect(client.state).toBe('online')
  for (const [times, none] of ['forged', undefined].entries()) {
    later = none
    const other = await run(page && { ...page, line: page.line + 1 + times })
    await until(() => showLogin.mock.calls.length > times, 'it is turned away')
    expect(other.client.state).toBe('closed')
  }
})

test('recipes: a user hears their own channels and the public ones, and nobody else does', async () => {
  given({ userOf: async () => '7' })
  const encke = await serve(sayings('docs/recipes.md', 'Channels of a user')[0])
  const { connect } = await import('../../src/index')
  const client = closeLater(connect('https://push.example.com/encke'))
  for await (const { data } of client.subscribe('/user/7/**', { since: 'oldest' })) {
    expect(data).toEqual({ text: 'for user 7 alone' })
    break
  }
  for (const pattern of ['/user/8/inbox', '/user/*/inbox', '/user/**', '/*/7/inbox', '/**'])
    expect(await fate(client.subscribe(pattern).ready), pattern).not.toBe('done')
  expect(await fate(client.subscribe('/public/**').ready)).toBe('done')
  expect(await fate(client.publish('/public/news', 1))).toBe('done')
  expect(await fate(client.publish('/user/7/inbox', 1))).toBe('refused')
  expect(await fate(encke.publish('/user/8/inbox', 1))).toBe('done')
})

test('recipes: a question gets its answer, several at a time, or what went wrong, or none in time', async () => {
  const [page, server] = sayings('docs/recipes.md', 'A question and its answer')
  const answerOf = (user: string, question: string) => {
    if (question === 'never') return new Promise(() => {})
    return question === 'bad' ? Promise.reject(new Error('do not ask')) : Promise.resolve(`${user} asks ${question}`)
  }
  given({ me: '7', userOf: async () => '7', answerOf })
  await serve(server)
  const { ask, client } = await run(page)
  expect(await Promise.all([ask('one'), ask('two')])).toEqual(['7 asks one', '7 asks two'])
  expect(await fate(client.publish('/service/ask/8', { id: 'x', question: 'y' }))).toBe('refused')
  await expect(ask('bad')).rejects.toThrowError('do not ask')
  await expect(ask('never', 50)).rejects.toThrowError('no answer in time')
  given({ me: '8' })
  await expect(ask('a question of somebody else')).rejects.toMatchObject({ code: 'refused' })
})

test('recipes: who comes is shown, and who goes, and who falls silent', async () => {
  const [server, page] = sayings('docs/recipes.md', 'Who is here')
  const people: unknown[] = []
  const leaving: (() => void)[] = []
  given({
    me: '7',
    userOf: async () => '7',
    showPeople: (now: unknown) => people.push(now),
    addEventListener: (_: string, heard: () => void) => leaving.push(heard),
  })
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const encke = await serve(server)
  const { client } = await run(page)
  const shown = async (now: string[]) => {
    for (let turns = 0; turns < 300 && String(people.at(-1)) !== String(now); turns++)
      await vi.advanceTimersByTimeAsync(1000)
    expect(people.at(-1)).toEqual(now)
  }
  await shown(['7'])
  const before = people.length
  await vi.advanceTimersByTimeAsync(300_000)
  expect(people.slice(before).every((now) => String(now) === '7')).toBe(true)
  for (const leave of leaving.slice(-1)) leave()
  await shown([])
  await client.publish('/service/here/7', true)
  await shown(['7'])
  encke.subscribe('/here', ({ data }) => people.push(data))
  await client.close()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(people.at(-1)).toEqual(['7'])
  await shown([])
})

test('recipes: the pages of a room know by themselves who is there', async () => {
  const people: unknown[] = []
  const leaving: (() => void)[] = []
  given({
    me: '7',
    showPeople: (now: unknown) => people.push(now),
    addEventListener: (_: string, heard: () => void) => leaving.push(heard),
  })
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const encke = reach(createServer())
  await encke.publish('/room/7/here/8', true)
  await encke.publish('/room/7/here/9', true)
  await encke.publish('/room/7/here/9', false)
  await run(sayings('docs/recipes.md', 'Who is here')[2])
  await vi.advanceTimersByTimeAsync(1000)
  expect(people.at(-1)).toEqual(['8', '7'])
  await vi.advanceTimersByTimeAsync(200_000)
  expect(people.at(-1)).toEqual(['7'])
  for (const leave of leaving.slice(-1)) leave()
  await vi.advanceTimersByTimeAsync(1000)
  expect(people.at(-1)).toEqual([])
})

test('recipes: in a chat room nobody speaks for another, in another room, or too much', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true })
  onTestFinished(() => void vi.useRealTimers())
  const [server, page] = sayings('docs/recipes.md', 'A chat room')
  const shown: unknown[] = []
  given({
    me: 'ann',
    userOf: async () => 'ann',
    roomsOf: async () => ['7'],
    show: (who: string, what: unknown) => shown.push(`${who}: ${what}`),
  })
  const encke = await serve(server)
  await encke.publish('/room/7/said/bob', 'before')
  const { client, say, type } = await run(page)
  type()
  await vi.advanceTimersByTimeAsync(1000)
  await say('hello')
  for (let times = 0; times < 5; times++) type()
  await vi.advanceTimersByTimeAsync(1000)
  expect(shown).toEqual(['bob: before', 'ann: hello', 'ann: …'])
  for (const channel of ['/room/7/said/bob', '/room/8/said/ann', '/room/7/other/ann', '/room/7/said'])
    expect(await fate(client.publish(channel, 'x')), channel).toBe('refused')
  for (const pattern of ['/room/8/said/*', '/room/**', '/room/*'])
    expect(await fate(client.subscribe(pattern).ready), pattern).toBe('refused')
  expect(await fate(client.subscribe('/room/7/**').ready)).toBe('done')
  await vi.advanceTimersByTimeAsync(10_000)
  const fates = await Promise.all(Array.from({ length: 60 }, (_, count) => fate(say(`${count}`))))
  expect(fates.filter((one) => one === 'done')).toHaveLength(50)
  await expect(say('more')).rejects.toThrowError('too much: wait ten seconds')
  await vi.advanceTimersByTimeAsync(10_000)
  expect(await fate(say('again'))).toBe('done')
})

test('recipes: the present state and each change behind it, nothing twice, and anew where something was missed', async () => {
  const server = () => createServer({ log: createMemoryLog({ messages: 3 }) })
  const encke = server()
  const network = closeLater(createNetwork(encke))
  network.install()
  await encke.publish('/items', 'old')
  let position = await encke.publish('/items', 'last')
  await encke.publish('/items', 'between')
  const shown: unknown[] = []
  given({
    loadItems: async () => ({ items: 'all', position }),
    show: (_: string, data: unknown) => shown.push(data),
  })
  await run(sayings('docs/recipes.md', 'The present state, then each change')[1])
  await encke.publish('/items', 'new')
  await until(() => shown.length >= 3, 'they are shown')
  expect(shown).toEqual(['all', 'between', 'new'])
  network.set({ down: true })
  for (const count of [1, 2, 3, 4, 5]) position = await encke.publish('/items', count)
  network.set({ down: false })
  await until(() => shown.at(-1) === 'all', 'the state is loaded anew')
  await encke.publish('/items', 'then')
  await until(() => shown.at(-1) === 'then', 'it goes on')
  expect(shown.slice(shown.lastIndexOf('all'))).toEqual(['all', 'then'])
})

test('recipes: of a state that changes while pages load it, also before its first change, each change comes once', async () => {
  const [server, page] = sayings('docs/recipes.md', 'The present state, then each change')
  const { encke, change, state } = await run(server)
  reach(encke)
  const shown: unknown[] = []
  given({
    async loadItems() {
      const loaded = state()
      await change('a', 1)
      return loaded
    },
    show: (_: string, data: unknown) => shown.push(data),
  })
  const { client } = await run(page)
  await until(() => shown.length === 2, 'the first change is shown')
  await change('b', 2)
  await until(() => shown.length === 3, 'the second change is shown')
  expect(shown).toEqual([{}, { a: 1 }, { b: 2 }])
  shown.length = 0
  client.close()
  await run(page && { ...page, line: page.line + 1 })
  await until(() => shown.length === 2, 'the change behind what was loaded is shown')
  expect(shown).toEqual([{ a: 1, b: 2 }, { a: 1 }])
})

test('recipes: what a user does shows at once, is done once, and is taken back where the server says no', async () => {
  const [server, page] = sayings('docs/recipes.md', 'At once, and taken back if refused')
  const problems: string[] = []
  const shown = new Map<string, unknown>()
  given({
    ...{ me: '7', userOf: async () => '7' },
    problemWith: (_: string, item: unknown) => (item === 'bad' ? 'not like that' : undefined),
    showProblem: (problem: string) => problems.push(problem),
    show(_: string, items: Map<string, unknown>) {
      shown.clear()
      for (const [name, item] of items) shown.set(name, item)
    },
  })
  const { encke } = await run(server)
  const network = closeLater(createNetwork(encke))
  network.install()
  const { client, change } = await run(page)
  const heard: unknown[] = []
  const hear = (encke: EnckeServer) => encke.subscribe('/items', ({ data }) => heard.push(data))
  hear(encke)
  await until(() => client.state === 'online', 'the page is online')
  change('a', 1)
  expect(Object.fromEntries(shown)).toEqual({ a: 1 })
  change('a', 'bad')
  expect(Object.fromEntries(shown)).toEqual({ a: 'bad' })
  await until(() => problems.length > 0, 'it is taken back')
  expect([problems, Object.fromEntries(shown)]).toEqual([['not like that'], { a: 1 }])
  change('c', 2)
  await until(() => heard.length === 3, 'it is done')
  network.set({ silent: true })
  change('b', 3)
  const other = await run(server && { ...server, line: server.line + 1 })
  hear(other.encke)
  network.serve(other.encke)
  network.set({ silent: false })
  await until(() => heard.length === 4, 'what may have been lost is said again')
  await until(() => shown.get('b') === 3, 'it is shown')
  await client.publish('/service/change/7', heard[3])
  await until(() => heard.length === 5, 'what is said twice is answered')
  expect(heard.slice(3)).toEqual([
    { id: expect.any(String), name: 'b', item: 3 },
    { id: (heard[3] as { id: string }).id },
  ])
  expect(problems).toEqual(['not like that'])
})

test('recipes: a banner tells that the page is offline, how often it was, and goes away', async () => {
  const banner = vi.fn()
  const heard = new Map<string, () => void>()
  given({ showBanner: banner, addEventListener: (name: string, listener: () => void) => heard.set(name, listener) })
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const network = closeLater(createNetwork(createServer({ timeout: 10_000 })))
  network.install()
  const { tryNow } = await run(sayings('docs/recipes.md', 'Offline, and out of date')[0])
  await vi.advanceTimersByTimeAsync(1000)
  expect(banner.mock.lastCall).toEqual([false, 0])
  network.set({ silent: true })
  heard.get('offline')?.()
  await vi.advanceTimersByTimeAsync(2000)
  expect(banner.mock.lastCall).toEqual([true, 1])
  network.set({ silent: false })
  heard.get('online')?.()
  await vi.advanceTimersByTimeAsync(1000)
  expect(banner.mock.lastCall).toEqual([false, 1])
  network.set({ silent: true })
  await vi.advanceTimersByTimeAsync(25_000)
  expect(banner.mock.lastCall).toEqual([true, 2])
  await vi.advanceTimersByTimeAsync(600_000)
  network.set({ silent: false })
  tryNow()
  await vi.advanceTimersByTimeAsync(3000)
  expect(banner.mock.lastCall).toEqual([false, 2])
})

test("recipes: a page goes by the server's clock, also when that is set", async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const [server, page] = sayings('docs/recipes.md', "The server's clock")
  await serve(server)
  const { client, serverTime } = await run(page)
  await vi.advanceTimersByTimeAsync(3000)
  expect(client.state).toBe('online')
  for (const change of [0, 3_600_000, -7_200_000]) {
    vi.setSystemTime(Date.now() + change)
    await vi.advanceTimersByTimeAsync(61_000)
    expect(Math.abs(serverTime() - Date.now())).toBeLessThan(100)
  }
})

test('recipes: a worker tells all tabs what comes', async () => {
  const encke = reach(createServer())
  const [worker, page] = sayings('docs/recipes.md', 'One connection for all tabs')
  const show = vi.fn()
  const started = vi.fn()
  class Channel extends BroadcastChannel {
    constructor(name: string) {
      super(name)
      closeLater(this)
    }
  }
  given({ show, BroadcastChannel: Channel, SharedWorker: started })
  const { client } = await run(worker)
  await run(page)
  expect(started).toHaveBeenCalledWith(
    expect.objectContaining({ pathname: expect.stringMatching('/push-worker.js$') }),
    {
      type: 'module',
    },
  )
  await client.subscribe('/chat/**').ready
  await encke.publish('/chat/lobby', 'hello')
  await until(() => show.mock.calls.length > 0, 'the tab is told')
  expect(show.mock.calls).toEqual([['/chat/lobby', 'hello']])
})

test('recipes: what is said of a channel is what its listener gets', async () => {
  const encke = reach(createServer())
  const [types] = sayings('docs/recipes.md', 'Types of channels')
  const { client, listen, tell } = await run(types)
  const said: unknown[] = []
  await Promise.all(['/price', '/room/*'].map((channel) => listen(channel, (data) => said.push(data)).ready))
  expect(client.state).toBe('online')
  await encke.publish('/price', 12)
  await tell('/room/7', 'hello')
  await until(() => said.length > 1, 'it hears')
  expect(said).toEqual([12, 'hello'])
})

test.each([
  ['dev server', async (config: InlineConfig) => (await createViteServer(config)).listen()],
  ['preview', preview],
])('recipes: the plugin answers in the %s of Vite, over WebSocket and by requests', async (_, start) => {
  const { encke, push } = await run(sayings('docs/recipes.md', "Vite's dev server, and after it")[0])
  closeLater(encke)
  const root = await mkdtemp(join(tmpdir(), 'encke-vite-'))
  onTestFinished(() => rm(root, { recursive: true }))
  await mkdir(join(root, 'dist'))
  const [server, quiet] = [{ port: 0 }, { configFile: false, logLevel: 'silent' } as const]
  const vite = closeLater(await start({ ...quiet, root, server, preview: server, plugins: [push] }))
  const { port } = (vite.httpServer as Server).address() as AddressInfo
  const { connect } = await import('../../src/index')
  for (const name of ['websocket', 'fetch-streaming'] as const) {
    const address = `http://localhost:${port}/encke`
    const client = closeLater(connect(address, { transports: [name], environment: likeBrowser() }))
    await client.publish('/a', 1)
    expect(client.transport).toBe(name)
  }
})

test.skipIf(!haveRedis())('recipes: a job publishes by the log that it shares with the servers', async () => {
  const redis = closeLater(await startRedis())
  const log = closeLater(await createRedisLog({ connection: { url: redis.url } }))
  const encke = closeLater(createServer({ log }))
  const heard: unknown[] = []
  encke.subscribe('/orders/**', ({ data }) => heard.push(data))
  const [job] = sayings('docs/recipes.md', 'Publish from elsewhere')
  await run(job && { ...job, text: job.text.replace('redis://localhost:6379', redis.url) })
  await until(() => heard.length > 0, 'the server hears')
  expect(heard).toEqual([{ total: 42 }])
})
