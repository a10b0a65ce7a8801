import type { Publication } from '../../src/client/outbox'
import type { LinkId, Purpose, SessionEvent } from '../../src/client/states'
import type { Subscriber } from '../../src/client/subscriptions'
import type { Batch, LinkKind, Message } from '../../src/protocol/message'
import type { ServerLink } from '../../src/server/link'
import type { Asking } from '../../src/server/meta'
import { seeded } from './random'

/** The code under test, from `src` or from an altered copy of it. */
export async function load(base: string) {
  const from = <Module>(path: string): Promise<Module> => import(/* @vite-ignore */ `${base}/${path}`)
  return {
    ...(await from<typeof import('../../src/client/session')>('client/session.ts')),
    ...(await from<typeof import('../../src/client/subscriptions')>('client/subscriptions.ts')),
    ...(await from<typeof import('../../src/client/outbox')>('client/outbox.ts')),
    ...(await from<typeof import('../../src/server/sessions')>('server/sessions.ts')),
    ...(await from<typeof import('../../src/server/meta')>('server/meta.ts')),
    ...(await from<typeof import('../../src/server/log/memory')>('server/log/memory.ts')),
    ...(await from<typeof import('../../src/protocol/batch')>('protocol/batch.ts')),
    ...(await from<typeof import('../../src/protocol/channel')>('protocol/channel.ts')),
  }
}
export type Modules = Awaited<ReturnType<typeof load>>

export interface Outcome {
  violations: string[]
  messages: number
  joins: number
  cuts: number
  /** Links that were given up because they seemed to hold something back. */
  doubts: number
  /** Times that the server stood still. */
  stalls: number
  /** What happened, a line each, to be read when something went wrong. */
  trace: string[]
}

const channels = ['/a/1', '/a/2', '/b/1', '/c']
const patterns = ['/a/*', '/a/1', '/b/**', '/**', '/c']
const limits = { body: 1e6, batch: 1000, subscriptions: 1000, sessions: 1000 }

/** How long the network misbehaves, and how long it may take until all is well again: virtual milliseconds. */
const storm = 30_000
const calm = 200_000

interface Path {
  up: number
  down: number
  alive: boolean
  /** Batches that the server has sent on it. */
  written: number
  kind: LinkKind
  server?: ServerLink
}

/**
 * One night: two clients and a server, with a network that delays, cuts, goes mute and races links, in virtual time.
 * All of it comes from the seed.
 */
export async function simulate(
  modules: Modules,
  seed: number,
  weather: 'storm' | 'stalls' = 'storm',
): Promise<Outcome> {
  const random = seeded(seed)
  const chance = (probability: number) => random() < probability
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item
  const queue: { at: number; order: number; run: () => unknown }[] = []
  const violations: string[] = []
  const outcome: Outcome = { violations, messages: 0, joins: 0, cuts: 0, doubts: 0, stalls: 0, trace: [] }
  let now = 0
  let order = 0

  function at(when: number, run: () => unknown) {
    const entry = { at: when, order: order++, run }
    let index = queue.length
    while (index > 0 && (queue[index - 1] as typeof entry).at > when) index--
    queue.splice(index, 0, entry)
  }
  const stormy = () => weather === 'storm' && now < storm
  const latency = () => {
    if (weather === 'stalls') return 30 + random() * 30
    return now > storm ? 20 : chance(0.15) ? random() * 4000 : random() * 200
  }
  /** Until when the server stands still: three seconds, now and then. */
  let awake = 0
  function stall() {
    outcome.stalls++
    awake = now + 3000
    if (now < storm) at(now + 3000 + random() * 6000, stall)
  }
  if (weather === 'stalls') at(random() * 3000, stall)
  /** Something that the server does, as soon as it can. */
  function serve(when: number, run: () => unknown) {
    at(when, () => (now < awake ? serve(awake, run) : run()))
  }

  const log = modules.createMemoryLog({ age: Number.POSITIVE_INFINITY }, () => 1_700_000_000_000 + Math.floor(now))
  const published: { channel: string; position: string }[] = []
  log.onAppend((entry) => published.push(entry))
  const sessions = modules.createSessions({
    log,
    now: () => now,
    defer: (run) => serve(now, run),
    expiry: 1e9,
    pageSize: 3,
  })
  const answer = modules.createMeta({ sessions, log, hooks: {}, limits, timeout: 5000 })
  const beat = () => {
    sessions.tick()
    serve(now + 1000, beat)
  }
  at(0, beat)

  function client(name: string) {
    const received = new Map<Subscriber, { since: string; positions: string[]; dropped: boolean }>()
    const subscriptions = modules.createSubscriptions()
    const outbox = modules.createOutbox({ messages: 1e6, characters: 1e9 })
    const key = name.padEnd(22, 'k')
    const connectionTypes = ['http-streaming', 'long-polling']
    const session = modules.createSession({ key, random, connectionTypes, subscriptions, outbox })
    const paths = new Map<LinkId, Path>()
    let links = 0
    let posting = 0
    let waiting: Batch = []
    let unsettled = 0
    let ticking = -1
    let highest = -1
    /** Links that race for the session. */
    const seekers = new Set<LinkId>()
    let resting = false

    function step(event: SessionEvent) {
      const effects = session.step(event, now)
      const words = [event, ...effects].map((word) => JSON.stringify(word, (k, v) => (k === 'to' ? undefined : v)))
      outcome.trace.push(`${now.toFixed(0).padStart(7)} ${name} ${words.join('\n            -> ')}`)
      for (const effect of effects) {
        if (effect.type === 'send') send(effect.link, effect.batch)
        else if (effect.type === 'post') post(effect.batch, effect.afresh)
        else if (effect.type === 'drop') drop(effect.link)
        else if (effect.type === 'dial') dial(effect.again)
        else if (effect.type === 'stale') proved(effect.link)
        else if (effect.type === 'doubt') {
          outcome.doubts++
          at(now, () => open('candidate'))
        } else if (effect.type === 'live') seekers.delete(effect.link)
        else if (effect.type === 'missed') violations.push(`${name} missed ${JSON.stringify(effect.gap)}`)
        else if (effect.type === 'deliver') {
          for (const subscriber of effect.to) {
            received.get(subscriber)?.positions.push(effect.message.id as string)
            outcome.messages++
          }
        }
      }
      const { deadline } = session
      if (deadline < Number.POSITIVE_INFINITY && deadline !== ticking) {
        ticking = deadline
        at(Math.max(deadline, now), () => {
          if (ticking !== deadline) return
          ticking = -1
          step({ type: 'tick' })
        })
      }
    }

    function dial(again: boolean) {
      open(again ? 'successor' : 'candidate')
      if (stormy() && chance(0.3)) at(now + random() * 500, () => open('candidate'))
    }

    /** Another link has the session, and this one works: it takes over, or another one does, or none. */
    function proved(link: LinkId) {
      const duplex = paths.get(link)?.kind === 'duplex'
      if (duplex && chance(0.6)) at(now, () => step({ type: 'join', link }))
      else at(now, () => retire(link))
    }

    function retire(link: LinkId) {
      if (!paths.has(link)) return
      drop(link)
      step({ type: 'closed', link })
      if (chance(0.7)) open('candidate')
    }

    function open(purpose: Purpose) {
      if (session.state === 'closed' || resting) return
      if (purpose !== 'successor') seekers.add(links + 1)
      const kind = pick(['stream', 'poll', 'duplex'] as const)
      const link = ++links
      const path = { up: now, down: now, alive: true, written: 0, kind }
      paths.set(link, path)
      outcome.joins++
      if (stormy()) {
        if (chance(0.3)) at(now + random() * 6000, () => cut(link))
        if (chance(0.05)) at(now + random() * 4000, () => void (path.alive = false))
      }
      const connectionType = kind === 'poll' ? 'long-polling' : 'http-streaming'
      step({ type: 'linked', link, connectionType, kind, purpose })
    }

    /** The link is gone on both sides; each hears of it in its time. */
    function cut(link: LinkId) {
      const path = paths.get(link)
      if (!path) return
      outcome.cuts++
      path.alive = false
      paths.delete(link)
      const { server } = path
      at(now + latency(), () => ended(link, true))
      if (server) at(now + latency(), () => sessions.closed(server))
    }

    function ended(link: LinkId, failed: boolean) {
      const error = failed ? ({ code: 'network', message: 'cut' } as never) : undefined
      step({ type: 'closed', link, error })
      const sought = seekers.delete(link) && seekers.size === 0
      const seeking = session.state === 'connecting' || session.state === 'offline'
      if (!resting && (sought || (seeking && paths.size === 0))) exhausted()
    }

    const exhausted = () => step({ type: 'exhausted', error: { code: 'no-transport' } as never })

    function drop(link: LinkId) {
      const path = paths.get(link)
      paths.delete(link)
      seekers.delete(link)
      if (!path) return
      path.alive = false
      const { server } = path
      if (server) at(now + latency(), () => sessions.closed(server))
      const seeking = () => session.state === 'connecting' || session.state === 'offline'
      at(now, () => {
        if (!resting && seeking() && paths.size === 0) exhausted()
      })
    }

    function send(link: LinkId, batch: Batch) {
      const path = paths.get(link)
      if (!path) return
      const text = modules.encode(batch)
      path.up = Math.max(path.up, now + latency())
      serve(path.up, async () => {
        if (!path.alive) return
        const messages = modules.decode(text)
        const replies = await answer(messages, asking(link, path))
        if (replies) toClient(link, path, replies, path.kind === 'poll')
      })
    }

    function asking(link: LinkId, path: Path): Asking {
      return {
        headers: {},
        link({ hold }, before) {
          path.server ??= {
            kind: path.kind,
            worn: false,
            hold,
            get written() {
              return path.written
            },
            write(batch) {
              toClient(link, path, batch, false)
              return !stormy() || chance(0.8) || full(path)
            },
            end: (batch) => toClient(link, path, batch, path.kind !== 'duplex'),
          }
          if (before.length) toClient(link, path, before, false)
          return path.server
        },
      }
    }

    function full(path: Path): boolean {
      at(now + random() * 300, () => path.server && sessions.drained(path.server))
      return false
    }

    function toClient(link: LinkId, path: Path, batch: Batch, last: boolean) {
      const text = modules.encode(batch)
      path.written++
      path.down = Math.max(path.down, now + latency())
      at(path.down, () => {
        if (!path.alive) return
        step({ type: 'messages', link, batch: modules.decode(text) })
        if (!last || !paths.has(link)) return
        paths.delete(link)
        ended(link, false)
      })
    }

    /** One request beside the link at a time, as the client's poster does it. */
    function post(batch: Batch, afresh: boolean) {
      if (afresh) {
        posting++
        waiting = []
      }
      const idle = afresh || waiting.length === 0
      waiting = [...waiting, ...batch]
      if (idle && waiting.length) request(posting)
    }

    function request(turn: number) {
      const text = modules.encode(waiting)
      const sent = waiting
      const lost = stormy() && chance(0.1)
      serve(now + latency(), async () => {
        const path: Path = { up: now, down: now, alive: true, written: 0, kind: 'poll' }
        const replies = await answer(modules.decode(text), asking(-1, path))
        at(now + latency(), () => {
          if (turn !== posting) return
          waiting = waiting.slice(sent.length)
          if (lost) {
            waiting = []
            step({ type: 'unposted', error: { code: 'network', message: 'lost' } as never })
          } else {
            step({ type: 'aside', batch: modules.decode(modules.encode(replies ?? [])) as Message[] })
            if (waiting.length) request(turn)
          }
        })
      })
    }

    function subscribe() {
      const subscriber: Subscriber = {
        pattern: pick(patterns),
        since: pick(['latest', 'latest', 'oldest', published.length ? pick(published).position : 'latest']),
        deliver() {},
        settled(error) {
          const entry = received.get(subscriber)
          if (error) violations.push(`${name}: ${subscriber.pattern} was refused: ${error}`)
          if (entry && entry.since === '') entry.since = subscriptions.cursors.of(subscriber)
        },
      }
      const known = subscriber.since !== 'latest' && subscriber.since !== 'oldest'
      received.set(subscriber, { since: known ? subscriber.since : '', positions: [], dropped: false })
      subscriptions.add(subscriber)
      step({ type: 'changed' })
    }

    function unsubscribe() {
      const active = [...received].filter(([, { dropped }]) => !dropped)
      if (!active.length) return
      const [subscriber, entry] = pick(active)
      entry.dropped = true
      subscriptions.remove(subscriber)
      step({ type: 'changed' })
    }

    function publish() {
      unsettled++
      let settled = false
      const publication: Publication = {
        channel: pick(channels),
        data: JSON.stringify(name),
        settled(error) {
          if (settled) violations.push(`${name}: a publication was settled twice`)
          if (error) violations.push(`${name}: a publication failed: ${error.code} ${error.message}`)
          settled = true
          unsettled--
          expected++
        },
      }
      outbox.add(publication)
      step({ type: 'changed' })
    }
    let expected = 0

    at(0, () => step({ type: 'open' }))
    for (let act = 0; act < 60; act++) {
      at(random() * storm, pick([subscribe, publish, publish, publish, publish, unsubscribe, spontaneous, sleep]))
    }
    /** The negotiator may find a better link at any time. */
    function spontaneous() {
      if (session.state === 'online') open(pick(['candidate', 'probe', 'probe']))
    }
    /** The page sleeps and comes back, or only comes back to the user's sight. */
    function sleep() {
      if (session.state === 'idle' || resting || !stormy()) return
      resting = chance(0.5)
      if (resting) {
        step({ type: 'rest' })
        seekers.clear()
      }
      at(now + random() * 3000, () => {
        resting = false
        step({ type: 'return' })
      })
    }

    return {
      /** What must hold at every moment. */
      watch() {
        const { number = -1 } = sessions.get(key)?.session ?? {}
        if (number < highest) violations.push(`${name}: the session went back from join ${highest} to ${number}`)
        highest = Math.max(highest, number)
      },
      check() {
        if (session.state !== 'online') violations.push(`${name} is ${session.state} in the end`)
        if (unsettled) violations.push(`${name}: ${unsettled} publications were never settled`)
        for (const [{ pattern }, { since, positions, dropped }] of received) {
          if (since === '' && !dropped) violations.push(`${name}: ${pattern} was never answered`)
          const due = published.filter((entry) => entry.position > since && modules.matches(pattern, entry.channel))
          const wanted = due.map(({ position }) => position).slice(0, dropped ? positions.length : undefined)
          if (positions.join() !== wanted.join()) {
            const index = wanted.findIndex((position, place) => position !== positions[place])
            const first = `the first that differs: ${positions[index]} instead of ${wanted[index]}`
            violations.push(
              `${name}: ${pattern} since ${since} got ${positions.length}, due were ${wanted.length}, ${first}`,
            )
          }
        }
      },
      expected: () => expected,
    }
  }

  const clients = [client('ann'), client('bob')]
  for (let act = 0; act < 100; act++) serve(random() * storm, () => void log.append(pick(channels), '"server"'))
  for (let next = queue.shift(); next && next.at < storm + calm && violations.length < 5; next = queue.shift()) {
    now = next.at
    await next.run()
    for (const { watch } of clients) watch()
  }
  for (const { check } of clients) check()
  const fromClients = clients.reduce((sum, { expected }) => sum + expected(), 0)
  if (!violations.length && published.length !== 100 + fromClients) {
    violations.push(`the log has ${published.length} entries, not ${100 + fromClients}`)
  }
  return outcome
}
