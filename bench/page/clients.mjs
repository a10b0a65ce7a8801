// In the page: each client the way its documentation shows, behind one function. `listen(transport, listener)` resolves
// when messages come; `publish(data)` when the server has it.

const scripted = ['encke', 'faye', 'sockjs', 'socket.io']
let cometd

/** Loads what a client needs, so that this is over before anything is measured. */
export async function load(kind) {
  if (kind === 'cometd') cometd = await import('/cometd/cometd.js')
  if (!scripted.includes(kind)) return
  await new Promise((resolve, reject) => {
    const element = document.createElement('script')
    Object.assign(element, { src: `/scripts/${kind}.js`, onload: resolve, onerror: reject })
    document.head.append(element)
  })
}

export const clients = {
  encke(transport) {
    const client = Encke.connect('/encke', { ...(transport && { transports: [transport] }), queueLimit: 100_000 })
    return {
      listen: (listener) => client.subscribe('/n', ({ data }) => listener(data)).ready,
      publish: (data) => client.publish('/from-page', data),
    }
  },

  faye(transport) {
    const client = new Faye.Client('/bayeux', { timeout: 25 })
    // The preferred one first; its handshake needs a poll.
    const types = ['websocket', 'eventsource', 'long-polling']
    for (const type of transport ? types.slice(0, types.indexOf(transport)) : []) client.disable(type)
    return {
      listen: (listener) => Promise.resolve(client.subscribe('/n', listener)),
      publish: (data) => Promise.resolve(client.publish('/from-page', data)),
    }
  },

  /** `acks` beside the transport: with its extension. Subscriptions do not outlive a session, and are made again. */
  cometd(transport, { acks = false } = {}) {
    const client = new cometd.CometD()
    for (const type of client.getTransportTypes()) if (transport && type !== transport) client.unregisterTransport(type)
    if (acks) client.registerExtension('ack', new cometd.AckExtension())
    client.configure({ url: `${location.origin}/bayeux`, logLevel: 'error', backoffIncrement: 100 })
    return {
      listen: (listener) =>
        new Promise((resolve) => {
          const hear = ({ data }) => listener(data)
          client.addListener('/meta/handshake', ({ successful }) => {
            if (successful) client.subscribe('/n', hear, resolve)
          })
          client.handshake()
        }),
      publish: (data) => new Promise((resolve) => client.publish('/from-page', data, resolve)),
    }
  },

  /** The application connects again by itself when `again`. */
  sockjs(transport, { again = false } = {}) {
    return {
      listen: (listener) =>
        new Promise((resolve) => {
          const connect = () => {
            const socket = new SockJS('/sockjs', null, transport ? { transports: [transport] } : {})
            socket.onopen = resolve
            socket.onmessage = ({ data }) => listener(JSON.parse(data))
            if (again) socket.onclose = connect
          }
          connect()
        }),
    }
  },

  'socket.io'(transport) {
    const socket = io(
      transport === 'websocket first'
        ? { transports: ['websocket', 'polling'], tryAllTransports: true }
        : { ...(transport && { transports: [transport] }) },
    )
    return {
      listen(listener) {
        socket.on('n', listener)
        return new Promise((resolve) => socket.on('connect', resolve))
      },
      publish: (data) => socket.emitWithAck('publish', data),
    }
  },

  raw(transport) {
    return {
      listen: (listener) => raws[transport](listener),
      publish: rawPublish,
    }
  },
}

const raws = {
  WebSocket: () => socket('/socket?1', () => {}),
  'WebSocket, 1 a frame': (listener) => socket('/socket?1', ({ data }) => listener(JSON.parse(data))),
  'WebSocket, 100 a frame': (listener) =>
    socket('/socket?100', ({ data }) => {
      for (const message of JSON.parse(data)) listener(message)
    }),
  EventSource: (listener) =>
    new Promise((resolve) => {
      const source = new EventSource('/events')
      source.onopen = resolve
      source.onmessage = ({ data }) => listener(JSON.parse(data))
    }),
  'fetch stream': (listener) => stream('/stream', listener),
  'XHR streams': (listener) => ask('/streams', listener),
  'XHR polls': (listener) => ask('/polls', listener),
  "fetch stream with Encke's envelopes": (listener) =>
    stream('/batches', (batch) => {
      for (const { data } of batch) listener(data)
    }),
}

/** By one request after the other. */
function ask(path, listener) {
  const request = new XMLHttpRequest()
  let read = 0
  request.open('POST', path)
  request.onreadystatechange = () => {
    if (request.readyState < 3) return
    const text = request.responseText
    const end = text.lastIndexOf('\n') + 1
    if (end > read) for (const line of text.slice(read, end - 1).split('\n')) listener(JSON.parse(line))
    read = Math.max(read, end)
    if (request.readyState === 4 && request.status) ask(path, listener)
  }
  request.send()
}

async function stream(path, listener) {
  const { body } = await fetch(path, { method: 'POST' })
  read(body.getReader(), listener)
}

async function read(reader, listener) {
  const decoder = new TextDecoder()
  let rest = ''
  for (;;) {
    const { value, done } = await reader.read()
    if (done) return
    const lines = (rest + decoder.decode(value, { stream: true })).split('\n')
    rest = lines.pop()
    for (const line of lines) if (line) listener(JSON.parse(line))
  }
}

function socket(path, onmessage) {
  const socket = new WebSocket(`ws://${location.host}${path}`)
  return new Promise((resolve) => Object.assign(socket, { onmessage, onopen: () => resolve(socket) }))
}

let echo
const waiting = new Map()

/** One frame each way for each. */
async function rawPublish(data) {
  echo ??= socket('/echo', ({ data }) => {
    const { got } = JSON.parse(data)
    waiting.get(got)()
    waiting.delete(got)
  })
  ;(await echo).send(JSON.stringify(data))
  return new Promise((resolve) => waiting.set(data.n, resolve))
}
