// In the page: what the benches measure with a client.
import { clients, load } from './clients.mjs'

const clock = () => performance.timeOrigin + performance.now()
let client
let heard
let arrivals

/** Opens a client and listens; resolves when messages come. */
export async function open(kind, transport, options) {
  await load(kind)
  client = clients[kind](transport, options)
  heard = { count: 0, next: 0, wrong: 0 }
  await client.listen(({ n }) => {
    heard.count++
    if (n === heard.next) heard.next++
    else heard.wrong++
    if (heard.count === heard.wanted) heard.done()
  })
}

/** Resolves when so many have come since the opening, with the time of the last one. */
export function all(count) {
  return new Promise((resolve) => {
    const done = () => resolve({ at: clock(), wrong: heard.wrong })
    Object.assign(heard, { wanted: count, done })
    if (heard.count >= count) done()
  })
}

/** Publishes so many, at most so many unanswered at a time; resolves with the milliseconds it took. */
export async function publish(count, bytes, atOnce) {
  const { message } = await import('./message.mjs')
  const began = performance.now()
  let n = 0
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (n < count) await client.publish(message(n++, bytes))
    }),
  )
  return performance.now() - began
}

/** Milliseconds from the making of a client to its first message; null when none comes in time. */
export function first(kind, transport, patience) {
  const began = performance.now()
  return new Promise((resolve) => {
    setTimeout(resolve, patience, null)
    clients[kind](transport).listen(() => resolve(performance.now() - began))
  })
}

export { load }

/** Listens, and writes down when which one comes. */
export function record(kind, transport, options) {
  arrivals = []
  return clients[kind](transport, options).listen(({ n }) => arrivals.push([n, clock()]))
}

export const recorded = () => arrivals
