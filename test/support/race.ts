import type { Transport } from '../../src/client/link'
import { createNegotiator, type Decision } from '../../src/client/negotiator'
import type { EnckeError } from '../../src/protocol/errors'
import { virtualEnvironment } from './environment'
import { fakeTransport, targetIn } from './transport'

/** A negotiator whose links the test opens and ends. */
export function setUp(transports: Transport[] = ['fast', 'middle', 'slow'].map((name) => fakeTransport(name))) {
  const environment = virtualEnvironment()
  const opened: string[] = []
  const closed: string[] = []
  const decisions: Decision[] = []
  const ends: { error: EnckeError; forGood: boolean }[] = []
  const negotiator = createNegotiator({
    transports,
    target: targetIn(environment),
    open: ({ name }) => opened.push(name),
    close: (link) => void closed.push(opened[link - 1] as string),
    exhausted: (error, forGood) => void ends.push({ error, forGood }),
    decided: (decision) => void decisions.push(decision),
  })
  return {
    negotiator,
    advance: environment.advance,
    environment,
    opened,
    closed,
    decisions,
    ends,
    /** The last link on this transport. */
    link: (name: string) => opened.lastIndexOf(name) + 1,
    told: (kind: Decision['kind']) => decisions.filter((one) => one.kind === kind).map(({ transport }) => transport),
    get live() {
      return negotiator.current?.name
    },
  }
}

/** A race that `name` has won. */
export function won(name: string, race = setUp()) {
  race.negotiator.dial(false)
  while (!race.opened.includes(name)) race.advance(1000)
  race.negotiator.live(race.link(name))
  return race
}
