import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished } from 'vitest'
import { formatPosition, later, type Position } from '../../src/protocol/position'
import type { Log } from '../../src/server/log/log'
import { createMemoryLog } from '../../src/server/log/memory'
import { createRedisLog } from '../../src/server/log/redis'
import type { Retention } from '../../src/server/log/window'
import { numbers } from '../support/numbers'
import { dataIn } from '../support/publications'
import { haveRedis, startRedis, type TestRedis } from '../support/redis'
import { until } from '../support/until'

interface Implementation {
  /** Where it is. */
  where: string
  skip?: boolean
  /** Its clock can be moved. */
  clock: boolean
  /** So many more than it should it may keep for a while. */
  slack: number
  create(retention: Retention, now: () => number): Log | Promise<Log>
}

const skip = !haveRedis()
let redis: TestRedis | undefined
let logs = 0

/** Every log there is. */
const implementations: Implementation[] = [
  { where: 'memory', clock: true, slack: 0, create: createMemoryLog },
  {
    where: 'Redis',
    skip,
    clock: false,
    slack: 100,
    // A mirror that is smaller than the log: what is older is read from Redis.
    create: (retention) =>
      createRedisLog({
        connection: { url: redis!.url },
        prefix: `log ${logs++}`,
        retention: { messages: retention.messages, age: retention.age },
        mirror: { ...retention, messages: 25 },
      }),
  },
]

/** Publications of one millisecond are one run. */
export const paces = [
  ['all at once', 0],
  ['one after the other', 1],
] as const

/** Until this node has what was appended: from a shared log it comes by way of the store. */
export const settled = (log: Log, position: unknown) =>
  until(() => log.tail >= (position as Position), 'the log has it')

/** Characters of the message that delivers a publication. */
export const sizeOf = (channel: string, data: unknown) =>
  JSON.stringify({ channel, data, id: formatPosition(0, 0, 0) }).length

export type Rig = ReturnType<typeof createRig>

/** Tests that every log has to pass. */
export function everyLog(suite: (rig: Rig) => void) {
  beforeAll(async () => {
    if (!skip) redis = await startRedis()
  })
  afterAll(() => redis?.close())
  for (const { where, skip, ...one } of implementations) {
    describe.skipIf(skip)(`a log in ${where}:`, () => {
      const rig = createRig(one)
      beforeEach(() => {
        rig.time = Date.UTC(2026, 0, 1)
      })
      suite(rig)
    })
  }
}

function createRig({ clock, slack, create }: Pick<Implementation, 'clock' | 'slack' | 'create'>) {
  async function open(retention: Retention = {}): Promise<Log> {
    const log = await create(retention, () => rig.time)
    onTestFinished(() => log.close())
    return log
  }

  /** Appends these numbers, where the clock is ours so many milliseconds apart. */
  async function fill(log: Log, count: number, from = 0, pause = 1): Promise<Position[]> {
    const positions = await Promise.all(
      numbers(count, from).map((number) => {
        rig.time += pause
        return log.append('/n', String(number))
      }),
    )
    await settled(log, positions.at(-1) ?? '')
    return positions as Position[]
  }

  /** Reads on from `after` to the end, so many at a time. */
  async function readAll(log: Log, after: Position, limit = 7): Promise<number[]> {
    const all: number[] = []
    for (let at = after; ; ) {
      const page = await log.read(at, limit)
      if (!page) throw new Error('gone')
      const data = dataIn(page.runs) as number[]
      expect(data.length).toBeLessThanOrEqual(limit)
      all.push(...data)
      at = page.end
      if (!page.more) {
        expect(at).toBe(later(log.tail, after))
        return all
      }
    }
  }

  /** With the time that its clock says, where that is ours. */
  const rig = { time: 0, clock, slack, open, fill, readAll }
  return rig
}
