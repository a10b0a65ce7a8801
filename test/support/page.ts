import { build } from 'vite'
import type { Page } from './server'

let bundle: Promise<string> | undefined

/** The client as one script, built from the sources as they are. */
export function clientScript(): Promise<string> {
  bundle ??= build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      target: 'es2020',
      lib: { entry: 'src/index.ts', formats: ['iife'], name: 'Encke', fileName: 'encke' },
    },
  }).then((result) => {
    const [{ output }] = result as unknown as [{ output: [{ code: string }] }]
    return output[0].code
  })
  return bundle
}

/** Connects by this transport, and goes to another page as soon as it listens: by script, as no user would. */
const leave = (transport: string | undefined) => `
  const subscription = Encke.connect('/encke', { transports: ['${transport}'] }).subscribe('/n')
  if (!sessionStorage.left) subscription.ready.then(() => { location.href = '/fourth' })
  sessionStorage.left = 'once'`

/**
 * Serves a page that has the global `Encke`, at any path; `/slow?TRANSPORT` takes half
 * a second until it has loaded, and is left as soon as it listens.
 */
export function servePage(headers: Record<string, string> = {}): Page {
  return async (request, response) => {
    if (request.url === '/encke.js') {
      response.writeHead(200, { 'Content-Type': 'text/javascript; charset=utf-8' })
      response.end(await clientScript())
    } else if (request.url === '/late.png') {
      setTimeout(() => response.writeHead(404).end(), 500)
    } else if (request.url === '/favicon.ico') {
      response.writeHead(204).end()
    } else {
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', ...headers })
      const [path, transport] = (request.url ?? '').split('?')
      const slow = path === '/slow' ? `<img src="/late.png"><script>${leave(transport)}</script>` : ''
      response.end(
        `<!doctype html><meta charset="utf-8"><title>Test</title><body><script src="/encke.js"></script>${slow}`,
      )
    }
  }
}
