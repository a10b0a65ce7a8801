/** Ours, the preferred one first. */
export const connectionTypes = [
  'websocket',
  'http-streaming',
  'eventsource',
  'multipart',
  'iframe',
  'long-polling',
  'callback-polling',
]

/** The last is the name by which Faye's client polls another origin. */
export const pollTypes = new Set(['long-polling', 'callback-polling', 'cross-origin-long-polling'])
