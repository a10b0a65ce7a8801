/** What the server offers, the preferred one first. */
export const connectionTypes = [
  'websocket',
  'fetch-streaming',
  'xhr-streaming',
  'eventsource',
  'multipart',
  'iframe',
  'long-polling',
  // So Faye's client calls the polling of another origin.
  'cross-origin-long-polling',
  'callback-polling',
]

/** Those whose links are there for one answer. */
export const pollTypes = new Set(['long-polling', 'cross-origin-long-polling', 'callback-polling'])
