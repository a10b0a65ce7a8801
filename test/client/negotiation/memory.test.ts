import { afterEach, describe, expect, test, vi } from 'vitest'
import { currentEnvironment } from '../../../src/client/environment'
import { createMemory } from '../../../src/client/negotiation/memory'
import { type VirtualEnvironment, virtualEnvironment } from '../../support/environment'
import { runSeed, seeded } from '../../support/random'

afterEach(() => vi.unstubAllGlobals())

const url = 'http://server.test/encke'
const remember = (environment: VirtualEnvironment, of = url) => createMemory(of, environment)
const knowsNothing = { proved: undefined, stagger: 300, silence: 0, age: Number.POSITIVE_INFINITY }

test('what nobody has been to is not known', () => {
  expect(remember(virtualEnvironment())).toMatchObject(knowsNothing)
})

describe('a proof', () => {
  test('is remembered by the next page, for this server and no other', () => {
    const environment = virtualEnvironment()
    remember(environment).prove('poll', 100)
    expect(remember(environment, 'http://server.test/other')).toMatchObject({ proved: 'poll', stagger: 200 })
    expect(remember(environment, 'https://server.test/encke')).toMatchObject(knowsNothing)
    expect(remember(environment, 'http://server.test:8000/encke')).toMatchObject(knowsNothing)
  })

  test('counts for half an hour', () => {
    const environment = virtualEnvironment()
    remember(environment).prove('poll', 100)
    const memory = remember(environment)
    environment.advance(30 * 60_000 - 1)
    for (const one of [memory, remember(environment)]) expect(one.proved).toBe('poll')
    environment.advance(1)
    for (const one of [memory, remember(environment)]) expect(one).toMatchObject(knowsNothing)
  })

  test('that is renewed counts for another half hour', () => {
    const environment = virtualEnvironment()
    const memory = remember(environment)
    memory.prove('poll', 100)
    environment.advance(29 * 60_000)
    memory.prove('poll', 100)
    environment.advance(29 * 60_000)
    expect(remember(environment).proved).toBe('poll')
  })

  test('of another transport takes its place', () => {
    const memory = remember(virtualEnvironment())
    memory.prove('poll', 100)
    memory.prove('stream', 100)
    expect(memory.proved).toBe('stream')
  })

  test('says nothing in another network', () => {
    let network = 'wifi'
    const environment = virtualEnvironment({ network: () => network })
    remember(environment).prove('poll', 100)
    network = 'cellular'
    expect(remember(environment)).toMatchObject(knowsNothing)
    network = 'wifi'
    expect(remember(environment).proved).toBe('poll')
  })

  test('of one network is not taken to the next, in which the same page goes on', () => {
    let network = 'wifi'
    const environment = virtualEnvironment({ network: () => network })
    const memory = remember(environment)
    memory.prove('poll', 100)
    for (const _ of [1, 2]) memory.cut(60_000, 20_000)
    network = 'cellular'
    expect(memory).toMatchObject(knowsNothing)
    memory.prove('stream', 250)
    for (const one of [memory, remember(environment)])
      expect(one).toMatchObject({ ...knowsNothing, proved: 'stream', stagger: 500 })
  })

  test('is all that is written down', () => {
    const written: string[] = []
    const storage = { getItem: () => null, setItem: (_: string, value: string) => void written.push(value) }
    const memory = remember(virtualEnvironment({ storage, network: () => 'wifi' }))
    memory.cut(30_000, 10_000)
    expect(written).toEqual([])
    memory.prove('poll', 100)
    expect(written.map((text) => JSON.parse(text))).toEqual([
      { transport: 'poll', roundTrip: 100, time: 1_700_000_000_000, network: 'wifi' },
    ])
  })
})

describe('the time that a transport has to itself', () => {
  test.each([
    [0, 150],
    [75, 150],
    [100, 200],
    [299, 598],
    [300, 600],
    [5000, 600],
  ])('after a proof that took %i ms is %i ms', (roundTrip, stagger) => {
    const memory = remember(virtualEnvironment())
    memory.prove('poll', roundTrip)
    expect(memory.stagger).toBe(stagger)
  })

  test('goes by the fastest proof', () => {
    const memory = remember(virtualEnvironment())
    for (const roundTrip of [250, 100, 5000]) memory.prove('poll', roundTrip)
    expect(memory.stagger).toBe(200)
  })
})

describe('where storage', () => {
  const forbidden = () => {
    throw new Error('SecurityError')
  }

  test('is forbidden, the page itself still remembers', () => {
    const environment = virtualEnvironment({ storage: { getItem: forbidden, setItem: forbidden } })
    const memory = remember(environment)
    expect(memory).toMatchObject(knowsNothing)
    memory.prove('poll', 100)
    expect(memory).toMatchObject({ proved: 'poll', stagger: 200 })
  })

  test('is full, the page itself still remembers', () => {
    const memory = remember(virtualEnvironment({ storage: { getItem: () => null, setItem: forbidden } }))
    memory.prove('poll', 100)
    expect(memory.proved).toBe('poll')
  })

  test.each(['', '{', 'null', '7', '[]', '"poll"', '{"transport":"poll"}', '{"transport":"poll","time":"now"}'])(
    'holds %s, nothing is known',
    (text) => {
      const storage = { getItem: () => text, setItem() {} }
      expect(remember(virtualEnvironment({ storage }))).toMatchObject(knowsNothing)
    },
  )
})

describe('a link that is cut', () => {
  /** What is known after cuts at these ages, after these silences. */
  function known(...cuts: [age: number, silence: number][]) {
    const memory = remember(virtualEnvironment())
    for (const [age, silence] of cuts) memory.cut(age, silence)
    const { age, silence } = memory
    return { age, silence }
  }
  const nothing = { age: Number.POSITIVE_INFINITY, silence: 0 }
  const halfAnHour = 30 * 60_000

  test('once teaches nothing', () => {
    expect(known([60_000, 20_000])).toEqual(nothing)
  })

  test('twice after about the same silence teaches to break it before that', () => {
    expect(known([60_000, 20_000], [300_000, 21_000]).silence).toBe(10_000)
    expect(known([60_000, 21_000], [300_000, 20_000]).silence).toBe(10_000)
  })

  test('twice at about the same age, in the midst of talk, teaches to be gone before that', () => {
    expect(known([60_000, 20], [61_000, 4000])).toEqual({ ...nothing, age: 48_000 })
  })

  test('twice at about the same age by silence alone is no matter of age', () => {
    expect(known([30_000, 20_000], [30_000, 20_000])).toEqual({ age: halfAnHour, silence: 10_000 })
  })

  test('twice in different ways teaches nothing', () => {
    expect(known([60_000, 20_000], [100_000, 40_000])).toEqual(nothing)
    expect(known([60_000, 20_000], [100_000, 40_000], [60_000, 20_000])).toEqual(nothing)
  })

  test('twice within two seconds is no timer', () => {
    expect(known([2000, 1900], [2000, 1900])).toEqual(nothing)
  })

  test('sooner than was known teaches the shorter time', () => {
    const twice = (age: number, silence: number): [number, number][] => [
      [age, silence],
      [age, silence],
    ]
    expect(known(...twice(90_000, 40_000), ...twice(70_000, 20_000)).silence).toBe(10_000)
    expect(known(...twice(90_000, 1), ...twice(50_000, 1)).age).toBe(40_000)
  })

  test.each<[string, number, number]>([
    ['silence', 300_000, 20_000],
    ['age', 3000, 100],
  ])(
    'twice after about the same %s counts for half an hour: in weeks, that comes about by accident',
    (_, age, silence) => {
      const environment = virtualEnvironment()
      const memory = remember(environment)
      for (const _ of [1, 2]) memory.cut(age, silence)
      const learned = { age: memory.age, silence: memory.silence }
      environment.advance(halfAnHour - 1)
      memory.prove('stream', 100)
      for (const one of [memory, remember(environment)]) expect(one).toMatchObject(learned)
      environment.advance(1)
      for (const one of [memory, remember(environment)]) expect(one).toMatchObject({ ...nothing, proved: 'stream' })
    },
  )

  test('at about the same age brings back nothing that was forgotten about silence', () => {
    const environment = virtualEnvironment()
    const memory = remember(environment)
    for (const _ of [1, 2]) memory.cut(300_000, 20_000)
    environment.advance(halfAnHour)
    for (const silence of [100, 1000]) memory.cut(60_000, silence)
    for (const one of [memory, remember(environment)]) expect(one).toMatchObject({ age: 48_000, silence: 0 })
  })

  test('at random, for weeks, does not have its successors come ever sooner', () => {
    const random = seeded(runSeed('cuts at random'))
    const environment = virtualEnvironment()
    const memory = remember(environment)
    let soon = 0
    for (let cuts = 0; cuts < 1000; cuts++) {
      const pause = 7_200_000 * random()
      // Of links that are followed in time, one that has just begun may be cut.
      const longest = Math.min(pause, memory.age)
      environment.advance(pause)
      memory.cut(longest * random(), 10)
      memory.prove('stream', 100)
      if (memory.age < 60_000) soon++
    }
    expect(soon).toBeLessThan(100)
  })

  test('twice after months is asked for a successor once, for no timer waits that long', () => {
    const month = 35 * 86_400_000
    expect(known([month, 10], [month, 10]).age).toBeLessThanOrEqual(halfAnHour)
  })

  test('twice is remembered by the next page, beside what was proved', () => {
    const environment = virtualEnvironment()
    const memory = remember(environment)
    memory.prove('stream', 100)
    for (const _ of [1, 2]) memory.cut(60_000, 20_000)
    memory.prove('stream', 100)
    expect(remember(environment)).toMatchObject({ proved: 'stream', silence: 10_000 })
  })
})

// Node knows of no navigator before version 21.
test('where there is neither storage nor a navigator, all this works too', () => {
  for (const name of ['navigator', 'localStorage']) vi.stubGlobal(name, undefined)
  const environment = currentEnvironment()
  const memory = createMemory(url, environment)
  memory.prove('poll', 100)
  environment.dispose()
  expect(memory.proved).toBe('poll')
})

describe('what something else has written in its place', () => {
  const write = (proofs: object) => {
    const environment = virtualEnvironment()
    const time = environment.date()
    const known = { time, at: time, network: '', transport: 'poll', roundTrip: 100, ...proofs }
    environment.storage.setItem('encke http://server.test', JSON.stringify(known))
    return remember(environment)
  }

  test.each([['soon'], [{}], [[]], [true], [-1], [0], [1e308], [null]])('(%j) is no time', (time) => {
    expect(write({ silence: time, age: time })).toMatchObject({ silence: 0, age: Number.POSITIVE_INFINITY })
    const { stagger } = write({ roundTrip: time })
    expect(stagger >= 150 && stagger <= 600).toBe(true)
  })

  test('is a whole number of milliseconds, or becomes one', () => {
    expect(write({ silence: 5000.5 }).silence).toBe(5001)
  })

  test('for a time that is to come counts no longer than what was', () => {
    expect(write({ time: 1e15 })).toMatchObject(knowsNothing)
  })
})
