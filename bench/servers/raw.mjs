import { once } from 'node:events'
import { WebSocketServer } from 'ws'
import { createAnswers } from './answers.mjs'

/** Bytes on their way beyond which it waits, as Encke does. */
const highWater = 65_536

/** What was published in one turn, as text. */
const frames = {
  '/stream': (turn) => turn.map((text) => `${text}\n`).join(''),
  '/events': (turn) => turn.map((text) => `data:${text}\n\n`).join(''),
  '/batches': (turn) =>
    `[${turn.map((text) => `{"channel":"/n","data":${text},"id":"lw8z5x0a00000000000"}`).join(',')}]\n`,
}

/**
 * As little as can be, by hand: `/socket?NUMBER` is a WebSocket with so many messages a frame, `/stream` an endless answer
 * with one message a line, `/batches` with one array a turn and what Encke says of each message, `/events` server-sent
 * events with one message each; `/streams` and `/polls` are answers that end where Encke's do. A message on the socket is
 * sent to all, as it is, and `/echo` is answered with a word for each.
 */
export function attach(http, page) {
  const sockets = new Map()
  const streams = new Map()
  const listening = new Set()
  const answers = {
    '/streams': createAnswers(listening, { most: 131_072, turns: 1 }),
    '/polls': createAnswers(listening, { most: 1, turns: 48 }),
  }
  const server = new WebSocketServer({ server: http, clientTracking: false })
  server.on('connection', (socket, { url }) => {
    if (url === '/echo') return void socket.on('message', (data) => socket.send(`{"got":${JSON.parse(data).n}}`))
    sockets.set(socket, { perFrame: Number(url.split('?')[1] ?? 1), waiting: [] })
    socket.on('close', () => sockets.delete(socket))
  })
  http.on('request', (request, response) => {
    const frame = frames[request.url]
    if (!frame && !(request.url in answers)) return page(request, response)
    response.writeHead(200, {
      'Content-Type': request.url === '/events' ? 'text/event-stream' : 'application/json',
      'X-Content-Type-Options': 'nosniff',
    })
    if (request.url in answers) return answers[request.url].handle(response)
    response.write('\n')
    streams.set(response, frame)
    response.on('close', () => streams.delete(response))
  })
  let turn = []

  /** What was published in one turn leaves in one write. */
  function write() {
    for (const [response, frame] of streams) response.write(frame(turn))
    for (const one of listening) one.write(frames['/stream'](turn))
    turn = []
  }

  return {
    publish(data) {
      const text = JSON.stringify(data)
      for (const [socket, { perFrame, waiting }] of sockets) {
        if (perFrame === 1) socket.send(text)
        else if (waiting.push(text) === perFrame) socket.send(`[${waiting.splice(0).join(',')}]`)
      }
      if ((streams.size || listening.size) && turn.push(text) === 1) setImmediate(write)
    },
    /** Waits until there is room again. */
    async ready() {
      for (const socket of sockets.keys()) {
        while (socket.bufferedAmount > highWater) await new Promise((resolve) => setImmediate(resolve))
      }
      for (const response of streams.keys()) if (response.writableNeedDrain) await once(response, 'drain')
      for (const one of listening) await one.ready()
    },
  }
}
