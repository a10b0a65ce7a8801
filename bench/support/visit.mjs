import { start } from './processes.mjs'
import { within } from './within.mjs'

const patience = 60_000

/** Servers of these kinds, each in a process of its own. */
export async function startServers(kinds, options = {}, execArgv = []) {
  const servers = new Map()
  for (const kind of new Set(kinds))
    servers.set(kind, start('servers/server.mjs', [kind, JSON.stringify(options)], execArgv))
  return {
    get: (kind) => servers.get(kind),
    close: () => Promise.all([...servers.values()].map((server) => server.close())),
  }
}

/** Runs `use` with a new page of a server, in which `call(name, …)` calls a function of `page/measures.mjs`. */
export async function visit(chromium, port, use) {
  const page = await chromium.open(`http://127.0.0.1:${port}/`)
  const call = (name, ...all) =>
    page.evaluate(`import('/measures.mjs').then((measures) => measures.${name}(...${JSON.stringify(all)}))`)
  try {
    return await within(patience, use({ ...page, call }), 'the page')
  } finally {
    await page.close()
  }
}
