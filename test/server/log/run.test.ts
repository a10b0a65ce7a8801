/// <reference lib="es2021.weakref" />
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { unroll } from '../../../src/extensions/unroll'
import { encode } from '../../../src/protocol/batch'
import { createMemoryLog } from '../../../src/server/log/memory'
import { frameCharacters, type Run } from '../../../src/server/log/run'
import { inFrames, singly } from '../../../src/server/sessions/frames'
import { serve } from '../../support/close-later'
import { numbers } from '../../support/numbers'
import { dataIn, singlesOf } from '../../support/publications'
import { runSeed, seeded } from '../../support/random'
import { until } from '../../support/until'
import { dial, enckeOf, joining } from '../../support/wire'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

interface Publication {
  channel: string
  data: unknown
  /** Milliseconds since the one before. */
  pause?: number
}

/** What a log makes of publications. */
function runsOf(publications: Publication[]): Run[] {
  let time = 1_700_000_000_000
  const log = createMemoryLog({}, () => time)
  for (const { channel, data, pause = 0 } of publications) {
    time += pause
    log.append(channel, JSON.stringify(data))
  }
  const page = log.read(log.floor, 1000)
  return page && 'runs' in page ? [...page.runs] : []
}

const at = (channel: string, pause = 0) => ({ channel, data: channel, pause })
const wire = (runs: readonly Run[]) => JSON.parse(encode(runs))
const countsOf = (runs: readonly Run[]) => runs.map(({ count }) => count)

/** Publications as they come, on two channels, several a millisecond. */
function anything(random: () => number): Publication[] {
  return Array.from({ length: Math.floor(random() * 12) }, (_, n) => ({
    channel: random() < 0.7 ? '/a' : '/a/b',
    data: random() < 0.5 ? 'é"\\😀' : { n: [n] },
    pause: random() < 0.3 ? 1 : 0,
  }))
}

test('what is published on one channel in one millisecond is one message', () => {
  const runs = runsOf(['x', [1], {}].map((data) => ({ channel: '/a', data })))
  const id = runs[0]!.position.slice(0, -3)
  expect(wire(runs)).toEqual([{ channel: '/a', data: ['x', [1], {}], id, ext: { encke: { run: '000001002' } } }])
})

test('one publication alone is an ordinary message', () => {
  const runs = runsOf([at('/a')])
  expect(wire(runs)).toEqual([{ channel: '/a', data: '/a', id: runs[0]!.position }])
})

test('another channel and another millisecond begin another run', () => {
  const runs = runsOf([at('/a'), at('/a'), at('/b'), at('/a'), at('/a', 1), at('/a'), at('/a', 1)])
  expect(countsOf(runs)).toEqual([2, 1, 1, 2, 1])
})

test('a run ends when it fills a frame, and what comes next begins another', () => {
  const data = numbers(50).map((number) => `${number} ${'x'.repeat(1000)}`)
  const runs = runsOf(data.map((one) => ({ channel: '/a', data: one })))
  expect(runs.length).toBeGreaterThan(2)
  for (const run of runs.slice(0, -1)) {
    expect(run.length).toBeGreaterThanOrEqual(frameCharacters)
    expect(run.lengthTo(run.count - 1)).toBeLessThan(frameCharacters)
  }
  expect(dataIn(runs)).toEqual(data)
})

test('whatever somebody has looked at grows no more', () => {
  const log = createMemoryLog({}, () => 1_700_000_000_000)
  const begun: Run[] = []
  log.onAppend((run) => begun.push(run))
  log.append('/a', '1')
  log.append('/a', '2')
  log.read(log.floor, 10)
  log.append('/a', '3')
  begun[1]!.seal()
  log.append('/a', '4')
  expect(countsOf(begun)).toEqual([2, 1, 1])
})

test('what is published in one turn is of one moment, however long that turn is', async () => {
  const log = createMemoryLog()
  const begun: Run[] = []
  log.onAppend((run) => begun.push(run))
  const until = performance.now() + 2
  while (performance.now() < until) log.append('/a', '1')
  await Promise.resolve()
  const stamps = new Set(begun.map(({ position }) => position.slice(0, 16)))
  expect(stamps.size).toBe(1)
  while (performance.now() < until + 3) await Promise.resolve()
  log.append('/a', '2')
  expect(begun.at(-1)!.position.slice(0, 16) > [...stamps][0]!).toBe(true)
})

test('what a log keeps no longer takes no memory, however few the runs are', async () => {
  let time = 1_700_000_000_000
  const log = createMemoryLog({ messages: 100 }, () => time)
  const begun: WeakRef<Run>[] = []
  log.onAppend((run) => begun.push(new WeakRef(run)))
  for (let burst = 0; burst < 50; burst++, time++) for (let n = 0; n < 100; n++) log.append('/a', String(n))
  expect(log.floor < log.tail).toBe(true)
  // The engine keeps what a turn has looked at until that is over.
  await new Promise((resolve) => setImmediate(resolve))
  collectGarbage()
  expect(begun).toHaveLength(50)
  // The last one, and the one before it, at whose end the log begins.
  expect(begun.filter((run) => run.deref())).toHaveLength(2)
})

test('whatever is published, a client finds the same events in the same order', () => {
  const random = seeded(runSeed('runs'))
  for (let round = 0; round < 300; round++) {
    const publications = anything(random)
    const runs = runsOf(publications)
    const singles = singly(runs)
    expect(singles.map(({ channel, data }) => ({ channel, data: JSON.parse(data) }))).toEqual(
      publications.map(({ channel, data }) => ({ channel, data })),
    )
    expect(unroll(wire(runs))).toEqual(wire(singles))
  }
})

test('any part of a run is what its publications are by themselves', () => {
  const random = seeded(runSeed('parts'))
  for (let round = 0; round < 300; round++) {
    const runs = runsOf(anything(random))
    const singles = singlesOf(runs)
    const json = (some: readonly (Run | undefined)[]) =>
      singlesOf(some.filter((run) => run !== undefined)).map(({ json }) => json)
    const sizes = (some: Run[]) => some.reduce((sum, { length }) => sum + length, 0)
    expect(sizes(runs)).toBe(singles.reduce((sum, { json }) => sum + json.length, 0))
    for (const [index, { position }] of singles.entries()) {
      expect(json(runs.map((run) => run.after(position)))).toEqual(json(singles.slice(index + 1)))
    }
    for (const run of runs) {
      expect(run.after('')).toBe(run)
      expect(run.last.json).toBe(run.singles.at(-1)!.json)
      expect(run.start(run.length)).toBe(run)
      const part = run.start(1 + random() * run.length, 1 + Math.floor(random() * run.count))
      expect(json([part, run.after(part.position)])).toEqual(json([run]))
    }
    const size = 1 + random() * 300
    const frames = inFrames(runs, size)
    expect(json(frames.flat())).toEqual(json(singles))
    for (const frame of frames.slice(0, -1)) expect(sizes(frame)).toBeGreaterThanOrEqual(size)
    for (const frame of frames) expect(sizes(singlesOf(frame).slice(0, -1))).toBeLessThan(size)
  }
})

test('the same events for many are taken apart once', () => {
  const runs = runsOf([at('/a'), at('/a')])
  const apart = singly(runs)
  expect(singly([...runs])).toBe(apart)
  expect(runs[0]!.last).toBe(runs[0]!.last)
  const alone = runsOf([at('/a')])
  expect(singly(alone)).toBe(alone)
  expect(singly(runs)).toEqual(apart)
})

test('who does not say that it reads runs gets each event by itself; both are there at the same time', async () => {
  const server = await serve()
  const texts: Record<string, string> = {}
  for (const [name, ability] of Object.entries({ new: { runs: 1 }, old: {} })) {
    const dialogue = await dial(server.url)
    dialogue.socket.on('message', (text) => {
      texts[name] = `${texts[name] ?? ''}${text}`
    })
    dialogue.say(joining('websocket', ability))
    await until(() => dialogue.frames.length > 0 && enckeOf(dialogue.frames[0]?.[0]).join === 1)
  }
  for (let n = 0; n < 40; n++) server.encke.publish('/a', n)
  await until(() => /\b39\b/.test(texts.new ?? '') && /\b39\b/.test(texts.old ?? ''))
  expect(texts.new).toContain('"run":')
  expect(texts.old).not.toContain('"run":')
  expect(texts.old?.match(/"channel":"\/a"/g)).toHaveLength(40)
})
