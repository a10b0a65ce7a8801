/** Encke's own, by name. */
export const transports = [
  'websocket',
  'fetch-streaming',
  'xhr-streaming',
  'eventsource',
  'iframe',
  'long-polling',
  'callback-polling',
]
