import { startChromium } from './chromium.mjs'
import { startServers, visit } from './visit.mjs'

/**
 * A bench whose cases, `[kind, transport, name]`, are clients: each is opened in a page of its own, and measured there by
 * `measure(page, server, kind)`.
 * @param options - of the servers
 */
export async function inPages(cases, options, measure) {
  const servers = await startServers(
    cases.map(([kind]) => kind),
    options,
  )
  const chromium = await startChromium()

  async function open(kind, transport) {
    const server = servers.get(kind)
    return visit(chromium, await server.ask('port'), async (page) => {
      await page.call('open', kind, transport)
      await chromium.settled()
      return measure(page, server, kind)
    })
  }

  return {
    chromium: chromium.version,
    cases: cases.map(([kind, transport, name]) => ({ name, measure: () => open(kind, transport) })),
    close: () => Promise.all([servers.close(), chromium.close()]),
  }
}

/** What `run` resolves with, and the microseconds that each of `count` cost the page's main thread and the server. */
export async function costs({ worked }, server, count, run) {
  const seconds = async () => [await worked(), (await server.ask('figures')).cpu]
  const before = await seconds()
  const result = await run()
  const after = await seconds()
  const [mainThread, ofServer] = after.map((time, index) => ((time - before[index]) * 1e6) / count)
  return { result, mainThread, server: ofServer }
}
