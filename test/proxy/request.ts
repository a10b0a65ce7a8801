import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Cache } from './cache'
import { deliver } from './deliver'
import { createGuard } from './guard'
import type { Live } from './live'
import type { Upstream } from './upstream'

/** What the handling of requests and upgrades needs of the proxy. */
export interface Inside {
  live: Live
  upstream: Upstream
  cache: Cache
  /** Calls back when the proxy closes, until the returned function is called. */
  onClose(end: () => void): () => void
}

const loginPage =
  '<!doctype html><title>Log in</title><form method="post"><input name="user"><button>Log in</button></form>'

export function showLogin(response: ServerResponse, { live }: Inside) {
  const headers = { 'Content-Type': 'text/html', 'Content-Length': Buffer.byteLength(loginPage) }
  response.writeHead(200, live.faults.connectionClose ? { ...headers, Connection: 'close' } : headers)
  response.end(loginPage)
}

export function handleRequest(request: IncomingMessage, response: ServerResponse, inside: Inside) {
  const { live, upstream, cache } = inside
  const { login, cacheGet, replay } = live.faults
  if (login) return showLogin(response, inside)
  const cut = () => request.socket.destroy()
  const guard = createGuard(live, cut)
  response.on('close', guard.stop)
  const cached = cacheGet && request.method === 'GET' && cache.find(request.url!)
  if (cached) return deliver(cached, request, response, live, guard)

  const asked = upstream.ask(request)
  request.on('data', guard.active)
  request.pipe(asked)
  if (replay && request.method === 'POST') sendAgain(request, inside)
  asked.on('response', (answer) => {
    if (live.faults.cacheGet && request.method === 'GET') cache.collect(request.url!, answer)
    deliver(answer, request, response, live, guard)
  })
  asked.on('error', cut)
  response.on('close', () => response.writableFinished || asked.destroy())
}

const replayAfter = 20
const replayFor = 1000

/** Sends the request once more when it has come in full, and cuts that off when it is answered. */
function sendAgain(request: IncomingMessage, { upstream, onClose }: Inside) {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const send = () => {
      const copy = upstream.ask(request)
      const end = () => void copy.destroy()
      timer = setTimeout(end, replayFor)
      forget()
      forget = onClose(end)
      copy.on('response', end).on('error', end)
      copy.on('close', () => {
        clearTimeout(timer)
        forget()
      })
      copy.end(Buffer.concat(chunks))
    }
    let timer = setTimeout(send, replayAfter)
    let forget = onClose(() => clearTimeout(timer))
  })
}
