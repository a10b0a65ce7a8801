import { inject } from 'vitest'
import type { Page } from './server'

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
  return (request, response) => {
    if (request.url === '/encke.js') {
      response.writeHead(200, { 'Content-Type': 'text/javascript; charset=utf-8' })
      response.end(inject('script'))
    } else if (request.url === '/late.png') {
      setTimeout(() => response.writeHead(404).end(), 500)
    } else if (request.url === '/favicon.ico') {
      response.writeHead(204).end()
    } else {
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', ...headers })
      const [path, transport] = (request.url ?? '').split('?')
      const slow = path === '/slow' ? `<img src="/late.png"><script>${leave(transport)}</script>` : ''
      response.end(
        `<!doctype html><meta charset="utf-8"><title>Test</title><body><script nonce="page" src="/encke.js"></script>${slow}`,
      )
    }
  }
}
