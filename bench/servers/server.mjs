// A server of one kind in a process of its own: `server.mjs KIND OPTIONS`.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { message } from '../support/message.mjs'
import { obey } from '../support/processes.mjs'

const [kind, options = '{}'] = process.argv.slice(2)
const { attach } = await import(`./${kind}.mjs`)
const turn = () => new Promise((resolve) => setImmediate(resolve))
const clock = () => performance.timeOrigin + performance.now()

/** What the page of the benches asks for. */
const files = {
  '/scripts/encke.js': '../../dist/encke.js',
  '/scripts/faye.js': '../node_modules/faye/client/faye-browser-min.js',
  '/scripts/socket.io.js': '../node_modules/socket.io-client/dist/socket.io.min.js',
  '/scripts/sockjs.js': '../node_modules/sockjs-client/dist/sockjs.min.js',
  '/clients.mjs': '../page/clients.mjs',
  '/measures.mjs': '../page/measures.mjs',
  '/message.mjs': '../support/message.mjs',
}

function servePage({ url }, response) {
  const cometd = /^\/cometd\/(\w+\.js)$/.exec(url)
  const file = cometd ? `../node_modules/cometd/${cometd[1]}` : files[url]
  if (file) {
    response.writeHead(200, { 'Content-Type': 'text/javascript; charset=utf-8' })
    response.end(readFileSync(new URL(file, import.meta.url)))
  } else if (url === '/favicon.ico') {
    response.writeHead(204).end()
  } else {
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' })
    response.end('<!doctype html><meta charset="utf-8"><title>Bench</title><body>')
  }
}

const http = createServer()
const server = await attach(http, servePage, JSON.parse(options))
const sockets = new Set()
http.on('connection', (socket) => {
  sockets.add(socket)
  socket.on('close', () => sockets.delete(socket))
})
await new Promise((resolve) => http.listen({ port: 0, host: '127.0.0.1', backlog: 8192 }, resolve))
let steady

obey({
  port: () => http.address().port,

  /** Publishes so many messages, so many of them in one turn. Resolves with the time at which it began. */
  async flood({ count, bytes, atOnce, from = 0 }) {
    await turn()
    const began = clock()
    for (let n = from; n < from + count; ) {
      for (const end = Math.min(n + atOnce, from + count); n < end; n++) server.publish(message(n, bytes))
      await server.ready?.()
      await turn()
    }
    return began
  },

  /** Publishes 0, 1, 2… so many a second, until told to stop; says how many there were. */
  steadily({ rate, bytes }) {
    const began = performance.now()
    steady = { n: 0 }
    steady.timer = setInterval(() => {
      for (; steady.n < ((performance.now() - began) * rate) / 1000; steady.n++)
        server.publish(message(steady.n, bytes))
    }, 5)
  },
  stop() {
    clearInterval(steady.timer)
    return steady.n
  },

  /** Seconds of work so far, and bytes of memory without garbage: of the process, and what of it is in use. */
  figures() {
    const { userCPUTime, systemCPUTime } = process.resourceUsage()
    globalThis.gc?.()
    const { rss, heapUsed, external } = process.memoryUsage()
    return { cpu: (userCPUTime + systemCPUTime) / 1e6, rss, live: heapUsed + external }
  },

  cut() {
    for (const socket of sockets) socket.destroy()
  },
})
