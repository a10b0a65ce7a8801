import faye from 'faye'

export function attach(http, page) {
  http.on('request', page)
  const bayeux = new faye.NodeAdapter({ mount: '/bayeux', timeout: 25 })
  bayeux.attach(http)
  // It answers a request that was cut with an error, and again when its time is over.
  const [answer] = http.listeners('request')
  http.removeAllListeners('request').on('request', (request, response) => {
    const writeHead = response.writeHead.bind(response)
    response.writeHead = (...all) => (response.headersSent ? response : writeHead(...all))
    answer(request, response)
  })
  const client = bayeux.getClient()
  return { publish: (data) => void client.publish('/n', data) }
}
