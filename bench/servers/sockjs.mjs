import sockjs from 'sockjs'

export function attach(http, page) {
  const connections = new Set()
  const server = sockjs.createServer({ log() {} })
  server.on('connection', (connection) => {
    connections.add(connection)
    connection.on('close', () => connections.delete(connection))
  })
  http.on('request', (request, response) => request.url.startsWith('/sockjs') || page(request, response))
  server.installHandlers(http, { prefix: '/sockjs' })
  return {
    publish(data) {
      const text = JSON.stringify(data)
      for (const connection of connections) connection.write(text)
    },
  }
}
