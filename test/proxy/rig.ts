import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { type Faults, startBadProxy } from './bad-proxy'

/** What upstream got: the test answers it. */
export interface Asked {
  request: IncomingMessage
  body: Promise<string>
  response: ServerResponse
}

/** An upgraded socket of upstream, which has sent its 101. */
export interface Upgraded {
  request: IncomingMessage
  socket: Duplex
  heard: ReturnType<typeof listen>
}

/** Hands out, in order, what has come or will come. */
function createInbox<Item>() {
  const items: Item[] = []
  const waiting: ((item: Item) => void)[] = []
  return {
    put: (item: Item) => void (waiting.shift() ?? ((item) => items.push(item)))(item),
    next: () => new Promise<Item>((resolve) => (items.length ? resolve(items.shift()!) : waiting.push(resolve))),
  }
}

/** All bytes of a stream as text, and ways to wait for so many of them, for a condition or for its end. */
export function listen(stream: Duplex | IncomingMessage) {
  const chunks: Buffer[] = []
  let changed = () => {}
  const told = (chunk?: Buffer) => {
    if (chunk) chunks.push(chunk)
    changed()
  }
  stream.on('data', told)
  stream.on('error', () => {})
  const heard = {
    text: () => Buffer.concat(chunks).toString('latin1'),
    async until(wanted: number | (() => boolean)): Promise<string> {
      const enough = typeof wanted === 'number' ? () => heard.text().length >= wanted : wanted
      while (!enough()) await new Promise<void>((resolve) => (changed = resolve))
      return heard.text()
    },
    closed: new Promise<void>((resolve) => stream.on('close', resolve)),
    ended: new Promise<void>((resolve) => stream.on('end', resolve)),
  }
  return heard
}

/** Upstream, a proxy before it and clients; `close` ends them all. */
export async function startRig(faults: Faults = {}, random?: () => number) {
  const asked = createInbox<Asked>()
  const upgraded = createInbox<Upgraded>()
  const sockets = new Set<Socket>()
  const clients: Socket[] = []
  const counts = { requests: 0, upgrades: 0 }
  const server = createServer((request, response) => {
    if (request.url === '/ping') return response.end('pong')
    counts.requests++
    const body = new Promise<string>((resolve) => {
      const heard = listen(request)
      heard.ended.then(() => resolve(heard.text()))
    })
    asked.put({ request, body, response })
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('upgrade', (request, socket) => {
    counts.upgrades++
    // Sockets of Node's HTTP server stay half open otherwise.
    socket.on('end', () => socket.end())
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-By: upstream\r\n\r\n`,
    )
    upgraded.put({ request, socket, heard: listen(socket) })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const upstream = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const proxy = await startBadProxy({ upstream, faults, ...(random && { random }) })

  /** A raw connection to the proxy. */
  function dial() {
    const socket = connect(proxy.port, '127.0.0.1').setNoDelay(true)
    clients.push(socket)
    return { socket, heard: listen(socket) }
  }

  /** Sends a request on a connection, a new one by default; `heard` is the raw answer. */
  function send(head: string, headers: string[] = [], body = '', connection = dial()) {
    const length = body ? [`Content-Length: ${body.length}`] : []
    connection.socket.write(`${[`${head} HTTP/1.1`, 'Host: test', ...headers, ...length].join('\r\n')}\r\n\r\n${body}`)
    return connection
  }

  /** A stream that upstream has opened, with this first chunk. */
  async function openStream(first = '') {
    const { heard, socket } = send('GET /stream')
    const { response } = await asked.next()
    const gone = new Promise<void>((resolve) => response.on('close', resolve))
    response.writeHead(200, { 'X-By': 'upstream' }).flushHeaders()
    if (first) response.write(first)
    return { heard, socket, response, gone, body: () => bodyOf(heard.text()) }
  }

  return {
    openStream,
    proxy,
    asked,
    upgraded,
    /** What upstream got so far. */
    counts,
    /** Waits until upstream has no connection left. */
    async idle() {
      for (const socket of sockets) await once(socket, 'close')
    },
    dial,
    send,
    upgrade: (headers: string[] = []) =>
      send('GET /socket', [
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
        ...headers,
      ]),

    /** Gives what should not come the time to come: some round trips to upstream, past the proxy. */
    async settle() {
      const socket = connect(Number(new URL(upstream).port), '127.0.0.1')
      for (let trip = 0; trip < 10; trip++) {
        socket.write('GET /ping HTTP/1.1\r\nHost: test\r\n\r\n')
        await once(socket, 'data')
      }
      socket.destroy()
    },

    async close() {
      await proxy.close()
      for (const socket of [...clients, ...sockets]) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export type Rig = Awaited<ReturnType<typeof startRig>>

/** The body of a raw answer that has one, chunks joined. */
export function bodyOf(raw: string): string {
  const [head = '', ...rest] = raw.split('\r\n\r\n')
  const body = rest.join('\r\n\r\n')
  return /chunked/i.test(head) ? body.replace(/(?:^|\r\n)[0-9a-f]+\r\n/g, '').replace(/\r\n$/, '') : body
}
