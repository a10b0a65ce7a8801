import { beforeAll, expect, test } from 'vitest'
import { closeLater } from '../support/close-later'
import { durable, haveRedis, startRedis, type TestRedis } from '../support/redis'
import { createSource } from './channels'
import { bundle, startWorker, type Worker } from './processes'

const number = Number(process.env.CLIENTS ?? (process.env.FULL ? 10_000 : 1000))
/** More than a new node has of the log when it begins. */
const missed = Number(process.env.MISSED ?? 2000)
const deadline = 120_000

interface Result {
  repeated: number
  gaps: number
  disordered: number
  retries: number
  refused: number
  missed: number
  lost: number
  delivered: number
  live: number[]
  due: number[]
}

const megabytes = (bytes: number) => Math.round(bytes / 1_048_576)
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** How often Redis ran each command. */
async function commandsOf(redis: TestRedis) {
  const text = String(await redis.ask('INFO', 'commandstats'))
  const calls = new Map<string, number>()
  for (const [, name, count] of text.matchAll(/cmdstat_(\S+):calls=(\d+)/g)) calls.set(name as string, Number(count))
  return (name: string) => calls.get(name) ?? 0
}

interface Stage {
  /** The node on which all are. */
  node: Worker
  /** Publishes. */
  other: Worker
  /** Everybody loses the node; resolves with the one that is there when they come back. */
  breakOff(): Promise<() => Promise<Worker>>
  commands(): Promise<(name: string) => number>
}

async function comeBack(name: string, { node, other, breakOff, commands }: Stage) {
  const source = createSource(number)
  const port = await node.ask<number>('port')
  const crowds = [0, 1].map(() => closeLater(startWorker('crowd', [`ws://127.0.0.1:${port}/encke`])))
  const half = Math.ceil(number / 2)
  const bounds = [
    [0, half],
    [half, number],
  ]
  const joined = await Promise.all(crowds.map((crowd, index) => crowd.ask('join', ...bounds[index]!, deadline)))
  expect(joined).toEqual([true, true])
  const before = await node.ask<{ rss: number }>('figures')

  await other.ask('publish', source.next(200))
  // Each is now where it heard something last.
  await Promise.all(crowds.map((crowd) => crowd.ask('heard', source.totals(), deadline)))
  const underWay = other.ask('publish', source.next(100))
  const mend = await breakOff()
  await underWay
  await Promise.all(crowds.map((crowd) => crowd.ask('alone', deadline)))
  for (let count = 0; count < missed; count += 100) await other.ask('publish', source.next(100))
  const again = await mend()

  const start = await commands()
  const places = await Promise.all(crowds.map((crowd) => crowd.ask<string[]>('rejoin', source.totals())))
  let settled = false
  const publishing = (async () => {
    while (!settled) {
      await other.ask('publish', source.next(2))
      await pause(100)
    }
  })()
  // What is published while they come back is due too.
  await pause(2000)
  settled = true
  await publishing
  const results = await Promise.all(crowds.map((crowd) => crowd.ask<Result>('result', source.totals(), deadline)))
  const end = await commands()
  const after = await again.ask<{ rss: number; peak: number; cpu: number }>('figures')

  const total = (of: (result: Result) => number) => results.reduce((sum, result) => sum + of(result), 0)
  const times = (of: (result: Result) => number[]) => results.flatMap(of).sort((a, b) => a - b)
  const [live, due] = [times((result) => result.live), times((result) => result.due)]
  const at = (list: number[], part: number) => Math.round(list[Math.ceil(list.length * part) - 1] as number)
  const calls = (command: string) => end(command) - start(command)
  const positions = new Set(places.flat()).size
  // Who follows the log looks before each XREAD, and behind it.
  const reads = calls('evalsha') - calls('xadd') - calls('xrevrange') - 2 * calls('xread')
  const figures = {
    clients: number,
    'live, ms, 50 % / 99 % / all': `${at(live, 0.5)} / ${at(live, 0.99)} / ${at(live, 1)}`,
    'have all they missed, ms, 50 % / 99 % / all': `${at(due, 0.5)} / ${at(due, 0.99)} / ${at(due, 1)}`,
    'missed publications': missed,
    delivered: total(({ delivered }) => delivered),
    'places in the log': positions,
    'history reads of Redis (xrange)': `${reads} (${calls('xrange')})`,
    'other commands': ['hget', 'pexpire', 'set', 'get'].map((command) => `${command} ${calls(command)}`).join(', '),
    'RSS before, at most, after, MB': [before.rss, after.peak, after.rss].map(megabytes).join(' / '),
    'CPU of the node, s': after.cpu.toFixed(1),
    'lost / repeated / disordered': [
      total(({ lost }) => lost),
      total(({ repeated }) => repeated),
      total(({ gaps, disordered }) => gaps + disordered),
    ].join(' / '),
    'refused / missed / sockets tried again': [
      total(({ refused }) => refused),
      total(({ missed }) => missed),
      total(({ retries }) => retries),
    ].join(' / '),
  }
  console.log(name)
  console.table(figures)
  for (const { lost, repeated, gaps, disordered, refused, missed } of results)
    expect({ lost, repeated, gaps, disordered, refused, missed }).toEqual({
      ...{ lost: 0, repeated: 0, gaps: 0, disordered: 0, refused: 0, missed: 0 },
    })
  return { reads, positions }
}

beforeAll(() => bundle('node', 'crowd'))

test.skipIf(!haveRedis())(
  'everybody who was on a node that is killed comes back at once, with all that was missed',
  { timeout: 4 * deadline },
  async () => {
    const redis = closeLater(await startRedis({ settings: durable }))
    const start = (port: number) => closeLater(startWorker('node', [String(port), redis.url]))
    const node = start(0)
    const { reads, positions } = await comeBack('a node on Redis is killed and started again', {
      node,
      other: start(0),
      async breakOff() {
        const port = await node.ask<number>('port')
        await node.close()
        return async () => {
          const again = start(port)
          await again.ask('port')
          return again
        }
      },
      commands: () => commandsOf(redis),
    })
    // A page has 500 publications, or more.
    expect(reads).toBeLessThanOrEqual(positions * Math.ceil((missed + 400) / 500))
  },
)

test(
  'everybody whose connection to a node with its log in memory is cut comes back at once',
  async () => {
    const node = closeLater(startWorker('node', ['0']))
    await comeBack('a node with its log in memory, all connections cut', {
      node,
      other: node,
      async breakOff() {
        await node.ask('cut')
        return async () => node
      },
      commands: async () => () => 0,
    })
  },
  4 * deadline,
)
