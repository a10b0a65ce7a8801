import { describe, expect, test } from 'vitest'
import type { Outbox } from '../../../src/client/session/outbox'
import type { Path } from '../../../src/client/session/path'
import type { Paths } from '../../../src/client/session/paths'
import type { Plain } from '../../../src/client/session/plain'
import { createWatch } from '../../../src/client/session/watch'

const ask = 'ask'
const verdict = '0 of 2 batches came over this link'

/** A watch that began at 0, a sentence at a time. The server breaks its silence by itself after 25 s. */
function watching({ roundTrip = 50, outgoing = 0 } = {}) {
  const measured: number[] = []
  const took = (milliseconds: number) => void measured.push(milliseconds)
  const live = { link: 1, kind: 'stream', name: 'xhr-streaming', heard: 0, sent: 1 } as Path
  const paths = { now: 0, live, liveJoin: 1, clientId: 'k', timeout: 25_000, roundTrip, took, nextId: () => '1' }
  const done: string[] = []
  const outbox = { answerTime: 10_000 + outgoing } as Outbox
  const watch = createWatch(paths as unknown as Paths, { active: false } as Plain, outbox, (effect) => {
    done.push(effect.type === 'doubt' ? effect.error.message : ask)
  })
  watch.begin()
  return {
    hear: () => watch.heard(),
    expect: () => watch.expect(),
    /** The server has written so many batches. */
    told: (written = 0) => watch.told({ join: 1, written }),
    begin: () => watch.begin(),
    /** How long the server took for each answer, as far as that is known. */
    measured,
    /** So many milliseconds later: what is done then. */
    later(milliseconds: number) {
      paths.now += milliseconds
      watch.tick()
      return done.splice(0)[0]
    },
    /** Batches come at these intervals. */
    flow(...pauses: number[]) {
      for (const pause of pauses) {
        paths.now += pause
        watch.heard()
      }
    },
    get patience() {
      return watch.due - paths.now
    },
  }
}

const never = Number.POSITIVE_INFINITY

test('a link that brings nothing but its first words is asked about after three quarters of a second, once', () => {
  const link = watching()
  expect(link.patience).toBe(750)
  expect(link.later(749)).toBeUndefined()
  expect(link.later(1)).toBe(ask)
  link.told()
  expect(link.patience).toBe(never)
})

test('the answer to a question tells how long the way there and back takes; what is told unasked does not', () => {
  const link = watching()
  link.later(750)
  link.later(80)
  link.told()
  link.later(300)
  link.told()
  expect(link.measured).toEqual([80])
})

describe('silence after a flow', () => {
  test('of batches in quick succession raises a question after three quarters of a second', () => {
    const link = watching()
    link.flow(50, 50, 50)
    expect(link.patience).toBe(750)
    expect(link.later(749)).toBeUndefined()
    expect(link.later(1)).toBe(ask)
  })

  test('raises a question after four times its rhythm, when that is longer', () => {
    const link = watching()
    link.flow(187, 187, 187)
    expect(link.patience).toBe(750)
    const slow = watching()
    slow.flow(1000, 1000, 1000)
    expect(slow.patience).toBe(4000)
  })

  test('follows the rhythm as it changes', () => {
    const link = watching()
    link.flow(2000, 1000)
    expect(link.patience).toBe(4 * (0.75 * 2000 + 0.25 * 1000))
  })

  test('that is sparse raises none: the server itself breaks its silence before that', () => {
    const link = watching()
    link.flow(6249)
    expect(link.patience).toBe(4 * 6249)
    const sparse = watching()
    sparse.flow(6250)
    expect(sparse.patience).toBe(never)
    expect(sparse.later(60_000)).toBeUndefined()
  })

  test('raises one question, not another one before it is answered', () => {
    const link = watching()
    link.flow(50)
    expect(link.later(750)).toBe(ask)
    expect(link.patience).toBe(never)
    expect(link.later(10_000)).toBeUndefined()
  })

  test('that was broken raises none', () => {
    const link = watching()
    link.flow(50)
    expect(link.later(749)).toBeUndefined()
    link.hear()
    expect(link.later(749)).toBeUndefined()
  })

  test('on a link that is no longer the live one is no matter of the next', () => {
    const link = watching()
    link.flow(50, 50)
    link.later(749)
    link.begin()
    expect(link.later(749)).toBeUndefined()
  })
})

describe('an answer that is due', () => {
  test('and does not come raises a question after three quarters of a second', () => {
    const link = watching()
    link.later(750)
    link.told()
    link.expect()
    expect(link.later(749)).toBeUndefined()
    expect(link.later(1)).toBe(ask)
  })

  test('raises it after four round trips where those are longer', () => {
    const link = watching({ roundTrip: 400 })
    link.later(750)
    link.told()
    link.expect()
    expect(link.patience).toBe(1600)
  })

  test('does not put off a question that comes sooner', () => {
    const link = watching({ roundTrip: 1000 })
    link.flow(50)
    link.expect()
    expect(link.patience).toBe(750)
  })

  test('does not put off a verdict', () => {
    const link = watching()
    link.told(2)
    link.expect()
    expect(link.patience).toBe(100)
    expect(link.later(100)).toBe(verdict)
  })
})

describe('when the server has written more than has come', () => {
  const owing = (options = {}) => {
    const link = watching(options)
    link.flow(50)
    link.later(750)
    link.told(2)
    return link
  }

  test('and nothing comes within a tenth of a second, the link is given up, and why', () => {
    const link = owing()
    expect(link.later(99)).toBeUndefined()
    expect(link.later(1)).toBe(verdict)
  })

  test('it has half the time of a round trip where that is longer', () => {
    expect(owing({ roundTrip: 200 }).patience).toBe(100)
    const link = owing({ roundTrip: 400 })
    expect(link.later(199)).toBeUndefined()
    expect(link.later(1)).toBe(verdict)
  })

  test('it has the time that what goes out may take', () => {
    const link = owing({ outgoing: 5000 })
    expect(link.later(5099)).toBeUndefined()
    expect(link.later(1)).toBe(verdict)
  })

  test('each one that follows on one given up has longer: it may be the whole network that is slow', () => {
    const link = watching()
    const given: number[] = []
    for (let time = 0; time < 7; time++) {
      link.begin()
      link.told(2)
      given.push(link.patience)
      expect(link.later(link.patience)).toBe(verdict)
    }
    expect(given).toEqual([100, 850, 2350, 5350, 11_350, 23_350, 23_350])
    link.begin()
    link.told(0)
    link.told(2)
    expect(link.patience).toBe(100)
  })

  test('whatever comes acquits it', () => {
    const link = owing()
    link.later(99)
    link.hear()
    expect(link.later(100)).toBeUndefined()
    expect(link.later(4 * 849)).toBe(ask)
  })

  test('a later word of the server that nothing is owed acquits it too', () => {
    const link = owing()
    link.told()
    expect(link.later(100)).toBeUndefined()
  })

  test('a tick that is late tells of this machine: the link has a quarter of a second more', () => {
    const link = owing()
    expect(link.later(351)).toBeUndefined()
    expect(link.patience).toBe(250)
    expect(link.later(249)).toBeUndefined()
    expect(link.later(1)).toBe(verdict)
  })

  test('a tick that is a little late counts', () => {
    expect(owing().later(350)).toBe(verdict)
  })

  test('what comes after a late tick acquits it', () => {
    const link = owing()
    link.later(351)
    link.hear()
    expect(link.later(250)).toBeUndefined()
  })

  test('it is given up once', () => {
    const link = owing()
    link.later(100)
    expect(link.later(10_000)).toBeUndefined()
  })

  test('its successor is not blamed', () => {
    const link = owing()
    link.begin()
    expect(link.later(100)).toBeUndefined()
  })
})

test('when nothing is owed, it asks ever more seldom, and in the end no more', () => {
  const link = watching()
  link.flow(100)
  const pauses: number[] = []
  while (link.patience < never && pauses.length < 9) {
    pauses.push(link.patience)
    expect(link.later(link.patience)).toBe(ask)
    link.told()
  }
  expect(pauses).toEqual([750, 3000, 15_000])
})
