import type { Inlet, Link } from '../../src/client/link'
import { EnckeError } from '../../src/protocol/errors'
import type { Behaviour } from './behaviours'
import { createCarrier } from './carrier'
import type { Clock } from './clock'
import { createLane } from './lane'
import type { Modules } from './modules'
import type { Node } from './node'
import type { Line, Way } from './way'
import type { Weather } from './weather'

/** Milliseconds after which a server gives up a peer that is gone without a word. */
const ackTime = 15_000

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
  const chance = (probability: number) => random() < probability
  const { send, serve } = createCarrier({ clock, modules, weather, random, stormy, latency, cut, over, replay })
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
    /** How many links and requests there have been. */
    get opened() {
      return opened
    },

    /** Connects a page. */
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
