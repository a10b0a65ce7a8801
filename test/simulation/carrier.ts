import type { Batch } from '../../src/protocol/message'
import type { Exchange, ServerLink } from '../../src/server/link'
import { type Behaviour, plainTypes } from './behaviours'
import type { NetworkOptions } from './network'
import type { Way } from './way'

/** Characters on their way to a client beyond which its link is full. */
const highWater = 65_536

/** Characters that a link is given at once where lines are wide: little, so that there is something to read on. */
const little = 400

export interface CarrierOptions extends Pick<NetworkOptions, 'clock' | 'modules' | 'weather' | 'random' | 'stormy'> {
  latency(): number
  cut(way: Way): void
  /** The client's end is over. */
  over(way: Way): void
  /** Says its request once more, after so long. */
  replay(way: Way, after: number): void
}

/** Brings what one end of a link says to the other one. */
export function createCarrier({ clock, modules, weather, random, stormy, latency, cut, over, replay }: CarrierOptions) {
  const narrow = weather.rate < Number.POSITIVE_INFINITY
  const chance = (probability: number) => random() < probability

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
      const replies = await way.node.answer(modules.decode(text), exchangeOf(way))
      if (replies) toClient(way, replies, kind !== 'duplex')
    }
    way.turn = kind === 'duplex' ? way.turn.then(take) : take()
  }

  const roomOf = ({ kind, name }: Behaviour) => (kind === 'poll' ? modules.roomOfPolls(name) : modules.roomOfStreams)

  function serverEnd(way: Way, brief: boolean | undefined): ServerLink {
    const kind = brief && way.behaviour.kind === 'stream' ? 'poll' : way.behaviour.kind
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

  function exchangeOf(way: Way): Exchange {
    const exchange: Exchange = {
      headers: {},
      before: [],
      isOver: () => false,
      link(wish) {
        fill(way, wish.pad)
        way.server ??= serverEnd(way, wish.brief)
        way.hold = wish.hold
        if (exchange.before.length) toClient(way, exchange.before, false)
        if (way.gone) way.node.closed(way.server)
        return way.server
      },
    }
    return exchange
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

  return { send, serve }
}
