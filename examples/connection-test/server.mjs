import { readFile } from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import { createServer } from 'encke/server'

const types = { html: 'text/html', css: 'text/css', js: 'text/javascript' }
const files = {
  '/': 'index.html',
  '/style.css': 'style.css',
  '/page.js': 'page.js',
  '/measure.js': 'measure.js',
  '/words.js': 'words.js',
  '/encke.js': '../../dist/encke.js',
}

const encke = createServer({ authorize: ({ channel }) => /^\/connection-test\/[\w-]+$/.test(channel) })
const http = createHttpServer(async (request, response) => {
  if (encke.handle(request, response)) return
  const file = files[request.url]
  if (!file) return response.writeHead(404).end()
  response.writeHead(200, { 'Content-Type': `${types[file.split('.').pop()]}; charset=utf-8` })
  response.end(await readFile(new URL(file, import.meta.url)))
})
http.on('upgrade', (request, socket, head) => encke.upgrade(request, socket, head) || socket.destroy())
http.listen(process.env.PORT ?? 8080, () => console.log(`Connection test: http://localhost:${http.address().port}`))
