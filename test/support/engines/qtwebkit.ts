import { existsSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import ts from 'typescript'
import { until } from '../until'
import type { Kind, Tab } from './engine'
import { end, start } from './webkit'

const command = '/usr/bin/wkhtmltoimage'

/** Code as a browser of ES5 reads it. */
export const old = (code: string) => ts.transpile(code, { target: ts.ScriptTarget.ES5, downlevelIteration: true })

/**
 * Runs in a page: does what this address answers, and tells it what came of that. A frame beside it never stops loading:
 * else the process would end as soon as any other one breaks off.
 */
function drive(address: string) {
  const frame = document.createElement('iframe')
  frame.style.display = 'none'
  frame.src = address
  document.body.appendChild(frame)
  function tell(news: object) {
    const request = new XMLHttpRequest()
    request.open('POST', address)
    request.onload = () => run(request.responseText)
    request.send(JSON.stringify(news))
  }
  function run(script: string) {
    const done = (value: unknown) => tell({ value })
    const failed = (error: unknown) => tell({ error: String(error) })
    try {
      const value = new Function(script)()
      if (value?.then) value.then(done, failed)
      else done(value)
    } catch (error) {
      failed(error)
    }
  }
  tell({})
}

/** What a page has told, and how it hears what to do next. */
interface Told {
  news: { value?: unknown; error?: string }
  response: ServerResponse
}

/** The server that pages ask what to do. */
async function startDriver() {
  const listeners = new Map<string, (told: Told) => void>()
  const children = new Set<ReturnType<typeof start>>()
  const server = createServer(async (request, response) => {
    response.setHeader('Access-Control-Allow-Origin', '*')
    let text = ''
    for await (const piece of request.setEncoding('utf8')) text += piece
    if (text) listeners.get(request.url as string)?.({ news: JSON.parse(text), response })
    else response.setHeader('Content-Type', 'text/html').write('<!doctype html>')
    if (request.url === '/') response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  let loaded = 0

  /** A process that shows a page, waits for a status that never comes, and does as it is told meanwhile. */
  async function load(url: string) {
    const name = `/${++loaded}`
    const next = () => new Promise<Told>((resolve) => listeners.set(name, resolve))
    const script = old(`(${drive})('${origin}${name}')`)
    const first = next()
    const child = start(command, ['--window-status', 'never', '--run-script', script, url, '/dev/null'])
    children.add(child)
    let { response } = await first
    /** One at a time. */
    let idle: Promise<unknown> = Promise.resolve()

    async function ask(run: unknown, argument: unknown) {
      const answered = next()
      response.end(`${old(`const run = ${run}`)}\nreturn run(${JSON.stringify(argument)})`)
      const { news, response: again } = await answered
      response = again
      if (news.error) throw new Error(`in the page: ${news.error}`)
      return news.value
    }

    function evaluate(run: unknown, argument?: unknown) {
      const answer = idle.then(() => ask(run, argument))
      idle = answer.catch(() => {})
      return answer
    }

    return {
      evaluate,
      close() {
        children.delete(child)
        return end(child)
      },
    }
  }

  return {
    origin,
    load,
    async close() {
      await Promise.all([...children].map(end))
      server.close()
      server.closeAllConnections()
    },
  }
}

/** The engine of Safari 10, and of many a television: what makes pictures of pages keeps one open. */
export const qtwebkit: Kind = {
  name: 'QtWebKit',
  packages: ['wkhtmltopdf'],
  installed: () => existsSync(command),

  async launch() {
    const driver = await startDriver()
    const blank = await driver.load(driver.origin)
    const agent = await blank.evaluate(() => navigator.userAgent)
    await blank.close()

    async function newPage(): Promise<Tab> {
      let shown = await driver.load(driver.origin)
      const evaluate = (run: unknown, argument?: unknown) => shown.evaluate(run, argument)
      const tab = {
        evaluate,
        waitForFunction: (condition: unknown, argument?: unknown) =>
          until(() => evaluate(condition, argument), String(condition), 30_000),
        async goto(url: string) {
          await shown.close()
          shown = await driver.load(url)
        },
        close: () => shown.close(),
      }
      return tab as unknown as Tab
    }

    return {
      version: /AppleWebKit\/([\d.]+)/.exec(String(agent))?.[1] ?? 'unknown',
      newPage,
      close: driver.close,
    }
  },
}
