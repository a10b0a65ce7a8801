import type { Decision } from '../../src/client/client-events'
import type { Transport } from '../../src/client/link'
import type { Attempt } from '../../src/client/negotiation/attempt'
import { createMemory } from '../../src/client/negotiation/memory'
import { createNegotiator } from '../../src/client/negotiation/negotiator'
import type { Purpose } from '../../src/client/session/states'
import type { EnckeError } from '../../src/protocol/errors'
import { virtualEnvironment } from './environment'
import { fakeTransport, targetIn } from './transport'

/** Three of a kind, the best one first. */
export const streams = () => ['fast', 'middle', 'slow'].map((name) => fakeTransport(name))

/** One of each kind and a second stream, the best one first. */
export const mixture = () => [
  fakeTransport('socket', { kind: 'duplex' }),
  fakeTransport('stream'),
  fakeTransport('other'),
  fakeTransport('poll', { kind: 'poll' }),
]

/** A negotiator whose links the test opens and ends. Pauses are neither stretched nor shrunk by chance. */
export function setUp(transports: Transport[] = streams(), protocol = '') {
  const environment = virtualEnvironment({ random: () => 0.5 })
  const target = targetIn(environment, { protocol })
  const memory = createMemory(target.url, environment)
  const opened: string[] = []
  const attempts: Attempt[] = []
  const wishes: { purpose: Purpose; pad: number; silence: number; age: number }[] = []
  const closed: string[] = []
  const joined: string[] = []
  const decisions: Decision[] = []
  const ends: { error: EnckeError; forGood: boolean }[] = []
  const nameOf = (attempt: unknown) => (attempt as Attempt).transport.name
  const told = createNegotiator({
    transports,
    target,
    memory,
    open(transport, purpose, wish) {
      wishes.push({ purpose, ...wish })
      const id = opened.push(transport.name)
      const attempt: Attempt = {
        ...{ transport, purpose, since: environment.now() },
        get heardAt() {
          return environment.now() - race.observed(id).silence
        },
        get link() {
          return race.observed(id)
        },
      }
      attempts.push(attempt)
      return attempt
    },
    close: (attempt) => void closed.push(nameOf(attempt)),
    sound: () => race.sound,
    step(event) {
      if (event.type === 'join') joined.push(nameOf(event.link))
      if ('error' in event && event.error) ends.push({ error: event.error, forGood: event.type === 'close' })
    },
    decided: (decision) => void decisions.push(decision),
  })
  const at = (link: number) => attempts[link - 1] as Attempt
  const negotiator = {
    ...told,
    live: (link: number) => told.live(at(link)),
    stale: (link: number) => told.stale(at(link)),
    doubt: (link: number, error: EnckeError) => told.doubt(at(link), error),
    ended: (link: number, error?: EnckeError) => told.ended(at(link), error),
    dropped: (link: number) => told.dropped(at(link)),
    restrict: (link: number, types: readonly string[]) => told.restrict(at(link), types),
  }
  const race = {
    /** It knows the links by their numbers. */
    negotiator,
    /** Whether what is live may go on meanwhile. */
    sound: false,
    memory,
    advance: environment.advance,
    environment,
    /** The transports of the links so far; link n is the n-th of them. */
    opened,
    /** What each link was opened for, and with. */
    wishes,
    closed,
    /** The links that were to take the session without being opened anew. */
    joined,
    decisions,
    ends,
    /** What came over a link, and how long ago. */
    observed: (_link: number) => ({ received: 0, silence: 0 }),
    /** The last link on this transport. */
    link: (name: string) => opened.lastIndexOf(name) + 1,
    told: (kind: Decision['kind']) => decisions.filter((one) => one.kind === kind).map(({ transport }) => transport),
    get live() {
      return race.told('live').at(-1)
    },
  }
  return race
}

/** A race that `name` has won, as soon as it was in it. */
export function won(name: string, race = setUp()) {
  const before = race.opened.length
  race.negotiator.dial(false)
  for (let tries = 0; !race.opened.slice(before).includes(name); tries++) {
    if (tries > 1000) throw new Error(`${name} does not start`)
    race.advance(10)
  }
  race.negotiator.live(race.link(name))
  return race
}
