import cometd from 'cometd-nodejs-server'
import acknowledging from 'cometd-nodejs-server/ack-extension.js'

/** With the extension by which its clients acknowledge what they get, when `acks`. */
export function attach(http, page, { acks = false }) {
  const bayeux = cometd.createCometDServer({ timeout: 25_000, maxInterval: 10_000 })
  if (acks) bayeux.addExtension(new acknowledging.AcknowledgedMessagesExtension())
  http.on('request', (request, response) => {
    if (request.url.startsWith('/bayeux')) bayeux.handle(request, response)
    else page(request, response)
  })
  return { publish: (data) => bayeux.createServerChannel('/n').publish(null, data) }
}
