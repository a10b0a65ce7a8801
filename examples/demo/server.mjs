import { readFile } from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import { createMemoryLog, createServer } from 'encke/server'
import { createBadProxy } from './bad-proxy.mjs'
import { createJobs } from './jobs.mjs'

const port = Number(process.env.PORT ?? 8080)
const ticksPerSecond = 20

const types = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
  txt: 'text/plain; charset=utf-8',
  json: 'application/json',
  map: 'application/json',
}
const scripts = ['demo.js', 'chat.js', 'plot.js', 'proxy.js', 'self-check.js', 'timeline.js']
const styles = ['theme.css', 'demo.css', 'connection.css', 'chat.css', 'panels.css', 'adapt.css']
const bundle = ['encke.js', 'encke.js.map']

/** What is served under which path. */
const files = new Map([
  ['/', new URL('index.html', import.meta.url)],
  ...[...scripts, ...styles, 'favicon.svg'].map((name) => [`/${name}`, new URL(name, import.meta.url)]),
  ...bundle.map((name) => [`/${name}`, new URL(`../../dist/${name}`, import.meta.url)]),
])

const pageHeaders = {
  'Cache-Control': 'no-cache',
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "frame-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
}

const readable = /^\/(chat|jobs|proxy|ticks)\/([\w-]+|\*)$/
const writable = new Set(['/chat/lobby', '/jobs/start'])

const encke = createServer({
  log: createMemoryLog({ messages: 100_000, characters: 16_777_216, age: 3_600_000 }),
  limits: { body: 32_768, batch: 100, subscriptions: 20, sessions: 500 },
  // A browser does not say when a frame's connection is cut: only silence does, 1.5 times this long and a second.
  timeout: 2000,
  authorize: ({ action, channel }) => (action === 'subscribe' ? readable.test(channel) : writable.has(channel)),
})

const jobs = createJobs(encke)

let count = 0
const ticking = setInterval(() => {
  if (encke.sessions > 0) encke.publish('/ticks/counter', ++count)
}, 1000 / ticksPerSecond)

/** The connections that carry Encke at this moment. */
const carrying = new Set()
let cutNext = false

function carry(socket, end) {
  carrying.add(socket)
  end.once('close', () => carrying.delete(socket))
  if (cutNext) cut()
}

/** Cuts what carries Encke now; between two polls that is nothing, and then it cuts what comes next. */
function cut() {
  const number = carrying.size
  cutNext = number === 0
  for (const socket of carrying) socket.destroy()
  if (cutNext) return 'the server cuts the next connection of Encke'
  return `the server cut all connections of Encke, in every tab: ${number}`
}

function answer(response, status, text, type = types.txt) {
  response.writeHead(status, { ...pageHeaders, 'Content-Type': type })
  response.end(text)
}

async function sendFile(response, file) {
  const type = types[file.pathname.split('.').pop()]
  try {
    const content = await readFile(file)
    response.writeHead(200, { ...pageHeaders, 'Content-Type': type })
    response.end(content)
  } catch {
    answer(response, 404, 'this file is missing\n')
  }
}

function isOwnPage({ headers: { origin, host } }) {
  return origin === `http://${host}` || origin === `https://${host}`
}

const proxy = await createBadProxy({
  handle(request, response) {
    if (encke.handle(request, response)) carry(request.socket, response)
    else answer(response, 404, 'not here\n')
  },
  upgrade(request, socket, head) {
    if (encke.upgrade(request, socket, head)) carry(socket, socket)
    else socket.destroy()
  },
})

/** Switches the bad proxy, and tells every tab over Encke itself. */
function spoil(response, name) {
  if (!proxy.set(name)) return answer(response, 400, 'there is no such fault\n')
  encke.publish('/proxy/fault', name)
  return answer(response, 200, name)
}

/** What the page asks the server to do, by path. */
const orders = {
  '/demo/break': (response) => answer(response, 200, cut()),
  '/demo/fault': (response, search) => spoil(response, new URLSearchParams(search).get('name')),
}

const ofEncke = /^\/encke([/?]|$)/

const http = createHttpServer((request, response) => {
  if (ofEncke.test(request.url)) return proxy.handle(request, response)
  request.resume()
  const [path, search] = request.url.split('?')
  const file = files.get(path)
  if (Object.hasOwn(orders, path) && request.method === 'POST') {
    if (!isOwnPage(request)) return answer(response, 403, 'only the demo page may do this\n')
    return orders[path](response, search)
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') return answer(response, 405, 'GET it\n')
  if (path === '/demo/proxy') return answer(response, 200, JSON.stringify(proxy.describe()), types.json)
  if (!file) return answer(response, 404, 'not here\n')
  return sendFile(response, file)
})

http.on('upgrade', (request, socket, head) => {
  if (ofEncke.test(request.url)) proxy.upgrade(request, socket, head)
  else socket.destroy()
})
http.on('error', (error) => {
  const busy = error.code === 'EADDRINUSE'
  console.error(busy ? `Port ${port} is taken. Try another one: PORT=8081 npm start` : error)
  process.exit(1)
})
http.maxConnections = 1000

function stop() {
  clearInterval(ticking)
  jobs.close()
  encke.close()
  proxy.close()
  http.close()
  http.closeAllConnections()
}

process.once('SIGINT', stop)
process.once('SIGTERM', stop)

http.listen(port, '127.0.0.1', () => {
  console.log(`Encke demo: http://localhost:${http.address().port}`)
})
