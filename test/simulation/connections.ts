import { EnckeError } from '../../src/protocol/errors'
import type { Store } from '../../src/server/log/store'
import type { Clock } from './clock'
import type { Data } from './store'

/** Milliseconds without an answer after which a node gives a connection up, and for which a read is held. */
const patience = 3000
const held = 2000

const unconnected = () => new EnckeError('network', 'there is no connection to the store')

interface Options {
  clock: Clock
  data: Data
  random: () => number
  /** Most milliseconds by which a node hears late what was appended. */
  lag: number
}

/** The way from the nodes to their store. */
export function createConnections({ clock, data, random, lag }: Options) {
  const open = new Set<Connection>()
  /** What waits for the next entry. */
  const readers = new Set<() => void>()
  /** Until when the store is away: `refusing` connections, or `silent`. */
  let away = { until: 0, silent: false }
  let incarnation = 0

  const latency = () => (random() < 0.05 ? random() * 300 : random() * 5)
  const isAway = () => clock.now < away.until

  type Connection = ReturnType<typeof connection>

  function connection(lost: (error: unknown) => void) {
    const pending = new Map<(error: unknown) => void, number>()
    const born = incarnation
    const arrives = { commands: 0, reader: 0 }
    const answers = { commands: 0, reader: 0 }
    let over = false
    /** What was sent before the end may have come through. */
    let flushed = false
    let answeredAt = clock.now

    /** @param failed - the call that it failed for, if it is that */
    function end(error: unknown, failed?: (error: unknown) => void) {
      if (over) return
      over = true
      flushed = random() < 0.5
      open.delete(self)
      clock.stir()
      lost(error)
      for (const reject of pending.keys()) {
        reject(reject === failed ? error : new EnckeError('delivery-unknown', 'the store did not answer', error))
      }
      pending.clear()
    }

    function watch(reject: (error: unknown) => void, most: number) {
      const due = () => Math.max(pending.get(reject) as number, answeredAt) + most
      clock.at(due(), () => {
        if (over || !pending.has(reject)) return
        if (clock.now >= due()) end(new Error('the store does not answer'))
        else watch(reject, most)
      })
    }

    const self = {
      end,
      /** Whoever had it is dead and hears nothing. */
      abandon() {
        over = true
        flushed = random() < 0.5
        open.delete(self)
        pending.clear()
      },
      /** @param effect - undefined when there is nothing to answer yet */
      ask<Value>(by: 'commands' | 'reader', effect: () => { value: Value } | undefined, late = 0): Promise<Value> {
        return new Promise((resolve, reject) => {
          if (over) return reject(unconnected())
          if (!pending.size) answeredAt = clock.now
          pending.set(reject, clock.now)
          watch(reject, by === 'reader' ? patience + held : patience)

          function answer(settle: () => void, after: number) {
            answers[by] = Math.max(answers[by], clock.now + after)
            clock.at(answers[by], () => {
              if (over) return
              answeredAt = clock.now
              clock.stir()
              settle()
              pending.delete(reject)
            })
          }
          function arrive() {
            if (born !== incarnation || (over && !flushed)) return
            if (isAway()) return clock.at(away.until, arrive)
            try {
              const done = effect()
              if (done) return answer(() => resolve(done.value), latency() + late)
            } catch (error) {
              return answer(() => end(error, reject), latency())
            }
            readers.add(arrive)
          }
          arrives[by] = Math.max(arrives[by], clock.now + latency())
          clock.at(arrives[by], arrive)
        })
      },
    }
    open.add(self)
    return self
  }

  function wakeReaders() {
    const waiting = [...readers]
    readers.clear()
    for (const arrive of waiting) arrive()
  }

  return {
    /** The store as one node sees it, until that dies. */
    connect(): { store: Store; abandon(): void } {
      let alive = true
      let current: Connection | undefined
      const tell = <Value>(effect: () => Value): Promise<Value> =>
        current ? current.ask('commands', () => ({ value: effect() })) : Promise.reject(unconnected())
      const store: Store = {
        connect: (lost) =>
          new Promise((resolve, reject) => {
            current?.end(new Error('closed'))
            current = undefined
            const wait = isAway() && away.silent ? patience : latency() * 3
            clock.at(clock.now + wait, () => {
              if (!alive) return
              clock.stir()
              if (isAway()) return reject(new Error('the store cannot be reached'))
              current = connection(lost)
              resolve()
            })
          }),
        disconnect: (reason) => current?.end(reason),
        async hello(seen) {
          const floor = await tell(() => data.hello(seen))
          await tell(data.greet)
          return floor
        },
        append: (known, channel, data_, source) =>
          tell(() => {
            const verdict = data.append(known, channel, data_, source)
            clock.at(clock.now, wakeReaders)
            return verdict
          }),
        skip: (known, source, _, reason) => tell(() => data.skip(known, source, reason)),
        published: (publisher) => tell(() => data.published(publisher)),
        range: (after, limit, characters) => tell(() => data.range(after, limit, characters)),
        newest: (limit, characters) => tell(() => data.newest(limit, characters)),
        next(after) {
          if (!current) return Promise.reject(unconnected())
          const until = clock.now + held
          const limit = 1 + Math.floor(random() * 20)
          clock.at(until, wakeReaders)
          return current.ask(
            'reader',
            () => {
              const value = data.next(after, limit)
              return value.entries.length || value.floor > after || clock.now >= until ? { value } : undefined
            },
            random() * lag,
          )
        },
        trim: () => tell(data.trim),
        recall: (key) => tell(() => data.recall(key)),
        remember: (key, text) => tell(() => data.remember(key, text)),
        // Nothing is forgotten there.
        renew: () => tell(() => {}),
        probe: () => tell(() => {}),
        close() {
          current?.end(new Error('closed'))
          current = undefined
        },
      }
      return {
        store,
        abandon() {
          alive = false
          current?.abandon()
        },
      }
    },

    /** One connection breaks. */
    break() {
      const all = [...open]
      all[Math.floor(random() * all.length)]?.end(new Error('the connection was reset'))
    },

    /** The store is away for a while; with a restart it comes back with what it has on disk. */
    outage(milliseconds: number, silent: boolean, restart: boolean) {
      away = { until: clock.now + milliseconds, silent: silent && !restart }
      if (restart) {
        incarnation++
        data.restart()
      }
      if (away.silent) return
      for (const one of [...open]) one.end(new Error('the store is gone'))
    },
  }
}

export type Connections = ReturnType<typeof createConnections>
