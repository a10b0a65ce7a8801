import { describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Position } from '../../src/protocol/position'
import { createServer } from '../../src/server/index'
import { createListeners } from '../../src/server/listeners'
import type { Log } from '../../src/server/log/log'
import { createMemoryLog } from '../../src/server/log/memory'
import type { Run } from '../../src/server/log/run'
import { createSessions } from '../../src/server/sessions/sessions'
import { closeLater, serve } from '../support/close-later'
import { numbers } from '../support/numbers'
import { handshake } from '../support/plain-client'
import { startHoldUp } from '../support/redis'
import { until } from '../support/until'
import { post } from '../support/wire'
import { describeRedis, fill, nodes, open, ownRedis } from './log/redis-nodes'

/** What a listener of a server on this log hears. */
function listening(log: Log) {
  const heard: unknown[] = []
  closeLater(createServer({ log })).subscribe('/**', ({ data }) => heard.push(data))
  return heard
}

describeRedis('a listener on a server', () => {
  test('hears all that is published in a new epoch of the log, on every node', async () => {
    const redis = await ownRedis()
    const all = await nodes(2, redis)
    const heard = all.map(({ log }) => listening(log))
    await fill(all[0]!, numbers(10))
    await until(() => heard.every(({ length }) => length === 10))
    await redis.ask('FLUSHALL')
    for (const number of numbers(10, 10)) await fill(all[0]!, [number])
    await until(() => all.every(({ breaks }) => breaks))
    await fill(all[1]!, numbers(10, 20))
    await until(() => heard.every((list) => list.includes(29)))
    expect(heard).toEqual([numbers(30), numbers(30)])
  })

  test('hears what is still there when its node has lagged behind what is kept', async () => {
    const redis = await ownRedis()
    const way = closeLater(await startHoldUp(redis.port))
    const first = await open(redis, { retention: { messages: 50 } })
    const lame = await open(way, { prefix: first.prefix, retention: { messages: 50 }, mirror: { messages: 10 } })
    const heard = listening(lame.log)
    await fill(first, numbers(10))
    await until(() => heard.length === 10)
    way.hold()
    await fill(first, numbers(400, 10))
    way.release()
    await until(() => lame.breaks)
    await fill(first, [410])
    await until(() => heard.includes(410))
    expect(heard).toEqual([...new Set(heard)])
    expect(heard.slice(-51)).toEqual(numbers(51, 360))
  })
})

/** Sessions whose log begins anew when it is told to, and is read when it is told to. */
function brittle() {
  const told = { append: new Set<(run: Run) => void>(), break: new Set<() => void>() }
  const reads: { answer(): void; fail(): void }[] = []
  const turns: (() => void)[] = []
  let epoch = 1_700_000_000_000
  let time = epoch
  let current = createMemoryLog({}, () => time++)
  const say = (...list: number[]) => {
    for (const number of list) current.append('/n', String(number))
  }
  const follow = () =>
    current.onAppend((run) => {
      for (const listener of told.append) listener(run)
    })
  const log: Log = {
    ...current,
    get tail() {
      return current.tail
    },
    get floor() {
      return current.floor
    },
    onAppend(listener) {
      told.append.add(listener)
      return () => told.append.delete(listener)
    },
    onBreak(listener) {
      told.break.add(listener)
      return () => told.break.delete(listener)
    },
    read(...asked) {
      const page = current.read(...asked)
      return new Promise((resolve, reject) => {
        reads.push({ answer: () => resolve(page), fail: () => reject(new Error('busy')) })
      })
    },
  }
  const asked = () => until(() => reads.length, 'the log is read')
  follow()
  const sessions = createSessions({ log, now: Date.now, defer: (run) => turns.push(run), expiry: 1000 })
  return {
    sessions,
    say,
    /** The turn is over. */
    turn() {
      for (const run of turns.splice(0)) run()
    },
    /** The log begins anew, with these. */
    begin(...list: number[]) {
      time = epoch += 1_000_000
      current = createMemoryLog({}, () => time++)
      say(...list)
      follow()
      for (const listener of told.break) listener()
    },
    asked,
    /** Answers what was read first. */
    async read() {
      await asked()
      reads.shift()?.answer()
    },
    async readInVain() {
      await asked()
      reads.shift()?.fail()
    },
    reads,
  }
}

describe('a listener on a log that begins anew', () => {
  test('hears first what came before, then what is there, then what comes while that is read', async () => {
    const { sessions, say, turn, begin, asked, read } = brittle()
    const heard: number[] = []
    sessions.listen('/**', ({ data }) => heard.push(Number(data)))
    say(1)
    turn()
    say(2)
    begin(3, 4)
    expect(heard).toEqual([1, 2])
    say(5)
    turn()
    expect(heard).toEqual([1, 2])
    await read()
    await asked()
    say(6)
    turn()
    await read()
    await read()
    await until(() => heard.includes(6))
    say(7)
    turn()
    expect(heard).toEqual(numbers(7, 1))
  })

  test('hears it once, however long that takes to be read', async () => {
    const { sessions, begin, asked, read, reads } = brittle()
    const heard: number[] = []
    sessions.listen('/**', ({ data }) => heard.push(Number(data)))
    begin(1, 2)
    await asked()
    sessions.tick()
    await read()
    await read()
    await until(() => heard.length)
    for (const { answer } of reads.splice(0)) answer()
    sessions.tick()
    expect(heard).toEqual([1, 2])
  })

  test('hears it later where it cannot be read at once', async () => {
    const { sessions, say, turn, begin, read, readInVain, reads } = brittle()
    const heard: number[] = []
    sessions.listen('/**', ({ data }) => heard.push(Number(data)))
    begin(1, 2)
    await readInVain()
    say(3)
    turn()
    expect(heard).toEqual([])
    await until(() => {
      sessions.tick()
      return reads.length
    })
    await read()
    await read()
    await until(() => heard.length === 3)
    expect(heard).toEqual([1, 2, 3])
  })
})

describe('a listener that has gone', () => {
  test('hears no more, while others to the same pattern and its own to others do', () => {
    const encke = closeLater(createServer())
    const heard: string[] = []
    const listen = (name: string, pattern: string) => encke.subscribe(pattern, () => heard.push(name))
    const undo = listen('first', '/a')
    const undoOther = listen('second', '/a')
    listen('third', '/*')
    const say = async (...names: string[]) => {
      heard.length = 0
      await encke.publish('/a', 1)
      await until(() => heard.includes('third'))
      expect([...heard].sort()).toEqual(names.sort())
    }
    return say('first', 'second', 'third')
      .then(() => {
        undo()
        undo()
        return say('second', 'third')
      })
      .then(() => {
        undoOther()
        return say('third')
      })
  })
})

test.each([
  [
    'throws',
    () => {
      throw new Error('mine')
    },
  ],
  ['rejects', () => Promise.reject(new Error('mine'))],
])('a listener that %s is told of on the console, and the others hear all the same', async (_, fails) => {
  const complaints: unknown[] = []
  const spy = vi.spyOn(console, 'error').mockImplementation((complaint) => void complaints.push(complaint))
  onTestFinished(() => spy.mockRestore())
  const server = await serve()
  const heard: unknown[] = []
  server.encke.subscribe('/a', fails)
  server.encke.subscribe('/*', ({ data }) => heard.push(data))
  await post(server.url, [{ channel: '/a', clientId: await handshake(server), data: 1 }])
  await until(() => heard.length && complaints.length)
  expect(complaints).toMatchObject([{ message: 'mine' }])
})

/** Listeners to a log that has nothing yet, and the places of what comes next. */
function begin() {
  let time = 1_700_000_000_000
  const log = createMemoryLog({}, () => time++)
  const listeners = createListeners(log)
  const heard: unknown[] = []
  listeners.listen('/**', ({ data }) => heard.push(data))
  const runs: Run[] = []
  log.onAppend((run) => runs.push(run))
  const [first, second] = ['1', '2'].map((data) => log.append('/n', data) as Position)
  return { listeners, heard, first: first!, second: second!, come: () => listeners.hear(runs.splice(0)) }
}

test('what was read of the log before it comes is not told once more', () => {
  const { listeners, heard, come } = begin()
  listeners.resume([])
  expect(heard).toEqual(['1', '2'])
  come()
  expect(heard).toEqual(['1', '2'])
})

describe('what clients say to the server alone', () => {
  test('is heard by who listens to its service channel, and has no position', async () => {
    const server = await serve()
    const clientId = await handshake(server)
    const heard: unknown[] = []
    server.encke.subscribe('/service/**', (event) => heard.push(event))
    server.encke.subscribe('/*', () => heard.push('of another channel'))
    await post(server.url, [{ channel: '/service/log', clientId, data: 1 }])
    await until(() => heard.length)
    expect(heard).toEqual([{ channel: '/service/log', data: 1, position: '' }])
  })

  test('is heard behind what was in the log before it, whichever comes to the ear first', () => {
    const { listeners, heard, first, second, come } = begin()
    listeners.tell('/service/a', 'behind the second', second)
    listeners.tell('/service/a', 'behind the first', first)
    listeners.tell('/service/a', 'behind the first, too', first)
    expect(heard).toEqual([])
    come()
    expect(heard).toEqual(['1', 'behind the first', 'behind the first, too', '2', 'behind the second'])
    listeners.tell('/service/a', 'late', first)
    expect(heard.at(-1)).toBe('late')
  })

  test('is kept for its turn up to ten thousand times; then the first is heard before it', () => {
    const { listeners, heard, second, come } = begin()
    for (const number of numbers(10_000)) listeners.tell('/service/a', `${number}`, second)
    expect(heard).toEqual([])
    listeners.tell('/service/a', 'one more', second)
    expect(heard).toEqual(['0'])
    come()
    expect(heard).toHaveLength(10_003)
    expect(heard.slice(0, 4)).toEqual(['0', '1', '2', '1'])
  })
})
