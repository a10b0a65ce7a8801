import { Server } from 'socket.io'

/** With its own recovery of sessions when `recovery`. */
export function attach(http, page, { recovery = false }) {
  http.on('request', (request, response) => request.url.startsWith('/socket.io/') || page(request, response))
  const io = new Server(http, { serveClient: false, ...(recovery && { connectionStateRecovery: {} }) })
  io.on('connection', (socket) => socket.on('publish', (data, answer) => answer({ got: data.n })))
  return { publish: (data) => io.emit('n', data) }
}
