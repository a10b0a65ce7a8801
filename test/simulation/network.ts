import type { Inlet, Link } from '../../src/client/link'
import { EnckeError } from '../../src/protocol/errors'
import type { Batch, LinkKind } from '../../src/protocol/message'
import type { ServerLink } from '../../src/server/link'
import type { Asking } from '../../src/server/meta'
import type { Clock } from './clock'
import { createLane, type Lane } from './lane'
import type { Modules } from './modules'
import type { Node } from './node'
import type { Weather } from './weather'

/** How the links of a transport behave. */
export interface Behaviour {
  name: string
  kind: LinkKind
  /** The client hears that something comes before all of it is there. */
  progresses: boolean
  /** The server hears it when the client drops a link. A script that is being loaded cannot be stopped. */
  abortable: boolean
}

const common = { progresses: true, abortable: true }

export const transports: readonly Behaviour[] = [
  { ...common, name: 'websocket', kind: 'duplex', progresses: false },
  { ...common, name: 'fetch-streaming', kind: 'stream' },
  { ...common, name: 'eventsource', kind: 'stream', progresses: false },
  { ...common, name: 'multipart', kind: 'stream' },
  { ...common, name: 'iframe', kind: 'stream' },
  { ...common, name: 'long-polling', kind: 'poll' },
  {
    ...{ name: 'callback-polling', kind: 'poll' },
    ...{ progresses: false, abortable: false },
  },
]

/** A request beside the link. */
export const posting: Behaviour = { ...common, name: 'post', kind: 'poll' }

/** Milliseconds after which a server gives up a peer that is gone without a word. */
const ackTime = 15_000

/** What a plain server offers. */
export const plainTypes = ['websocket', 'long-polling', 'callback-polling']

/** What a page is connected by: what it sends and hears on all its links shares this. */
interface Line {
  up: Lane
  down: Lane
}

/** Characters on their way to a client beyond which its link is full. */
const highWater = 65_536

/** Characters that a link is given at once where lines are wide: little, so that there is something to read on. */
const little = 400

/** One link, from both its ends. */
interface Way {
  name: string
  behaviour: Behaviour
  line: Line
  node: Node
  /** None for a request that nobody waits for. */
  inlet: Inlet | undefined
  /** When what was sent last arrives. */
  up: number
  down: number
  /** What comes through no more. */
  mutedUp: boolean
  mutedDown: boolean
  /** Nothing comes through in either direction, and each end gets to know in its time. */
  cut: boolean
  /** What is held back, until there are so many characters. */
  held: (() => void)[]
  room: number
  turn: Promise<void>
  /** What was said first on it. */
  request: string
  /** Batches, at the server's end. */
  read: number
  written: number
  hold: number
  /** It has been told to wait. */
  full: boolean
  server?: ServerLink
  /** The server's end is over. */
  gone: boolean
}

export interface NetworkOptions {
  clock: Clock
  modules: Modules
  weather: Weather
  random: () => number
  /** Whether the weather still is bad. */
  stormy: () => boolean
  /** One that takes requests, if there is any. */
  pickNode: () => Node | undefined
  trace: (line: () => string) => void
  count: (fault: string) => void
}

/** The network as one page sees it. */
export type Connection = ReturnType<ReturnType<typeof createNetwork>['connect']>

/** Between the clients and the nodes: it delays, cuts, goes mute, holds back, and says things twice. */
export function createNetwork({ clock, modules, weather, random, stormy, pickNode, trace, count }: NetworkOptions) {
  const ways = new Set<Way>()
  const narrow = weather.rate < Number.POSITIVE_INFINITY
  const chance = (probability: number) => random() < probability
  let serial = 0

  function latency(): number {
    if (!weather.slow) return 30 + random() * 30
    return !stormy() ? 20 : chance(weather.slow) ? random() * weather.slowest : random() * 200
  }

  function cut(way: Way, told = true) {
    if (way.cut || !ways.has(way)) return
    trace(() => `network cuts ${way.name}${told ? '' : ', and does not tell'}`)
    way.cut = true
    hangUp(way)
    if (told) clock.at(clock.now + latency(), () => over(way, new EnckeError('network', 'the link was cut')))
    serverClosed(way, told ? latency() : ackTime)
    if (way.behaviour.name === 'eventsource' && chance(weather.replay)) replay(way, latency())
  }

  function hangUp(way: Way) {
    way.line.up.forget(way)
    way.line.down.forget(way)
  }

  /** The client's end is over. */
  function over(way: Way, error?: EnckeError) {
    ways.delete(way)
    const { inlet } = way
    way.inlet = undefined
    inlet?.closed(error)
  }

  function serverClosed(way: Way, after: number) {
    clock.at(clock.now + after, () => {
      if (way.gone) return
      way.gone = true
      if (way.server) way.node.closed(way.server)
    })
  }

  /** What may befall a link in its life. */
  function fate(way: Way) {
    if (!stormy()) return
    clock.at(clock.now + weather.age, () => stormy() && cut(way))
    if (chance(weather.cut)) {
      clock.at(clock.now + random() * 6000, () => {
        if (!ways.has(way) || way.cut) return
        count(way.down > clock.now ? 'cuts in mid-frame' : 'cuts')
        cut(way)
      })
    }
    if (chance(weather.mute)) {
      const which = random()
      clock.at(clock.now + random() * 4000, () => {
        if (!ways.has(way)) return
        count('half-open links')
        way.mutedUp = which < 0.6
        way.mutedDown = which > 0.3
        trace(() => `network mutes ${way.name}${way.mutedUp ? ' up' : ''}${way.mutedDown ? ' down' : ''}`)
      })
    }
    if (way.behaviour.kind === 'stream' && chance(weather.buffer)) {
      count('streams held back')
      way.room = chance(0.3) ? Number.POSITIVE_INFINITY : random() * 4000
    }
  }

  function begin(behaviour: Behaviour, line: Line, inlet: Inlet | undefined, node: Node): Way {
    const name = `${behaviour.name}#${++serial} to ${node.name}`
    const times = { up: clock.now, down: clock.now }
    const counters = { held: [], room: 0, request: '', read: 0, written: 0, hold: 0, turn: Promise.resolve() }
    const flags = { mutedUp: false, mutedDown: false, cut: false, gone: false, full: false }
    const way: Way = { name, behaviour, line, node, inlet, ...times, ...flags, ...counters }
    ways.add(way)
    return way
  }

  /** What is our own in it never comes through. */
  function withoutOurs(text: string): string {
    if (!weather.plain) return text
    const batch = modules.decode(text).map(({ ext, ...message }) => ({
      ...message,
      ...(message.supportedConnectionTypes && { supportedConnectionTypes: plainTypes }),
    }))
    return JSON.stringify(batch)
  }

  function send(way: Way, said: string) {
    const text = withoutOurs(said)
    const leave = () => {
      way.up = Math.max(way.up, clock.now + latency())
      clock.at(way.up, () => {
        if (way.cut || way.mutedUp) return
        if (!way.node.ready) return cut(way)
        way.node.serve(clock.now, () => serve(way, text))
      })
    }
    way.line.up.send(way, text.length, leave, () => {})
    way.request ||= text
    if (stormy() && way.behaviour.kind !== 'duplex' && chance(weather.replay)) replay(way, random() * 8000)
  }

  function serve(way: Way, text: string) {
    const { kind } = way.behaviour
    way.read++
    const take = async () => {
      const replies = await way.node.answer(modules.decode(text), askingOf(way))
      if (replies) toClient(way, replies, kind !== 'duplex')
    }
    way.turn = kind === 'duplex' ? way.turn.then(take) : take()
  }

  /** What a proxy, or the browser, says once more. Nobody hears the answer. */
  function replay(way: Way, after: number) {
    clock.at(clock.now + after, () => {
      const node = pickNode()
      if (!node || !way.request) return
      count('requests said twice')
      const ghost = begin(way.behaviour, way.line, undefined, node)
      trace(() => `network says once more as ${ghost.name} what came as ${way.name}`)
      node.serve(clock.now, () => serve(ghost, way.request))
      ghost.mutedDown = true
      clock.at(clock.now + random() * 10_000, () => {
        ways.delete(ghost)
        serverClosed(ghost, 0)
      })
    })
  }

  const roomOf = ({ kind, name }: Behaviour) => (kind === 'poll' ? modules.roomOfPolls(name) : modules.roomOfStreams)

  function serverEnd(way: Way): ServerLink {
    const { kind } = way.behaviour
    const link: ServerLink = {
      kind,
      room: narrow ? roomOf(way.behaviour) * (weather.timeout / 25_000) : little,
      get worn() {
        return weather.buffer > 0 && kind === 'stream' && way.written > 12
      },
      get hold() {
        return way.hold
      },
      get written() {
        return way.written
      },
      write: (batch) => toClient(way, batch, false),
      end: (batch) => void toClient(way, batch, kind !== 'duplex'),
    }
    return kind === 'duplex' ? Object.defineProperty(link, 'read', { get: () => way.read }) : link
  }

  function askingOf(way: Way): Asking {
    return {
      headers: {},
      link(wish, before) {
        fill(way, wish.pad)
        way.server ??= serverEnd(way)
        way.hold = wish.hold
        if (before.length) toClient(way, before, false)
        if (way.gone) way.node.closed(way.server)
        return way.server
      },
    }
  }

  /** So many characters have come to what is held back. */
  function fill(way: Way, characters: number) {
    way.room -= characters
    if (way.room > 0) return
    for (const deliver of way.held.splice(0)) deliver()
  }

  /** @returns false when the link is full */
  function toClient(way: Way, batch: Batch, last: boolean): boolean {
    if (!way.node.alive) return true
    const text = withoutOurs(modules.encode(batch))
    way.written++
    way.held.push(() =>
      way.line.down.send(
        way,
        text.length,
        () => arrives(way, text, last),
        () => progressed(way),
      ),
    )
    if (last) way.gone = true
    fill(way, last ? way.room : text.length)
    if (way.line.down.waiting(way) > highWater) way.full = true
    if (way.full) return false
    if (!stormy() || !weather.slow || chance(0.8)) return true
    clock.at(clock.now + random() * 300, () => way.server && way.node.drained(way.server))
    return false
  }

  /** All of it has come through the line. */
  function arrives(way: Way, text: string, last: boolean) {
    way.down = Math.max(way.down, clock.now + latency())
    clock.at(way.down, () => arrive(way, text, last))
    progressed(way)
  }

  /** Some of what comes down has come through. */
  function progressed(way: Way) {
    if (way.behaviour.progresses && !way.mutedDown) way.inlet?.alive()
    if (!way.full || way.line.down.waiting(way) > highWater / 2) return
    way.full = false
    if (way.server) way.node.drained(way.server)
  }

  function arrive(way: Way, text: string, last: boolean) {
    if (way.cut || way.mutedDown) return
    way.inlet?.messages(modules.decode(text))
    if (last) over(way)
  }

  let opened = 0

  /** Opens a link: what is sent first on it is the request. */
  function open(line: Line, behaviour: Behaviour, inlet: Inlet): Link & { name: string } {
    opened++
    const node = pickNode()
    if (!node) {
      count('refused connections')
      let waiting = true
      clock.at(clock.now + latency(), () => waiting && inlet.closed(new EnckeError('network', 'refused')))
      return { name: `${behaviour.name} to nobody`, send() {}, close: () => void (waiting = false) }
    }
    const way = begin(behaviour, line, inlet, node)
    if (behaviour.kind === 'duplex') way.up += 2 * latency()
    fate(way)
    return {
      name: way.name,
      send(batch) {
        if (way.inlet) send(way, modules.encode(batch))
      },
      close() {
        if (!way.inlet) return
        // The answer still comes, and has to be ignored.
        if (!behaviour.abortable) return
        way.inlet = undefined
        ways.delete(way)
        const told = !way.cut && !way.mutedUp
        hangUp(way)
        way.cut = true
        serverClosed(way, told ? latency() : ackTime)
      },
    }
  }

  return {
    /** Connects a page. */
    /** How many links and requests there have been. */
    get opened() {
      return opened
    },
    connect() {
      const line = { up: createLane(clock, weather.rate), down: createLane(clock, weather.rate) }
      return { open: (behaviour: Behaviour, inlet: Inlet) => open(line, behaviour, inlet) }
    },

    /** Everything is cut, and is told. */
    blackout() {
      count('blackouts')
      for (const way of [...ways]) cut(way)
    },

    /** A node has died: those who were linked to it hear of it, or do not. */
    died(node: Node, told: boolean) {
      for (const way of [...ways]) if (way.node === node) cut(way, told)
    },
  }
}
