import { randomBytes } from 'node:crypto'
import { asEnckeError, EnckeError, isEnckeError } from '../../protocol/errors'
import { epochOf, later, type Position, sequenceOf } from '../../protocol/position'
import type { Log, Page, Source, Verdict } from './log'
import { createMoments, Run } from './run'
import type { Store, Stored } from './store'
import { createWindow, type Retention, type Window } from './window'

export interface SharedLogOptions {
  /** What this node keeps in memory, the newest; older pages are read from the store. */
  mirror: Required<Retention>
  /** Most milliseconds for which a call waits for a store that is away; then it rejects: `busy`. */
  patience: number
  /** Milliseconds between two trimmings of the store. */
  trimEvery: number
  /** Milliseconds since 1970. */
  now(): number
  /** Runs something after so many milliseconds. Returns the undo. */
  after(milliseconds: number, run: () => void): () => void
}

/** Entries with which the mirror of a new node begins. */
const preloaded = 1000

/** Most calls, and characters of data, that wait for the store to come back. */
const waitingCalls = 10_000
const waitingCharacters = 33_554_432

/**
 * A page from the store stays for so many milliseconds, and so many pages do: those who come back after a cut come one
 * after the other, from the same places. What a page has does not change.
 */
const readAgain = 10_000
const mostReads = 64

/** Milliseconds between two tries to reach a store that is away, and between two tries of a call that failed. */
const pause = 100

/**
 * A log that many nodes share: the store has it, and each node mirrors its newest stretch. What is appended comes to the
 * listeners of every node, this one too, by way of the store.
 * @throws EnckeError `busy` - the store cannot be reached within `patience`; `bad-option` - it is not fit
 */
export async function createSharedLog(store: Store, options: SharedLogOptions): Promise<Log> {
  const { mirror, patience, trimEvery, now, after } = options
  const listeners = new Set<(run: Run) => void>()
  const breakers = new Set<() => void>()
  const reads = new Map<string, Promise<Page | undefined>>()
  /** In the order in which they began to wait. */
  const waiters = new Set<() => void>()
  let window: Window | undefined
  /** Of the store, as far as this node knows. */
  let floor: Position = ''
  let closed = false
  let up = false
  /** Why not. */
  let cause: unknown
  let waiting = 0
  let catching: Promise<void> | undefined
  let trimmedAt = now()

  const mirrored = () => window as Window
  const sleep = (milliseconds: number) => new Promise<void>((run) => void after(milliseconds, run))
  const wake = () => {
    for (const run of waiters) run()
  }

  const momentOf = createMoments()
  const appendTo = (window: Window, { channel, data, position }: Stored) =>
    window.append(channel, momentOf(position), sequenceOf(position), data)

  /** The store's floor rises. */
  function learn(position: Position) {
    floor = later(floor, position)
  }

  function lose(error: unknown) {
    up = false
    cause = error
  }

  function otherEpoch() {
    return new EnckeError('busy', 'the log has begun anew')
  }

  /** Follows the store for as long as the log is open, through all that happens to it. */
  async function follow() {
    while (!closed) {
      try {
        await store.connect(lose)
        await meet(await store.hello(window?.tail ?? ''))
        up = !closed
        wake()
        while (up) await takeNext()
      } catch (error) {
        lose(error)
        if (!window && isEnckeError(error) && error.code === 'bad-option') break
        if (!closed) await sleep(pause)
      }
    }
    closed = true
    wake()
    store.close()
  }

  /** On a new connection. A mirror that does not reach up to where the store begins is begun anew. */
  async function meet(lowest: Position) {
    const follows = window && epochOf(window.tail) === epochOf(lowest) && window.tail >= lowest
    if (follows) learn(lowest)
    else await begin(epochOf(lowest))
  }

  async function begin(epoch: string) {
    const { entries, floor: lowest } = await store.newest(preloaded)
    if (epochOf(lowest) !== epoch) throw otherEpoch()
    const first = entries.length === preloaded ? entries.shift() : undefined
    const fresh = createWindow(first ? later(first.position, lowest) : lowest, mirror, now)
    for (const stored of entries) {
      if (stored.position > lowest) appendTo(fresh, stored)
    }
    const before = window
    window = fresh
    floor = lowest
    if (before) for (const listener of breakers) listener()
  }

  async function takeNext() {
    const { tail } = mirrored()
    const { entries, floor: lowest } = await store.next(tail)
    if (epochOf(lowest) !== epochOf(tail)) throw otherEpoch()
    if (lowest > tail) return begin(epochOf(tail))
    learn(lowest)
    for (const stored of entries) {
      if (closed) return
      const begun = appendTo(mirrored(), stored)
      if (begun) for (const listener of listeners) listener(begun)
    }
  }

  function busy(reason: string, error: unknown) {
    return new EnckeError('busy', `${reason}: ${asEnckeError(error, 'network').message}`, error)
  }

  /** Until the store is there; at most until a point of time. */
  async function present(until: number, characters: number) {
    while (!up) {
      if (closed) throw new EnckeError('closed', 'the log is closed')
      if (now() >= until) throw busy('the log cannot be reached', cause)
      if (waiters.size >= waitingCalls || waiting + characters > waitingCharacters)
        throw busy(`${waiters.size} calls wait for the log already`, cause)
      waiting += characters
      await new Promise<void>((resolve) => {
        const run = () => {
          waiters.delete(run)
          undo()
          resolve()
        }
        const undo = after(Math.max(0, until - now()), run)
        waiters.add(run)
      })
      waiting -= characters
    }
  }

  /**
   * Asks the store, and asks again for as long as patience lasts.
   * @param characters - what waits meanwhile
   */
  async function ask<Value>(call: () => Promise<Value>, characters = 0): Promise<Value> {
    const until = now() + patience
    for (;;) {
      await present(until, characters)
      try {
        return await call()
      } catch (error) {
        if (now() >= until) throw busy('the log failed', error)
        // Who lost the connection waits in line with the others, at once, so that the order stays.
        if (up) await sleep(pause)
      }
    }
  }

  async function append(channel: string, data: string, source?: Source): Promise<Verdict> {
    // Who names no source cannot ask again: this number is taken by this call only, however often it is tried.
    const taken = source ?? { publisher: randomBytes(16).toString('base64url'), number: 1 }
    let unsure = false
    const attempt = async () => {
      try {
        return await store.append(mirrored().tail, channel, data, taken)
      } catch (error) {
        unsure ||= isEnckeError(error) && error.code === 'delivery-unknown'
        throw error
      }
    }
    try {
      return await ask(attempt, data.length)
    } catch (error) {
      if (source || !unsure) throw error
      throw new EnckeError('delivery-unknown', `the log may or may not have it: ${(error as Error).message}`, error)
    }
  }

  /** A stretch older than the mirror; up to where that begins, so that the reader goes on there in the same turn. */
  async function readStore(from: Position, limit: number, characters: number): Promise<Page | undefined> {
    const range = await ask(async () =>
      epochOf(from) === epochOf(mirrored().tail) ? store.range(from, limit, characters) : undefined,
    )
    if (!range) return undefined
    if (epochOf(range.floor) === epochOf(floor)) learn(range.floor)
    if (from < range.floor) return undefined
    const runs: Run[] = []
    for (const { channel, data, position } of range.entries) {
      if (position > mirrored().floor) break
      const [moment, sequence] = [momentOf(position), sequenceOf(position)]
      if (!runs[runs.length - 1]?.add(channel, moment, sequence, data))
        runs.push(new Run(channel, moment, sequence, data))
    }
    for (const run of runs) run.seal()
    const last = runs[runs.length - 1]
    return last && { runs, end: last.position, more: true }
  }

  function read(from: Position, limit: number, characters = Number.POSITIVE_INFINITY) {
    const page = mirrored().read(from, limit, characters)
    if (page || from < floor || epochOf(from) !== epochOf(floor)) return page
    const name = `${from} ${limit} ${characters}`
    const known = reads.get(name)
    if (known) return known
    const reading = readStore(from, limit, characters)
    reads.set(name, reading)
    const forget = () => reads.get(name) === reading && reads.delete(name)
    reading.then((page) => (page ? after(readAgain, forget) : forget()), forget)
    if (reads.size > mostReads) reads.delete(reads.keys().next().value as string)
    return reading
  }

  /** Asks which epoch it is. Another one than that of this node is met on a new connection. */
  async function look() {
    const known = epochOf(mirrored().tail)
    if (epochOf(await store.hello(mirrored().tail)) === known) return
    store.disconnect(otherEpoch())
    throw otherEpoch()
  }

  const following = follow()
  await present(now() + patience, 0).catch((error) => {
    closed = true
    store.close()
    throw isEnckeError(cause) && cause.code === 'bad-option' ? cause : error
  })

  return {
    // What the store has let go of counts as known, though the mirror has not come that far.
    get tail() {
      return later(mirrored().tail, floor)
    },
    get floor() {
      return floor
    },

    append,
    skip: (source, reason) => ask(() => store.skip(mirrored().tail, source, reason)),
    published: (publisher) => ask(() => store.published(publisher)),
    read,
    newest: (channel) => mirrored().newest(channel),

    onAppend(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onBreak(listener) {
      breakers.add(listener)
      return () => breakers.delete(listener)
    },

    recall: (key) => ask(() => store.recall(key)),
    remember(key, text) {
      // Who is forgotten begins anew with one more request.
      store.remember(key, text).catch(() => {})
    },
    catchUp() {
      catching ??= ask(look).finally(() => {
        catching = undefined
      })
      return catching
    },

    trim() {
      mirrored().trim()
      if (!up || now() - trimmedAt < trimEvery) return
      trimmedAt = now()
      store.trim().catch(() => {})
    },

    async close() {
      closed = true
      up = false
      wake()
      store.close()
      await following
    },
  }
}
