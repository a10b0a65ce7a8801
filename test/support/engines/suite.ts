import { afterAll, beforeAll, beforeEach, describe } from 'vitest'
import type { ServerOptions } from '../../../src/server/index'
import type { browsers } from '../../tables/documents'
import { serve as serveHere } from '../close-later'
import { servePage } from '../page'
import type { Engine, Tab } from './engine'
import { kinds, wanted } from './index'

/** What a test does with an engine. */
export interface Browser {
  name: string
  /** The one page of these tests, at this address: opening one for each takes longer than most tests do. */
  open(address: string): Promise<Tab>
  /** Another page, empty. */
  newPage(): Promise<Tab>
}

/** Runs these tests in each engine; skips them where it is missing. */
export function inEachEngine(tests: (browser: Browser) => void, engines = kinds) {
  for (const kind of engines) {
    describe.skipIf(!wanted(kind) || !kind.installed())(
      kind.name,
      { meta: { table: 'Engines', row: kind.name } },
      () => {
        let engine: Engine
        let page: Tab
        beforeAll(async () => {
          engine = await kind.launch()
          page = await engine.newPage()
        })
        beforeEach(({ task }) => {
          task.meta.version = engine.version
        })
        afterAll(() => engine?.close())

        tests({
          name: kind.name,
          async open(address) {
            await leaveFor(page, address)
            return page
          },
          newPage: () => engine.newPage(),
        })
      },
    )
  }
}

/** Goes elsewhere. Firefox gives that up, now and then, because of what the page before has still under way. */
export async function leaveFor(page: Tab, address: string) {
  const go = () => page.goto(address)
  await go().catch(go).catch(go)
}

/** Where in the table of browsers a test belongs. */
export function column(feature: keyof typeof browsers.features, transport?: keyof typeof browsers.transports) {
  return { meta: { feature, ...(transport && { transport }) } }
}

/** Scripts by their path. */
export type Scripts = Record<string, string>

/** A server that also serves a page with the client, at every path, but these scripts at theirs. */
export async function serve(options: ServerOptions = {}, headers: Record<string, string> = {}, scripts: Scripts = {}) {
  const asked: string[] = []
  const page = servePage(headers)
  const server = await serveHere({ timeout: 5000, ...options }, (request, response) => {
    const { url = '' } = request
    asked.push(url)
    if (!(url in scripts)) return page(request, response)
    response.writeHead(200, { 'Content-Type': 'text/javascript; charset=utf-8', ...headers }).end(scripts[url])
  })
  /** What pages have asked for, besides the endpoint. */
  return Object.assign(server, { asked })
}
