// Many subscribers over WebSocket in a process of their own, each speaking as its client would: `crowd.mjs KIND PORT`.
import WebSocket from 'ws'
import { obey } from './support/processes.mjs'

const [kind, port] = process.argv.slice(2)
const bayeux = ['websocket']

/** Where it connects, what it says first, and what it says to what it hears; `ready` when it listens. */
const speakers = {
  raw: { path: '/socket?1', first: undefined, begin: (_, ready) => ready() },

  encke: {
    path: '/encke',
    begin(send, ready, index) {
      const key = `crowd${index}`.padEnd(22, '_')
      const encke = { join: 1, key, type: 'websocket', version: 1, runs: 1, subscriptions: ['/n'] }
      send([{ channel: '/meta/handshake', id: '1', version: '1.0', supportedConnectionTypes: bayeux, ext: { encke } }])
      return () => ready()
    },
  },

  'socket.io': {
    path: '/socket.io/?EIO=4&transport=websocket',
    begin: (send, ready) => (text) => {
      if (text.startsWith('0')) send('40')
      else if (text.startsWith('40')) ready()
      else if (text === '2') send('3')
    },
  },

  sockjs: {
    path: '/sockjs/000/INDEX/websocket',
    begin: (_, ready) => (text) => text === 'o' && ready(),
  },

  faye: {
    path: '/bayeux',
    begin(send, ready) {
      send([{ channel: '/meta/handshake', id: '1', version: '1.0', supportedConnectionTypes: bayeux }])
      return (text) => {
        for (const { channel, clientId } of JSON.parse(text)) {
          const connect = { channel: '/meta/connect', clientId, connectionType: 'websocket', id: '2' }
          if (channel === '/meta/handshake') {
            // What comes in one frame is answered in one, when its connect is.
            send([{ channel: '/meta/subscribe', clientId, subscription: '/n', id: '3' }])
            send([connect])
          } else if (channel === '/meta/subscribe') ready()
          else if (channel === '/meta/connect') send([connect])
        }
      }
    },
  },
}

/** In the text of every message, once. */
const mark = Buffer.from('text')
const meta = '/meta/'
const { path, begin } = speakers[kind]
const sockets = []
let heard = 0
let wanted = Number.POSITIVE_INFINITY
let finish = () => {}

function count(data) {
  for (let at = data.indexOf(mark); at >= 0; at = data.indexOf(mark, at + mark.length)) heard++
  if (heard >= wanted) finish()
}

function join() {
  const index = sockets.length
  const socket = new WebSocket(`ws://127.0.0.1:${port}${path.replace('INDEX', index)}`, { perMessageDeflate: false })
  sockets.push(socket)
  return new Promise((resolve, reject) => {
    socket.on('error', reject).on('open', () => {
      const send = (what) => socket.send(typeof what === 'string' ? what : JSON.stringify(what))
      const hear = begin(send, resolve, index)
      socket.on('message', (data) => {
        const bare = !data.includes(mark)
        if (!bare) count(data)
        if (bare || data.includes(meta)) hear?.(data.toString())
      })
    })
  })
}

obey({
  async join(number) {
    // A thousand at a time: the queue of a server that listens is not longer everywhere.
    for (let index = 0; index < number; index += 1000)
      await Promise.all(Array.from({ length: Math.min(1000, number - index) }, join))
  },

  /** Resolves with the time at which so many have come to all of them together. */
  async all(number) {
    heard = 0
    wanted = number
    await new Promise((resolve) => {
      finish = resolve
    })
    wanted = Number.POSITIVE_INFINITY
    return performance.timeOrigin + performance.now()
  },
})
