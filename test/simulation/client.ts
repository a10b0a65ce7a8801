import type { Inlet, Link, Transport } from '../../src/client/link'
import type { LinkId, Purpose, SessionEffect, SessionEvent } from '../../src/client/session/states'
import { EnckeError } from '../../src/protocol/errors'
import { posting, transports } from './behaviours'
import type { Clock } from './clock'
import type { Modules } from './modules'
import type { Connection } from './network'
import type { Population } from './population'
import type { Weather } from './weather'

export interface ClientOptions {
  name: string
  clock: Clock
  modules: Modules
  network: Connection
  weather: Weather
  random: () => number
  stormy: () => boolean
  /** What the session delivers, and what it is given to publish. */
  population: Population
  trace: (line: () => string) => void
  count: (what: string) => void
  violate: (what: string) => void
}

export interface Client {
  readonly name: string
  readonly population: Population
  /** Does something, as its user would. */
  act(): void
  open(): void
  close(): void
  /** How many are open. */
  readonly links: number
  /** What is still to come. */
  readonly owed: string[]
}

/**
 * A page with a session, its real one, and in place of the negotiator one that opens whatever it likes at any time: more
 * may happen than ever does.
 */
export function createClient(options: ClientOptions): Client {
  const { name, clock, modules, network, weather, random, stormy, population, trace, count, violate } = options
  const chance = (probability: number) => random() < probability
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item
  const connectionTypes = transports.map(({ name }) => name)
  const { subscriptions, outbox } = population
  const session = modules.createSession({ key: name.padEnd(22, 'k'), random, connectionTypes, subscriptions, outbox })
  const links = new Map<LinkId, { link: Link; kind: string }>()
  /** Links that race for the session. */
  const seekers = new Set<LinkId>()
  let serial = 0
  let ticking = -1
  let resting = false

  const timers = {
    setTimeout(run: () => void, milliseconds: number) {
      const timer = { over: false }
      clock.at(clock.now + milliseconds, () => timer.over || run())
      return timer
    },
    clearTimeout(timer: unknown) {
      if (timer) (timer as { over: boolean }).over = true
    },
  }
  const poster = modules.createPoster({ environment: timers } as never, () => session.patience, {
    messages: (batch) => step({ type: 'aside', batch }),
    failed: (error) => step({ type: 'unposted', error }),
  })
  const carrier: Pick<Transport, 'post'> = {
    post(_, batch, inlet) {
      const link = network.open(posting, inlet)
      link.send?.(batch)
      return link
    },
  }

  function step(event: SessionEvent) {
    const effects = session.step(event, clock.now)
    trace(() => [event, ...effects].map((word) => `${name} ${describe(word)}`).join('\n             '))
    for (const effect of effects) perform(effect)
    const { deadline } = session
    if (deadline === Number.POSITIVE_INFINITY || deadline === ticking) return
    ticking = deadline
    clock.at(deadline, () => {
      if (ticking !== deadline) return
      ticking = -1
      step({ type: 'tick' })
    })
  }

  function perform(effect: SessionEffect) {
    switch (effect.type) {
      case 'send':
        return links.get(effect.link)?.link.send?.(effect.batch)
      case 'post':
        // What is first leaves when this turn is over.
        clock.stir()
        return poster.post(carrier as Transport, effect.batch)
      case 'forget':
        return poster.forget()
      case 'drop':
        if (effect.error?.code === 'malformed') violate(`${name}: ${effect.error}`)
        return drop(effect.link)
      case 'dial':
        return dial(effect.again)
      case 'stale':
        return proved(effect.link)
      case 'doubt':
        count('doubts')
        return clock.at(clock.now, () => open('candidate'))
      case 'live':
        return void seekers.delete(effect.link)
      case 'missed':
        return population.missed(effect.gap)
      case 'deliver':
        for (const event of effect.events) for (const subscriber of effect.to) subscriber.deliver(event)
        return
    }
  }

  function dial(again: boolean) {
    open(again ? 'successor' : 'candidate')
    if (stormy() && chance(0.3)) clock.at(clock.now + random() * 500, () => open('candidate'))
  }

  /** Another link has the session, and this one works: it takes over, or another one does, or none. */
  function proved(id: LinkId) {
    const duplex = links.get(id)?.kind === 'duplex'
    if (duplex && chance(0.6)) clock.at(clock.now, () => step({ type: 'join', link: id }))
    else clock.at(clock.now, () => retire(id))
  }

  function retire(id: LinkId) {
    if (!links.has(id)) return
    drop(id)
    step({ type: 'closed', link: id })
    if (chance(0.7)) open('candidate')
  }

  function open(purpose: Purpose) {
    if (session.state === 'closed' || resting) return
    const id = ++serial
    if (purpose !== 'successor') seekers.add(id)
    const behaviour = pick(transports)
    const { kind } = behaviour
    const link = network.open(behaviour, inletOf(id))
    links.set(id, { link, kind })
    count('links')
    trace(() => `${name} opens link ${id}: ${link.name}, ${purpose}`)
    const pad = weather.buffer && chance(0.5) ? pick([2048, 32_768]) : 0
    step({ type: 'linked', link: id, name: behaviour.name, kind, purpose, ...(pad && { pad }) })
  }

  function inletOf(id: LinkId): Inlet {
    return {
      messages: (batch) => step({ type: 'messages', link: id, batch }),
      alive: () => step({ type: 'alive', link: id }),
      closed(error) {
        const known = links.delete(id)
        step({ type: 'closed', link: id, error })
        const sought = seekers.delete(id) && seekers.size === 0
        if (known && !resting && (sought || (isSeeking() && links.size === 0))) exhausted()
      },
    }
  }

  const isSeeking = () => session.state === 'connecting' || session.state === 'offline'
  const exhausted = () => step({ type: 'exhausted', error: new EnckeError('no-transport', 'every link has failed') })

  function drop(id: LinkId) {
    const { link } = links.get(id) ?? {}
    links.delete(id)
    seekers.delete(id)
    if (!link) return
    link.close()
    clock.at(clock.now, () => {
      if (!resting && isSeeking() && links.size === 0) exhausted()
    })
  }

  /** The page sleeps and comes back, or only comes back to the user's sight; or its browser thinks that it is offline. */
  function sleep() {
    if (session.state === 'idle' || resting || !stormy() || !weather.sleep) return
    resting = chance(0.5)
    if (resting) {
      step({ type: 'rest' })
      seekers.clear()
    } else if (chance(0.3)) step({ type: 'offline' })
    clock.at(clock.now + random() * 3000, () => {
      resting = false
      step({ type: 'return' })
    })
  }

  /** The negotiator may find a better link at any time. */
  function wander() {
    if (session.state === 'online') open(pick(['candidate', 'probe', 'probe']))
  }

  /** Connections are held by other tabs, or not any more. */
  function crowd() {
    const pause = stormy() ? pick([0, 500, 2000, 2000]) : 0
    if (session.state !== 'idle') step({ type: 'brief', pause, over: pause > 500 })
  }

  const acts = [...population.acts(() => step({ type: 'changed' })), wander, sleep, ...(weather.crowded ? [crowd] : [])]

  return {
    name,
    population,
    act: () => pick(acts)(),
    open: () => step({ type: 'open' }),
    close: () => step({ type: 'close' }),
    get links() {
      return links.size
    },
    get owed(): string[] {
      return [...(session.state === 'online' ? [] : [`it is ${session.state}`]), ...population.owed]
    },
  }
}

/** An event or an effect of a session, to be read. */
function describe({ type, ...rest }: SessionEvent | SessionEffect): string {
  const text = JSON.stringify(rest, (key, value) => (key === 'to' && Array.isArray(value) ? undefined : value))
  return `${type} ${text.length > 2 ? text : ''}`
}
