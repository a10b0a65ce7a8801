import { connect } from 'node:net'
import { WebSocket } from 'ws'
import { joining, newKey } from '../support/wire'
import { obey } from './orders'

/** Clients that open a connection, listen to five channels and say nothing more. */
const subscriptions = (index: number) => [
  '/all',
  '/news/*',
  `/room/${index % 100}`,
  `/user/${index}`,
  `/job/${index}/**`,
]

/** What a browser says of itself. */
const headers = [
  'Host: 127.0.0.1',
  'Connection: keep-alive',
  'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
  'Accept-Encoding: gzip, deflate, br',
  'Accept-Language: en-US,en;q=0.9',
  'Referer: http://127.0.0.1/',
  'Sec-Fetch-Dest: empty',
  'Sec-Fetch-Mode: cors',
  'Sec-Fetch-Site: same-origin',
].join('\r\n')

const atOnce = 50

function request(type: string, messages: unknown[]): string {
  const text = JSON.stringify(messages)
  const query = `message=${encodeURIComponent(text)}`
  if (type === 'eventsource') return `GET /encke?${query} HTTP/1.1\r\n${headers}\r\nAccept: text/event-stream\r\n\r\n`
  if (type === 'callback-polling') return `GET /encke?${query}&jsonp=f HTTP/1.1\r\n${headers}\r\nAccept: */*\r\n\r\n`
  const form = type === 'iframe'
  const body = form ? query : text
  const content = `Content-Type: ${form ? 'application/x-www-form-urlencoded' : 'application/json'}`
  const length = `Content-Length: ${Buffer.byteLength(body)}`
  return `POST /encke HTTP/1.1\r\n${headers}\r\nAccept: */*\r\n${content}\r\n${length}\r\n\r\n${body}`
}

/** Resolves once the handshake is answered. What is a poll asks on then, and is held. */
function open(type: string, port: number, index: number): Promise<void> {
  const key = newKey()
  const greeting = joining(type, { key, subscriptions: subscriptions(index) })
  if (type === 'websocket') return openSocket(port, greeting)
  const socket = connect(port, '127.0.0.1', () => socket.write(request(type, [greeting])))
  socket.setEncoding('utf8')
  return new Promise((resolve, reject) => {
    socket.on('error', reject)
    let text = ''
    socket.on('data', (more: string) => {
      text += more
      if (!/\\?"successful\\?":true/.test(text)) return
      socket.removeAllListeners('data')
      socket.resume()
      resolve()
      if (!type.endsWith('polling')) return
      const encke = { join: 2, version: 0, at: /"tail":"(\w+)"/.exec(text)?.[1] }
      socket.write(
        request(type, [{ channel: '/meta/connect', clientId: key, connectionType: type, id: 'c', ext: { encke } }]),
      )
    })
  })
}

function openSocket(port: number, greeting: unknown): Promise<void> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/encke`, { perMessageDeflate: false })
  return new Promise((resolve, reject) => {
    socket.on('open', () => socket.send(JSON.stringify([greeting])))
    socket.on('error', reject)
    socket.on('message', () => resolve())
  })
}

obey({
  async open(type: string, port: number, from: number, to: number) {
    for (let index = from; index < to; index += atOnce)
      await Promise.all(Array.from({ length: Math.min(atOnce, to - index) }, (_, at) => open(type, port, index + at)))
  },
})
