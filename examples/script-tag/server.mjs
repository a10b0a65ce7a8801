import { readFile } from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import { createServer } from 'encke/server'

const files = { '/': 'index.html', '/app.js': 'app.js', '/dist/encke.js': '../../dist/encke.js' }

const encke = createServer()
const http = createHttpServer(async (request, response) => {
  if (encke.handle(request, response)) return
  const file = files[request.url]
  if (!file) return response.writeHead(404).end()
  response.writeHead(200, { 'Content-Type': file.endsWith('.js') ? 'text/javascript' : 'text/html' })
  response.end(await readFile(new URL(file, import.meta.url)))
})
http.on('upgrade', (request, socket, head) => encke.upgrade(request, socket, head) || socket.destroy())
http.listen(process.env.PORT ?? 8080, () => console.log(`Notifications: http://localhost:${http.address().port}`))

setInterval(() => encke.publish('/notifications/clock', { text: new Date().toLocaleTimeString() }), 5000)
