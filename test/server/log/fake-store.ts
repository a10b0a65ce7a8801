import { formatPosition, type Position } from '../../../src/protocol/position'
import type { Log } from '../../../src/server/log/log'
import { createSharedLog } from '../../../src/server/log/shared'
import type { Newest, Range, Store, Stored } from '../../../src/server/log/store'
import { closeLater } from '../../support/close-later'
import { numbers } from '../../support/numbers'

export const epoch = Date.UTC(2026, 0, 1)
export const at = (number: number) => formatPosition(epoch, epoch + number, 0)

/** A store in memory, whose answers can be held up. */
export function fakeStore() {
  let entries: Stored[] = []
  let floor = at(0)
  let wake = () => {}
  let stop: (error: unknown) => void = () => {}
  const held = new Map<string, (() => void)[]>()
  const fake = {
    connections: 0,
    asked: [] as string[],
    /** The last position that was named to it on each connection. */
    seen: [] as Position[],
    /** How much was asked for of the newest. */
    wanted: [] as number[][],
    add(count: number) {
      const first = entries.length + 1
      for (const number of numbers(count, first))
        entries.push({ position: at(number), channel: '/n', data: `${number}` })
      wake()
    },
    /** Forgets what is older. */
    cut(position: Position) {
      floor = position
      entries = entries.map((entry) => (entry.position > position ? entry : { ...entry, position: '' }))
    },
    /** The answers to these calls wait; they say what was true when they were asked. */
    hold: (call: string) => void held.set(call, []),
    release(call: string) {
      for (const run of held.get(call) ?? []) run()
      held.delete(call)
    },
    /** The connection is lost. */
    lose: () => stop(new Error('lost')),
  }
  async function answer<Value>(call: string, value: Value): Promise<Value> {
    fake.asked.push(call)
    await new Promise<void>((resolve) => held.get(call)?.push(resolve) ?? resolve())
    return value
  }
  const kept = () => entries.filter(({ position }) => position > floor)
  const beyond = (after: Position) => kept().filter(({ position }) => position > after)
  const unused = () => Promise.reject(new Error('not used'))
  const store: Store = {
    async connect(lost) {
      await answer('connect', undefined)
      fake.connections++
      const gone = new Promise<never>((_, reject) => {
        stop = (error) => {
          lost(error)
          reject(new Error('there is no connection'))
        }
      })
      gone.catch(() => {})
      store.next = async (after) => {
        while (!beyond(after).length && floor <= after) {
          await Promise.race([gone, new Promise<void>((resolve) => (wake = resolve))])
        }
        return answer<Range>('next', { entries: beyond(after), floor })
      }
    },
    disconnect: (reason) => stop(reason),
    hello(seen) {
      fake.seen.push(seen)
      return answer('hello', floor)
    },
    append: unused,
    skip: unused,
    published: unused,
    range: (after, limit) => answer<Range>('range', { entries: beyond(after).slice(0, limit), floor }),
    newest(...wanted) {
      fake.wanted.push(wanted)
      return answer<Newest>('newest', { entries: kept(), floor, after: floor })
    },
    next: unused,
    trim: () => answer('trim', undefined),
    recall: unused,
    remember: unused,
    probe: () => answer('probe', undefined),
    renew: (key) => answer(`renew ${key}`, undefined),
    close() {
      if (fake.connections) fake.connections--
      stop(new Error('closed'))
    },
  }
  return { ...fake, fake, store }
}

export type Fake = ReturnType<typeof fakeStore>

/** Of the mirror, and of both clocks. */
interface Options {
  characters?: number
  age?: number
  patience?: number
  now?: () => number
}

export async function open({ store }: Fake, messages: number, options: Options = {}): Promise<Log> {
  const { characters = 1_000_000, age = Number.POSITIVE_INFINITY, patience = 5000, now = Date.now } = options
  return closeLater(
    await createSharedLog(store, {
      ...{ mirror: { messages, characters, age }, patience, trimEvery: 1000, now, date: now },
      random: Math.random,
      after(milliseconds, run) {
        const timer = setTimeout(run, milliseconds)
        return () => clearTimeout(timer)
      },
    }),
  )
}
