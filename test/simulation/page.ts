import type { Life } from '../../src/client/environment'
import type { Transport } from '../../src/client/link'
import { targetOf } from '../../src/client/target'
import { virtualEnvironment } from '../support/environment'
import type { Client, ClientOptions } from './client'
import { type Behaviour, plainTypes, posting, transports } from './network'

/** A page with all of the client, its negotiator too: nothing else may bring it back. */
export function createPage(options: ClientOptions): Client {
  const { name, clock, modules, network, weather, random, stormy, population, trace, count, violate } = options
  const chance = (probability: number) => random() < probability
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item
  const { subscriptions, outbox } = population
  const usable = transports.filter(({ connectionType }) => !weather.plain || plainTypes.includes(connectionType))
  let resting = false
  /** It has been told to rest, and not yet that it is back. */
  let asleep = false
  const links = new Set<unknown>()
  const posts = new Set<unknown>()

  /** Until when the machine sleeps, and nothing runs. */
  let wakesAt = 0

  /** What the client does at this moment, it also does in microtasks. */
  function stirring<Arguments extends unknown[]>(run: (...all: Arguments) => void) {
    return (...all: Arguments) => {
      if (clock.now < wakesAt) return clock.at(wakesAt, () => stirring(run)(...all))
      clock.stir()
      run(...all)
    }
  }

  const environment = virtualEnvironment({
    now: () => clock.now,
    date: () => clock.now,
    random,
    secret: () => name.padEnd(22, 'k'),
    setTimeout(run, milliseconds) {
      const timer = { over: false }
      clock.at(
        clock.now + milliseconds,
        stirring(() => timer.over || run()),
      )
      return timer
    },
    clearTimeout(timer) {
      if (timer) (timer as { over: boolean }).over = true
    },
  })

  /** Between the client and the network. */
  function over(behaviour: Behaviour, open: Set<unknown>): Transport['open'] {
    return (_, first, inlet) => {
      const link = network.open(behaviour, {
        messages: heard((batch) => {
          note('hears', batch)
          inlet.messages(batch)
        }),
        alive: heard(() => inlet.alive()),
        closed: heard((error) => {
          open.delete(link)
          note('has ended', error)
          inlet.closed(error)
        }),
      })
      const note = (what: string, told?: unknown) =>
        trace(() => `${name}, ${link.name}: ${what} ${JSON.stringify(told)}`)

      /** What it still hears while the machine sleeps, nobody hears once it is closed. */
      function heard<Told extends unknown[]>(run: (...told: Told) => void) {
        return stirring((...told: Told) => open.has(link) && run(...told))
      }
      open.add(link)
      note('is opened with', first)
      if (asleep) violate(`${link.name} was opened while the page of ${name} rests`)
      link.send?.(first)
      return {
        send(batch) {
          note('is sent', batch)
          link.send?.(batch)
        },
        close() {
          open.delete(link)
          note('is closed')
          link.close()
        },
      }
    }
  }

  const engine = modules.createEngine({
    target: targetOf('http://server/encke', {}, environment),
    transports: usable.map((behaviour) => ({
      ...behaviour,
      unusable: () => undefined,
      open: over(behaviour, links),
      post: over(posting, posts),
    })),
    subscriptions,
    outbox,
    emit(type, ...[told]) {
      trace(() => `${name} says ${type} ${JSON.stringify(told)}`)
      if (type === 'missed') population.missed(told as never)
      if (type === 'state' && (told as unknown) === 'offline') count('losses')
      if (type === 'decision') decided(told as never)
    },
    onEnd() {},
  })

  function decided({ kind, reason }: { kind: string; reason: string }) {
    if (kind === 'trying') count('links')
    if (kind === 'trying' && reason.endsWith('holds back')) count('doubts')
  }

  const tell = stirring((event: Life) => {
    trace(() => `the page of ${name}: ${event}`)
    asleep = event === 'rest'
    environment.live(event)
  })

  /** The page sleeps and comes back, or only comes back to the user's sight. */
  function sleep() {
    if (resting || !stormy() || !weather.sleep) return
    resting = chance(0.5)
    if (resting) tell('rest')
    clock.at(clock.now + random() * 3000, () => {
      resting = false
      tell('return')
    })
  }

  /** Nobody tells the page. */
  function suspend() {
    if (!stormy() || !weather.sleep) return
    wakesAt = clock.now + random() * (chance(0.5) ? 1000 : 15_000)
    trace(() => `the machine of ${name} sleeps until ${wakesAt}`)
  }

  /** The user wants others, or all again. */
  function use() {
    const some = usable.map((transport) => transport.name).filter(() => chance(0.3))
    const names = some.length && stormy() ? some : undefined
    trace(() => `${name} uses ${names ?? 'all'}`)
    clock.stir()
    engine.use(names)
  }

  function changed() {
    clock.stir()
    engine.stir()
  }
  const acts = [...population.acts(changed), use, sleep, suspend]

  return {
    name,
    population,
    act: () => clock.now < wakesAt || pick(acts)(),
    open: stirring(engine.open),
    close: stirring(() => void engine.close()),
    get links() {
      return links.size
    },
    get owed() {
      if (clock.now < wakesAt) return ['its machine sleeps']
      return [...(engine.state === 'online' ? [] : [`it is ${engine.state}`]), ...population.owed]
    },
  }
}
