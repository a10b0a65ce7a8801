import { expect, test } from 'vitest'
import { encode } from '../../src/protocol/batch'
import { formatPosition } from '../../src/protocol/position'
import { unroll } from '../../src/protocol/run'
import { createEntries, type Entry } from '../../src/server/log/entry'
import { inRuns } from '../../src/server/runs'
import { serve } from '../support/close-later'
import { runSeed, seeded } from '../support/random'
import { until } from '../support/until'
import { dial, enckeOf, joining } from '../support/wire'

const epoch = 1_700_000_000_000

/** The n-th of its millisecond. */
const entry = (channel: string, millisecond: number, n: number, data: unknown = n) =>
  createEntries()(channel, formatPosition(epoch, epoch + millisecond, n), JSON.stringify(data))

const wire = (entries: Entry[]) => JSON.parse(encode(inRuns(entries)))
const plainly = (entries: Entry[]) => entries.map(({ json }) => JSON.parse(json))

test('what is published on one channel in one millisecond is one message', () => {
  const entries = [entry('/a', 1, 0, 'x'), entry('/a', 1, 1, [1]), entry('/a', 1, 5, {})]
  const id = entries[0]?.position.slice(0, -3)
  expect(wire(entries)).toEqual([{ channel: '/a', data: ['x', [1], {}], id, ext: { encke: { run: '000001005' } } }])
})

test('one event alone is an ordinary message', () => {
  const one = entry('/a', 1, 0)
  expect(inRuns([one])).toEqual([one])
})

test('another channel and another millisecond begin another run', () => {
  const entries = [
    ...[entry('/a', 1, 0), entry('/a', 1, 1), entry('/b', 1, 2), entry('/a', 1, 3)],
    ...[entry('/a', 2, 0), entry('/a', 2, 1), entry('/a', 3, 0)],
  ]
  const sizes = wire(entries).map(({ data, ext }: { data: unknown[]; ext?: unknown }) => (ext ? data.length : 1))
  expect(sizes).toEqual([2, 1, 1, 2, 1])
})

test('whatever is published, a client finds the same events in the same order', () => {
  const random = seeded(runSeed('runs'))
  for (let round = 0; round < 300; round++) {
    let [millisecond, n] = [0, 0]
    const entries = Array.from({ length: Math.floor(random() * 12) }, () => {
      if (random() < 0.3) [millisecond, n] = [millisecond + 1, 0]
      const channel = random() < 0.7 ? '/a' : '/a/"b'
      return entry(channel, millisecond, n++, random() < 0.5 ? 'é"\\' : { n: [n] })
    })
    expect(unroll(wire(entries))).toEqual(plainly(entries))
  }
})

test('the same events for many are put together once', () => {
  const entries = [entry('/a', 1, 0), entry('/a', 1, 1)]
  const made = inRuns(entries)
  expect(inRuns([...entries])).toBe(made)
  expect(inRuns(entries.slice(1))).not.toBe(made)
  expect(wire(entries)).toHaveLength(1)
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
