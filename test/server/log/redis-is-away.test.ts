import { expect, onTestFinished, test, vi } from 'vitest'
import { isPosition } from '../../../src/protocol/position'
import { createRedisLog } from '../../../src/server/log/redis'
import { closeLater } from '../../support/close-later'
import { numbers } from '../../support/numbers'
import { deadUrl, durable, startImpostor } from '../../support/redis'
import { until } from '../../support/until'
import { dataOf, describeRedis, failure, fill, hears, nodes, open, ownRedis, positionsOf, retried } from './redis-nodes'

const patience = 1000

/** Milliseconds in which patience is over on a machine that is busy, too; `availability.test.ts` has it to the millisecond. */
const inTime = 10 * patience

/** Milliseconds for what takes a machine long that is busy. */
const long = 60_000

vi.setConfig({ testTimeout: long })

describeRedis('a Redis that is away', () => {
  const source = (number: number) => ({ publisher: 'p', number })

  test('for longer than patience: calls reject, and say whether it may have happened', async () => {
    const redis = await ownRedis({ settings: durable })
    const [node] = await nodes(1, redis, { patience })
    const { log } = node!
    await retried(() => log.published('p'))
    redis.pause()
    const sent = [log.append('/n', '1'), log.append('/n', '2', source(1)), log.published('p')].map(failure)
    await redis.kill()
    await until(async () => (await failure(log.append('/n', '3'))).message.includes('cannot be reached'))
    const late = [log.append('/n', '4'), log.skip(source(2)), log.recall('x'), log.catchUp()].map(failure)
    const failures = await Promise.all([...sent, ...late])
    expect(failures.map(({ code }) => code)).toEqual(['delivery-unknown', ...numbers(6).map(() => 'busy')])
    for (const { after } of failures) expect(after).toBeLessThan(inTime)
    await redis.restart()
    expect(isPosition(await retried(() => log.append('/n', '2', source(1))))).toBe(true)
    await until(() => dataOf(node!).includes(2))
    expect(dataOf(node!)).not.toContain(3)
    expect(dataOf(node!)).not.toContain(4)
  })

  test.each([-86_400_000, 86_400_000])(
    'for longer than patience: no call waits for a clock that is set by %i ms',
    async (set) => {
      onTestFinished(() => void vi.useRealTimers())
      vi.useFakeTimers({ toFake: ['Date'], shouldAdvanceTime: true })
      const redis = await ownRedis()
      const [node] = await nodes(1, redis, { patience })
      const { log } = node!
      await redis.kill()
      await until(async () => (await failure(log.append('/n', '1'))).message.includes('cannot be reached'))
      const began = performance.now()
      const late = failure(log.append('/n', '2'))
      vi.setSystemTime(Date.now() + set)
      expect(await late).toMatchObject({ code: 'busy' })
      expect(performance.now() - began).toBeGreaterThan(0.9 * patience)
      expect(performance.now() - began).toBeLessThan(inTime)
    },
  )

  test.each(['pause', 'kill'] as const)(
    'for longer than patience (%s), while the clock of the machine is set back by an hour: calls reject all the same',
    async (how) => {
      onTestFinished(() => void vi.useRealTimers())
      vi.useFakeTimers({ toFake: ['Date'] })
      const redis = await ownRedis({ settings: durable })
      const [node] = await nodes(1, redis, { patience })
      await redis[how]()
      const asked = [node!.log.append('/n', '1'), node!.log.published('p')].map(failure)
      vi.setSystemTime(Date.now() - 3_600_000)
      const failures = await Promise.all(asked)
      expect(failures[1]).toMatchObject({ code: 'busy' })
      for (const { after } of failures) expect(after).toBeLessThan(inTime)
    },
  )

  test('from the start: there is no log', async () => {
    const { code, after } = await failure(createRedisLog({ connection: { url: await deadUrl() }, patience }))
    expect(code).toBe('busy')
    expect(after).toBeLessThan(inTime)
  })

  test('from the start, behind a port that says nothing: there is no log', async () => {
    const silence = closeLater(await startImpostor(() => ''))
    const { code, message, after } = await failure(createRedisLog({ connection: { url: silence.url }, patience }))
    expect(code).toBe('busy')
    expect(message).toMatch(/^the log cannot be reached(?!.*undefined)/)
    expect(after).toBeLessThan(inTime)
  })

  test('or too old: there is no log, and the reason is said at once', async () => {
    const info = '# Server\r\nredis_version:6.0.16\r\nrun_id:0\r\n'
    const answer = (asked: string) =>
      (asked.match(/^\*\d/gm) ?? [])
        .map(() => (asked.includes('INFO\r') ? `$${info.length}\r\n${info}\r\n` : '+OK\r\n'))
        .join('')
    const old = closeLater(await startImpostor(answer))
    const { code } = await failure(createRedisLog({ connection: { url: old.url }, patience: 3_600_000 }))
    expect(code).toBe('bad-option')
  })

  test('half open: calls reject in time, and all is well when it comes back', async () => {
    const redis = await ownRedis({ settings: durable })
    const all = await nodes(2, redis, { patience })
    await fill(all[0]!, [0])
    await Promise.all(all.map(({ log }) => retried(() => log.published('p'))))
    redis.pause()
    const calls = [
      all[0]!.log.append('/n', '1', source(1)),
      all[0]!.log.append('/n', '2'),
      all[1]!.log.append('/n', '3'),
      all[1]!.log.published('p'),
    ]
    const failures = await Promise.all(calls.map(failure))
    expect(failures.map(({ code }) => code)).toEqual(['busy', 'delivery-unknown', 'delivery-unknown', 'busy'])
    for (const { after } of failures) expect(after).toBeLessThan(inTime)
    redis.resume()
    await retried(() => all[1]!.log.append('/n', '1', source(1)))
    await retried(() => all[1]!.log.append('/n', '4', source(2)))
    await until(() => all.every((node) => dataOf(node).includes(4)))
    for (const node of all) {
      expect(node.heard).toEqual(all[0]!.heard)
      expect(dataOf(node).filter((data) => [0, 1, 4].includes(data as number))).toEqual([0, 1, 4])
      expect(new Set(dataOf(node)).size).toBe(node.heard.length)
      expect(node.breaks).toBe(0)
    }
  })

  test('so many calls wait and no more; they succeed in order when it is back', async () => {
    const redis = await ownRedis({ settings: durable })
    const [node] = await nodes(1, redis, { patience: long })
    await redis.kill()
    let refused = 0
    const all = numbers(3100).map((number) => String(number).padEnd(9998))
    const asked = all.map(async (data, number) => {
      try {
        return await node!.log.append('/n', JSON.stringify(data), { publisher: `p${number}`, number: 1 })
      } catch (error) {
        refused++
        return (error as { code: string }).code
      }
    })
    await until(() => refused > 0)
    await redis.restart()
    // Of 33,554,432 characters each takes 10,000, and 1024 more.
    const taken = 3043
    expect(refused).toBe(all.length - taken)
    const answers = await Promise.all(asked)
    expect(new Set(answers.slice(taken))).toEqual(new Set(['busy']))
    await hears([node!], taken)
    expect(dataOf(node!)).toEqual(all.slice(0, taken))
    expect(positionsOf(node!)).toEqual(answers.slice(0, taken))
  })

  test('that takes its time is given all in order, whatever the package redis would have it wait for', async () => {
    const redis = await ownRedis()
    onTestFinished(() => redis.resume())
    const connection = { url: redis.url, commandOptions: { timeout: 50 } }
    const node = await open(redis, { connection, patience: long })
    const other = await open(redis, { patience: 600 })
    const told: unknown[] = []
    node.log.onTrouble((reason) => told.push(reason?.message))
    redis.pause()
    const all = numbers(2000).map((number) => String(number).padEnd(9998))
    const asked = all.map((data) => node.log.append('/n', JSON.stringify(data)))
    await failure(other.log.append('/n', '1'))
    redis.resume()
    await Promise.all(asked)
    await hears([node], all.length)
    expect([dataOf(node).map(Number), told]).toEqual([numbers(all.length), []])
  })

  test('half open: so many calls, or characters, are under way and no more', async () => {
    const redis = await ownRedis()
    onTestFinished(() => redis.resume())
    for (const [count, room, data] of [
      [33_000, 32_736, '1'],
      [40, 33, `"${'x'.repeat(1_000_000)}"`],
    ] as const) {
      const [node] = await nodes(1, redis, { patience: long })
      redis.pause()
      let refused = 0
      const asked = numbers(count).map((number) =>
        Promise.resolve(node!.log.append('/n', data, { publisher: `p${number}`, number: 1 })).catch(
          ({ code, message }) => {
            refused++
            return `${code}: ${message}`
          },
        ),
      )
      await until(() => refused)
      redis.resume()
      const answers = await Promise.all(asked)
      expect(answers.slice(0, room).every(isPosition)).toBe(true)
      expect(new Set(answers.slice(room))).toEqual(new Set(['busy: too much waits for the log already']))
    }
  })

  test('is none that has answered a node which stood still itself: that has yet to read it', async () => {
    const node = await open(await ownRedis(), { patience: 600 })
    const told: unknown[] = []
    node.log.onTrouble((reason) => told.push(reason?.message))
    const asked = node.log.append('/n', '1')
    for (const end = performance.now() + 3600; performance.now() < end; );
    await asked
    await hears([node], 1)
    await node.log.append('/n', '2')
    await hears([node], 2)
    expect(told).toEqual([])
  })

  test('those that have given up waiting leave their place to others', async () => {
    const redis = await ownRedis()
    const [node] = await nodes(1, redis, { patience })
    await redis.kill()
    await until(async () => (await failure(node!.log.skip(source(1)))).message.includes('cannot be reached'))
    const failures = await Promise.all(numbers(32_769).map(() => failure(node!.log.skip(source(1)))))
    expect(new Set(failures.map(({ code }) => code))).toEqual(new Set(['busy']))
    const late = await failure(node!.log.skip(source(1)))
    expect(late.message).toContain('cannot be reached')
    expect(late.after).toBeGreaterThan(0.9 * patience)
  })
})
