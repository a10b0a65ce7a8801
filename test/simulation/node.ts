import type { Batch, Message } from '../../src/protocol/message'
import type { Exchange, ServerLink } from '../../src/server/link'
import type { Log } from '../../src/server/log/log'
import type { Sessions } from '../../src/server/sessions/sessions'
import type { Clock } from './clock'
import type { Connections } from './connections'
import type { Modules } from './modules'
import type { Truth } from './truth'
import type { Weather } from './weather'

const limits = { body: 1e6, batch: 1000, subscriptions: 1000, patterns: 1_000_000, sessions: 1000 }

/** Milliseconds since 1970 at which the night begins. */
export const epoch = 1_700_000_000_000

/** How many entries a node reads at once, so that there is something to read on; on narrow lines as many as fit. */
const pageSizeOf = ({ rate }: Weather) => (rate < Number.POSITIVE_INFINITY ? 4000 : 3)

export interface NodeOptions {
  name: string
  clock: Clock
  modules: Modules
  weather: Weather
  truth: Truth
  random: () => number
  /** By how many milliseconds its clock is wrong. */
  offset: number
  /** To the store; none for a log in memory. */
  connections: Connections | undefined
  trace: (line: () => string) => void
}

export type Node = ReturnType<typeof createNode>

/** A process with a server in it: the real one, in virtual time. It stands still, dies, and its clock may be set. */
export function createNode(options: NodeOptions) {
  const { name, clock, modules, weather, truth, random, connections, trace } = options
  let { offset } = options
  let alive = true
  let log: Log | undefined
  let sessions: Sessions | undefined
  let answer: ReturnType<Modules['createMeta']> | undefined
  let awake = 0
  const way = connections?.connect()
  const wall = () => epoch + Math.floor(clock.now) + offset

  /** Something that the node does, as soon as it can. */
  function serve(when: number, run: () => void) {
    clock.at(when, () => {
      if (!alive) return
      if (clock.now < awake) return serve(awake, run)
      clock.stir()
      run()
    })
  }

  function after(milliseconds: number, run: () => void): () => void {
    let over = false
    serve(clock.now + milliseconds, () => over || run())
    return () => {
      over = true
    }
  }

  function openShared() {
    const messages = 3 + Math.floor(random() * 30)
    // Mostly the first bound is reached, and where messages are large the second.
    const mirror = { messages, characters: 200 * messages, age: Number.POSITIVE_INFINITY }
    const times = { patience: 2000, trimEvery: 5000, now: () => clock.now, date: wall, after, random }
    const opening = modules.createSharedLog((way as NonNullable<typeof way>).store, { mirror, ...times })
    opening.then(begin, (error) => {
      trace(() => `${name} cannot begin: ${error.message}`)
      after(500, openShared)
    })
  }

  function openMemory(): Log {
    const log = modules.createMemoryLog({ age: Number.POSITIVE_INFINITY, messages: weather.keeps }, wall)
    truth.began(log.tail)
    const { append } = log
    log.append = (channel, data, source) => {
      const { tail } = log
      const verdict = append(channel, data, source)
      if (log.tail > tail) truth.appended(log.tail, channel, data)
      truth.trimmed(log.floor)
      return verdict
    }
    return log
  }

  function begin(opened: Log) {
    if (!alive) return
    trace(() => `${name} is there, its log ends at ${opened.tail}`)
    log = opened
    const defer = (run: () => void) => serve(clock.now, run)
    sessions = modules.createSessions({
      log,
      now: () => clock.now,
      defer,
      expiry: weather.expiry,
      pageSize: pageSizeOf(weather),
    })
    answer = modules.createMeta({ sessions, log, hooks: {}, limits, timeout: weather.timeout, refused() {} })
    beat()
  }

  function beat() {
    sessions?.tick(1000)
    serve(clock.now + 1000, beat)
  }

  if (connections) openShared()
  else begin(openMemory())

  return {
    name,
    serve,
    get alive() {
      return alive
    },
    /** Whether it takes requests. */
    get ready() {
      return alive && answer !== undefined
    },
    get sessions() {
      return sessions
    },

    answer: (batch: Message[], exchange: Exchange): Promise<Batch | undefined> =>
      (answer as NonNullable<typeof answer>)(batch, exchange),
    closed: (link: ServerLink) => serve(clock.now, () => sessions?.closed(link)),
    drained: (link: ServerLink) => serve(clock.now, () => sessions?.drained(link)),
    append: async (channel: string, data: string) => log?.append(channel, data),

    stall(milliseconds: number) {
      awake = clock.now + milliseconds
    },
    setClock(by: number) {
      offset += by
    },
    kill() {
      alive = false
      if (way) way.abandon()
      else truth.kept(new Set())
    },
    /** Ends in good order. */
    async close() {
      sessions?.close()
      await log?.close()
      this.kill()
    },
  }
}
