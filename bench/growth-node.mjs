// The server's sessions and log without a network, in a process of their own: what a message costs them.
import { createSubscriptions } from '../dist/client/subscriptions/subscriptions.js'
import { encode } from '../dist/protocol/batch.js'
import { createMemoryLog } from '../dist/server/log/memory.js'
import { createSessions } from '../dist/server/sessions/sessions.js'
import { message } from './support/message.mjs'
import { obey } from './support/processes.mjs'

const data = JSON.stringify(message(1, 100))

/** A log, and sessions that listen to these patterns on links that make text of what they get. */
function begin(subscriptions, retention = {}) {
  const log = createMemoryLog({ characters: Number.POSITIVE_INFINITY, age: Number.POSITIVE_INFINITY, ...retention })
  const sessions = createSessions({ log, now: () => performance.now(), defer() {}, expiry: 60_000 })
  let characters = 0
  const link = () => ({
    ...{ kind: 'duplex', worn: false, hold: 25_000, room: 262_144, written: 0 },
    write(batch) {
      characters += encode(batch).length
      return true
    },
    end() {},
  })
  const reply = () => ({ channel: '/meta/handshake', successful: true })
  const joined = subscriptions.map((patterns, index) => {
    const session = sessions.create(`session${index}`, false, undefined)
    const join = { join: 1, version: 1, subscriptions: patterns }
    sessions.join(session, { link: link(), join, reply: reply(), prompt: true, published: 0, refused: {} })
    return session
  })
  sessions.flush()
  let number = 1
  return {
    log,
    /** In a turn of its own. */
    publish(channel) {
      log.append(channel, data)
      sessions.flush()
    },
    /** The first session comes back, and has all up to here. */
    comeBack(at) {
      const join = { join: ++number, version: 1, subscriptions: subscriptions[0], at }
      sessions.join(joined[0], { link: link(), join, reply: reply(), prompt: true, published: 0, refused: {} })
      sessions.flush()
    },
    get characters() {
      return characters
    },
  }
}

/** Microseconds of one of `count` calls, after as many that do not count. */
function timed(count, call) {
  for (let n = 0; n < count; n++) call(n)
  globalThis.gc()
  const began = performance.now()
  for (let n = 0; n < count; n++) call(n)
  return ((performance.now() - began) * 1000) / count
}

const position = (n) => n.toString(36).padStart(19, '0')
const channels = (count) => Array.from({ length: count }, (_, n) => `/c/${n}`)

obey({
  subscribers(count) {
    const { publish } = begin(Array.from({ length: count }, () => ['/n']))
    return { delivery: timed(Math.max(20, 200_000 / count), () => publish('/n')) / count }
  },

  channels(count) {
    const all = channels(count)
    const listeners = Math.min(100, count)
    const { publish } = begin(Array.from({ length: listeners }, (_, n) => all.filter((_, of) => of % listeners === n)))
    return { publication: timed(100_000, (n) => publish(all[(n * 7919) % count])) }
  },

  subscriptions(count) {
    const all = channels(count)
    const { publish } = begin([all])
    const publication = timed(50_000, (n) => publish(all[(n * 7919) % count]))
    const subscriptions = createSubscriptions()
    for (const pattern of all)
      subscriptions.add({ pattern, since: 'latest', deliver() {}, settled() {}, caughtUp() {} })
    const places = subscriptions.form(true)
    subscriptions.accept({ join: 1, tail: position(0) }, places)
    let taken = 0
    const client = timed(50_000, (n) => {
      const event = { channel: all[(n * 7919) % count], data: n, position: position(taken + 1) }
      subscriptions.take([event], (_, to) => {
        taken += to.length
      })
    })
    if (taken !== 100_000) throw new Error(`${taken} messages were taken`)
    return { publication, client }
  },

  log(length) {
    const { publish, log, comeBack } = begin([['/n']], { messages: Math.max(1, length) })
    for (let n = 0; n < length; n++) log.append('/n', data)
    const publication = timed(50_000, () => publish('/n'))
    const { tail } = log
    for (let n = 0; n < 10 && n < length; n++) publish('/n')
    return { publication, 'coming back': timed(20_000, () => comeBack(tail)) }
  },
})
