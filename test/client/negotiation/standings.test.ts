import { describe, expect, test } from 'vitest'
import { createStandings } from '../../../src/client/negotiation/standings'
import type { LinkKind } from '../../../src/protocol/message'
import { virtualEnvironment } from '../../support/environment'
import { fakeTransport } from '../../support/transport'

/** One transport, and how it stands; pauses are neither stretched nor shrunk unless `random` says so. */
function setUp({ kind = 'stream', random = () => 0.5 }: { kind?: LinkKind; random?: () => number } = {}) {
  const environment = virtualEnvironment({ random })
  const standings = createStandings(environment)
  const transport = fakeTransport('one', { kind })
  return {
    standings,
    transport,
    advance: environment.advance,
    failed: (silent = false) => standings.failed(transport, silent),
    proved: () => standings.proved(transport),
    get pad() {
      return standings.pad(transport)
    },
    get troubled() {
      return standings.troubled(transport)
    },
    /** Milliseconds until it is worth another try. */
    get pause() {
      return Math.max(0, standings.retryAt(transport) - environment.now())
    },
  }
}

test('what nobody knows anything of is worth a try, without padding', () => {
  expect(setUp()).toMatchObject({ pad: 0, troubled: false, pause: 0 })
})

describe('a failure', () => {
  test('makes it wait ten seconds, and then it is worth a try', () => {
    const one = setUp()
    one.failed()
    expect(one).toMatchObject({ troubled: true, pause: 10_000 })
    one.advance(9999)
    expect(one.troubled).toBe(true)
    one.advance(1)
    expect(one.troubled).toBe(false)
  })

  test('of one says nothing of another', () => {
    const one = setUp()
    one.failed()
    expect(one.standings.troubled(fakeTransport('one'))).toBe(false)
  })

  test('after another makes it wait twice as long, up to ten minutes', () => {
    const one = setUp()
    const pauses = Array.from({ length: 9 }, () => {
      one.failed()
      const { pause } = one
      one.advance(pause)
      return pause
    })
    expect(pauses.map((pause) => pause / 1000)).toEqual([10, 20, 40, 80, 160, 320, 600, 600, 600])
  })

  test('makes it wait a fifth less or more, by chance, so that not all come back together', () => {
    const pauseAt = (random: number) => {
      const one = setUp({ random: () => random })
      one.failed()
      return one.pause
    }
    expect([0, 0.25, 1 - 1e-9].map(pauseAt).map(Math.round)).toEqual([8000, 9000, 12_000])
  })

  test('that is forgiven makes it wait no longer', () => {
    const one = setUp()
    one.failed()
    one.standings.forgive()
    expect(one).toMatchObject({ troubled: false, pause: 0 })
  })

  test('after one that was forgiven makes it wait as long as the first', () => {
    const one = setUp()
    for (let tries = 0; tries < 5; tries++) one.failed()
    one.standings.forgive()
    one.failed()
    expect(one.pause).toBe(10_000)
    one.failed()
    expect(one.pause).toBe(20_000)
  })

  test('is forgiven together with all others', () => {
    const one = setUp()
    const another = fakeTransport('another', { kind: 'poll' })
    one.failed()
    one.standings.failed(another, false)
    one.standings.forgive()
    expect(one.troubled).toBe(false)
    expect(one.standings.troubled(another)).toBe(false)
  })
})

describe('a stream that was open and silent', () => {
  test('is tried again at once with more padding, and waits when the most has not helped', () => {
    const one = setUp()
    const pads = Array.from({ length: 5 }, () => {
      one.failed(true)
      return [one.pad, one.pause]
    })
    expect(pads).toEqual([
      [2048, 0],
      [32_768, 0],
      [0, 10_000],
      [2048, 0],
      [32_768, 0],
    ])
  })

  test('stands behind the others until it has proved itself with more padding', () => {
    const one = setUp()
    one.failed(true)
    expect(one.troubled).toBe(true)
    one.advance(3_600_000)
    expect(one.troubled).toBe(true)
    one.proved()
    expect(one).toMatchObject({ troubled: false, pad: 2048 })
  })

  test('waits twice as long after each round', () => {
    const one = setUp()
    for (let tries = 0; tries < 6; tries++) one.failed(true)
    expect(one).toMatchObject({ pad: 0, pause: 20_000 })
  })

  test('keeps its padding when it is forgiven, and stands behind the others still', () => {
    const one = setUp()
    one.failed(true)
    one.failed(true)
    one.standings.forgive()
    expect(one).toMatchObject({ pad: 32_768, pause: 0, troubled: true })
  })

  test('that then breaks loses its padding and waits', () => {
    const one = setUp()
    one.failed(true)
    one.failed(false)
    expect(one).toMatchObject({ pad: 0, pause: 10_000 })
  })

  test.each(['poll', 'duplex'] as const)('is no %s, which padding does not help', (kind) => {
    const one = setUp({ kind })
    one.failed(true)
    expect(one).toMatchObject({ pad: 0, pause: 10_000 })
  })
})

describe('where one stream is held back', () => {
  /** `one` is held back. */
  const heldBack = () => {
    const one = setUp()
    one.failed(true)
    return one
  }
  const stream = fakeTransport('another')

  test('every stream stands behind the others, also one of which nobody knows anything', () => {
    expect(heldBack().standings.troubled(stream)).toBe(true)
  })

  test.each(['poll', 'duplex'] as const)('a %s does not', (kind) => {
    expect(heldBack().standings.troubled(fakeTransport('another', { kind }))).toBe(false)
  })

  test('another one is to be tried at once, and without padding', () => {
    const { standings } = heldBack()
    expect(standings.retryAt(stream)).toBe(0)
    expect(standings.pad(stream)).toBe(0)
  })

  test('another one that failed once and has proved itself since is trusted', () => {
    const { standings } = heldBack()
    standings.failed(stream, false)
    standings.proved(stream)
    expect(standings.troubled(stream)).toBe(false)
  })

  test('another one that never failed and proves itself is trusted', () => {
    const { standings } = heldBack()
    standings.proved(stream)
    expect(standings.troubled(stream)).toBe(false)
  })

  test('another one that was trusted and fails is so no longer', () => {
    const { standings, advance } = heldBack()
    standings.failed(stream, false)
    standings.proved(stream)
    standings.failed(stream, false)
    advance(3_600_000)
    expect(standings.troubled(stream)).toBe(true)
  })

  test('one that had proved itself before is suspect, too', () => {
    const one = setUp()
    one.standings.proved(stream)
    one.failed(true)
    expect(one.standings.troubled(stream)).toBe(true)
  })

  test('one that has proved itself since stays trusted when a third one breaks', () => {
    const { standings } = heldBack()
    standings.proved(stream)
    standings.failed(fakeTransport('third'), false)
    expect(standings.troubled(stream)).toBe(false)
  })

  test('others are suspect for as long as it has not proved itself, whatever is forgiven', () => {
    const one = heldBack()
    one.advance(3_600_000)
    one.standings.forgive()
    expect(one.standings.troubled(stream)).toBe(true)
    one.proved()
    expect(one.standings.troubled(stream)).toBe(false)
  })
})

describe('a proof', () => {
  test('ends the wait at once', () => {
    const one = setUp()
    one.failed()
    one.proved()
    expect(one).toMatchObject({ troubled: false, pause: 0 })
  })

  test('keeps the padding by which it worked', () => {
    const one = setUp()
    one.failed(true)
    one.proved()
    one.advance(30_000)
    expect(one.pad).toBe(2048)
  })

  test('that holds for no more than a minute does not make the next wait shorter', () => {
    const one = setUp()
    for (let tries = 0; tries < 3; tries++) one.failed()
    one.proved()
    one.advance(60_000)
    one.failed()
    expect(one.pause).toBe(80_000)
  })

  test('that holds for more than a minute lets it begin anew', () => {
    const one = setUp()
    for (let tries = 0; tries < 3; tries++) one.failed()
    one.proved()
    one.advance(60_001)
    one.failed()
    expect(one.pause).toBe(10_000)
  })

  test('that holds for more than a minute lets the padding begin anew too', () => {
    const one = setUp()
    one.failed(true)
    one.failed(true)
    one.proved()
    one.advance(60_001)
    one.failed(true)
    expect(one.pad).toBe(2048)
  })

  test('that held is no reason to begin anew twice', () => {
    const one = setUp()
    one.failed()
    one.proved()
    one.advance(60_001)
    one.failed()
    one.failed()
    expect(one.pause).toBe(20_000)
  })
})

test('what never worked does not begin anew because a minute has passed', () => {
  const one = setUp()
  for (let tries = 0; tries < 4; tries++) {
    one.failed()
    one.advance(one.pause)
  }
  one.failed()
  expect(one.pause).toBe(160_000)
})
