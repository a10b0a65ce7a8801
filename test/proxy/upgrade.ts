import { createHash } from 'node:crypto'
import { type IncomingMessage, ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { deliver } from './deliver'
import { createGuard, type Guard } from './guard'
import { kept } from './headers'
import { type Inside, showLogin } from './request'

export function handleUpgrade(request: IncomingMessage, client: Duplex, head: Buffer, inside: Inside) {
  const { live, upstream } = inside
  const { login, upgrade } = live.faults
  const guard = createGuard(live, () => client.destroy())
  client.on('close', guard.stop)
  if (head.length) client.unshift(head)
  if (login) return showLogin(answerOn(client, request), inside)
  if (upgrade?.startsWith('refuse')) return refuse(answerOn(client, request), Number(upgrade.slice(-3)))
  if (upgrade === 'swallow') return ignore(client, guard)
  if (upgrade === 'forge') {
    client.write(switching('Switching Protocols', forgedHeaders(request)))
    return ignore(client, guard)
  }

  const asked = upstream.ask(request)
  const up = carry(client, () => live.faults.upgrade !== 'mute', guard)
  client.on('close', () => asked.destroy())
  asked.on('error', () => client.destroy())
  asked.on('response', (answer) => deliver(answer, request, answerOn(client, request), live, guard))
  asked.on('upgrade', (answer, server, rest) => {
    client.write(switching(answer.statusMessage!, kept(answer.rawHeaders, live.faults.stripResponse ?? [])))
    if (rest.length) server.unshift(rest)
    let cutting = false
    const down = carry(server, () => !cutting && !live.faults.upgrade?.startsWith('mute'), guard)
    const unwatch = live.watch(() => {
      up.flow()
      down.flow()
    })
    server.on('error', () => {})
    server.on('close', () => client.end(() => client.destroy()))
    client.on('close', () => {
      unwatch()
      server.destroy()
    })
    up.to(server, (chunk) => server.write(chunk))
    down.to(client, (chunk) => {
      const { pass, cut } = guard.admit(chunk.length)
      cutting = cut
      return client.write(chunk.subarray(0, pass), () => cut && client.destroy())
    })
  })
  asked.end()
}

/** One direction of an upgraded connection. What comes before there is a target, or while it is silenced, is held. */
function carry(from: Duplex, open: () => boolean, guard: Guard) {
  const held: Buffer[] = []
  let target: Duplex | undefined
  let write = (_chunk: Buffer) => true
  const flow = () => {
    while (held.length && open() && target?.writable) {
      if (write(held.shift()!)) continue
      from.pause()
      target.once('drain', () => from.resume())
    }
  }
  from.on('data', (chunk: Buffer) => {
    guard.active()
    held.push(chunk)
    flow()
  })
  from.on('end', () => (target ? target.end() : from.destroy()))
  return {
    flow,
    to(stream: Duplex, send: (chunk: Buffer) => boolean) {
      target = stream
      write = send
      flow()
    },
  }
}

/** Lets the client talk to nobody until it leaves. */
function ignore(client: Duplex, guard: Guard) {
  client.on('data', guard.active).on('end', () => client.destroy())
}

function refuse(response: ServerResponse, status: number) {
  const reason = STATUS_CODES[status]!
  response.writeHead(status, { 'Content-Type': 'text/plain', 'Content-Length': reason.length }).end(reason)
}

/** An ordinary response in the place of the 101; the connection is closed after it. */
function answerOn(client: Duplex, request: IncomingMessage): ServerResponse {
  const response = new ServerResponse(request)
  response.shouldKeepAlive = false
  response.assignSocket(client as Socket)
  response.on('finish', () => client.end())
  // Node's server no longer looks after a socket that wanted an upgrade.
  client.on('drain', () => response.emit('drain'))
  return response
}

function switching(reason: string, rawHeaders: string[]): string {
  const lines = rawHeaders.map((text, index) => (index % 2 ? `${text}\r\n` : `${text}: `))
  return `HTTP/1.1 101 ${reason}\r\n${lines.join('')}\r\n`
}

function forgedHeaders({ headers }: IncomingMessage): string[] {
  const key = `${headers['sec-websocket-key'] ?? ''}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`
  const accept = createHash('sha1').update(key).digest('base64')
  return ['Upgrade', 'websocket', 'Connection', 'Upgrade', 'Sec-WebSocket-Accept', accept]
}
