import type { Life, Locks } from '../../src/client/environment'
import type { Link, Transport } from '../../src/client/link'
import { targetOf } from '../../src/client/target'
import type { EnckeError } from '../../src/protocol/errors'
import { virtualEnvironment } from '../support/environment'
import { createStorage } from '../support/storage'
import { type Behaviour, plainTypes, posting, transports } from './behaviours'
import type { Client, ClientOptions } from './client'

/**
 * A tab, in which one page follows another, each with all of the client, its negotiator too: nothing else may bring it
 * back.
 */
export function createTab(options: ClientOptions): Client {
  const { name, clock, network, modules, weather, random, stormy, population, trace, count, violate } = options
  const chance = (probability: number) => random() < probability
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item
  const usable = transports.filter(({ name }) => !weather.plain || plainTypes.includes(name))
  const [storage, tabStorage] = [createStorage(), createStorage()]
  let resting = false
  let pages = 0
  /** Until when the machine sleeps, and nothing runs. */
  let wakesAt = 0

  function load() {
    const secret = `${name}${pages++ || ''}`.padEnd(22, 'k')
    const links = new Set<Link>()
    const posts = new Set<Link>()
    /** It has been told to rest, and not yet that it is back. */
    let asleep = false
    /** Another page is there instead. */
    let gone = false
    /** It is kept for the Back button: what would happen in it waits. */
    let frozen: (() => void)[] | undefined

    /** What the client does at this moment, it also does in microtasks. */
    function stirring<Arguments extends unknown[]>(run: (...all: Arguments) => void) {
      return (...all: Arguments) => {
        if (gone) return
        if (frozen) return void frozen.push(() => stirring(run)(...all))
        if (clock.now < wakesAt) return clock.at(wakesAt, () => stirring(run)(...all))
        clock.stir()
        run(...all)
      }
    }

    /** Other tabs take them, and let them go. */
    const locks: Locks = {
      request(_, { ifAvailable }, held) {
        const free = chance(0.2)
        const wait = ifAvailable ? random() * 5 : random() * 10_000
        return new Promise((resolve) =>
          clock.at(
            clock.now + wait,
            stirring(() => resolve(held(ifAvailable && !free ? null : {}))),
          ),
        )
      },
    }

    const environment = virtualEnvironment({
      ...(weather.crowded && { locks }),
      ...{ random, storage, tabStorage },
      now: () => clock.now,
      date: () => clock.now,
      secret: () => secret,
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
    function over(behaviour: Behaviour, open: Set<Link>): Transport['open'] {
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

    /** What outlives the page. */
    const farewell: Transport['post'] = (_, batch) => {
      const link = network.open(posting, { messages() {}, alive() {}, closed() {} })
      trace(() => `${name}, ${link.name}: is sent as a beacon ${JSON.stringify(batch)}`)
      link.send?.(batch)
      population.saysLast(outbox)
      return { close() {} }
    }

    const target = targetOf('http://server/encke', {}, environment)
    const turned = pages > 1 ? population.turn() : undefined
    const { subscriptions, outbox } = population
    const resume = modules.createResume(target.url, environment, subscriptions, outbox, (publication) =>
      population.inherits(publication, outbox),
    )
    turned?.goOn(resume.places)
    const engine = modules.createEngine({
      ...{ target, subscriptions, outbox },
      transports: usable.map((behaviour) => ({
        ...behaviour,
        unusable: () => undefined,
        open: over(behaviour, links),
        post: over(posting, posts),
      })),
      beacon: { post: farewell },
      emit(type, ...[told]) {
        trace(() => `${name} says ${type} ${JSON.stringify(told)}`)
        if (type === 'missed') population.missed(told as never)
        if (type === 'state' && (told as unknown) === 'offline') count('losses')
        if (type === 'decision') decided(told as never)
        if (type === 'error' && (told as unknown as EnckeError).code === 'malformed') violate(`${name}: ${told}`)
      },
      onEnd() {},
      onLife: weather.reload
        ? (type, key) => {
            resume.onLife(type, key)
            if (type === 'return') population.keep()
          }
        : undefined,
    })

    return {
      engine,
      links,
      open: stirring(() => {
        resume.begin()
        engine.open()
      }),
      tell: stirring((event: Life) => {
        trace(() => `the page of ${name}: ${event}`)
        asleep = event === 'rest'
        environment.live(event)
      }),
      /** The one before comes back in its stead. */
      bringBack: () => turned?.back(),
      freeze() {
        frozen = []
      },
      thaw() {
        const waiting = frozen ?? []
        frozen = undefined
        for (const run of waiting) run()
      },
      /** The browser ends all that it has open. */
      end() {
        gone = true
        for (const link of [...links, ...posts]) link.close()
      },
    }
  }

  let page = load()

  function decided({ kind, reason }: { kind: string; reason: string }) {
    if (kind === 'trying') count('links')
    if (kind === 'trying' && reason.endsWith('holds back')) count('doubts')
  }

  /** The page sleeps and comes back, or only comes back to the user's sight; or its browser thinks that it is offline. */
  function sleep() {
    if (resting || !stormy() || !weather.sleep) return
    resting = chance(0.5)
    if (resting) page.tell('rest')
    else if (chance(0.3)) page.tell('offline')
    clock.at(clock.now + random() * 3000, () => {
      resting = false
      page.tell('return')
    })
  }

  /** The user loads it anew, or follows a link, and may come back. */
  function reload() {
    if (resting || !stormy()) return
    count('reloads')
    const before = page
    const kept = chance(0.5)
    if (kept) {
      before.tell('rest')
      before.tell('hide')
      // Some browsers freeze it a moment later.
      if (chance(0.5)) before.tell('rest')
      before.freeze()
    } else {
      before.tell('leave')
      before.tell('hide')
      before.end()
    }
    const next = load()
    page = next
    page.open()
    if (kept) clock.at(clock.now + random() * 4000, () => page === next && goBack(before))
  }

  /** Nothing becomes of the page that is left then. */
  function goBack(to: typeof page) {
    if (resting || !stormy() || clock.now < wakesAt) return
    count('ways back')
    const before = page
    function leave() {
      before.tell('leave')
      before.end()
    }
    // Some browsers bring the one back before they let the other go.
    const late = chance(0.5)
    if (!late) leave()
    before.bringBack()
    page = to
    page.thaw()
    page.tell('return')
    if (late) leave()
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
    page.engine.use(names)
  }

  function changed() {
    clock.stir()
    page.engine.stir()
  }
  const acts = [...population.acts(changed), use, sleep, suspend, ...(weather.reload ? [reload] : [])]

  return {
    name,
    population,
    act: () => clock.now < wakesAt || pick(acts)(),
    open: page.open,
    close() {
      clock.stir()
      page.engine.close()
    },
    get links() {
      return page.links.size
    },
    get owed() {
      if (clock.now < wakesAt) return ['its machine sleeps']
      const { state } = page.engine
      return [...(state === 'online' ? [] : [`it is ${state}`]), ...population.owed]
    },
  }
}
