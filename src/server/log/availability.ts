import { asEnckeError, EnckeError } from '../../protocol/errors'
import { createTrouble } from './trouble'

export interface AvailabilityOptions {
  /** Most milliseconds for which a call waits for a store that is away; then it rejects: `busy`. */
  patience: number
  /** Milliseconds on a clock that never goes back. */
  now(): number
  /** Runs something after so many milliseconds. Returns the undo. */
  after(milliseconds: number, run: () => void): () => void
  /** In [0, 1): not all nodes come back at once. */
  random(): number
}

/** Most characters that are under way or wait for the store to come back; a call takes so many beside its data. */
const mostCharacters = 33_554_432
const charactersOfCall = 1024

/**
 * Milliseconds between two tries to reach a store that is away: at first, twice as many with each, and at most; less where
 * a call that waits would see fewer tries than these.
 */
const leastPause = 100
const mostPause = 1000
const leastTries = 5

/** Milliseconds for which a store rests that takes nothing. */
const restTime = 100

/** Milliseconds for which all has to be well before it counts as that: one that is lost at once was not found. */
const steadyTime = 1000

function busy(reason: string, error: unknown) {
  const why = error === undefined ? reason : `${reason}: ${asEnckeError(error, 'network').message}`
  return new EnckeError('busy', why, error)
}

const unreachable = (error: unknown = new EnckeError('timeout', 'it does not answer')) =>
  busy('the log cannot be reached', error)
const full = (error: unknown) => busy('the log takes nothing', error)

/** Whether a store is there, and the calls that wait for it. */
export function createAvailability({ patience, now, after, random }: AvailabilityOptions) {
  const trouble = createTrouble(now)
  /** In the order in which they began to wait. */
  const waiters = new Set<() => void>()
  let closed = false
  let up = false
  /** Why not; undefined where nothing has failed. */
  let cause: unknown
  let charactersAsked = 0
  /** It takes nothing for now: until then all wait in line. */
  let resting = false
  /** It did not take what it was last given to keep. */
  let refused = false
  /** Tries to reach it since all was well. */
  let tries = 0
  let unsettle = () => {}

  function pause() {
    const most = Math.max(leastPause, Math.min(mostPause, patience / leastTries))
    const time = Math.min(most, leastPause * 2 ** tries++)
    return new Promise<void>((run) => void after(time * (1 - random() / 2), run))
  }

  /** All is well, unless something is the matter within a second. */
  function settle() {
    if (!up || refused) return
    unsettle = after(steadyTime, () => {
      tries = 0
      trouble.end()
    })
  }

  function complain(error: EnckeError) {
    unsettle()
    trouble.begin(error)
  }

  const wake = () => {
    for (const run of waiters) run()
  }

  function rest(error: unknown) {
    cause = error
    refused = true
    complain(full(error))
    if (resting) return
    resting = true
    after(restTime, () => {
      resting = false
      wake()
    })
  }

  /** At most until a point of time. */
  async function present(until: number) {
    while (!up || resting) {
      if (closed) throw new EnckeError('closed', 'the log is closed')
      if (now() >= until) throw up ? full(cause) : unreachable(cause)
      await new Promise<void>((resolve) => {
        const run = () => {
          waiters.delete(run)
          undo()
          resolve()
        }
        const undo = after(Math.max(0, until - now()), run)
        waiters.add(run)
      })
    }
  }

  /** It has taken something. */
  function taken() {
    if (!refused) return
    refused = false
    settle()
  }

  async function insist<Value>(call: () => Promise<Value>, writes: boolean): Promise<Value> {
    const until = now() + patience
    for (;;) {
      await present(until)
      try {
        const value = await call()
        if (writes) taken()
        return value
      } catch (error) {
        // Whoever failed waits in line with the others, at once, so that the order stays.
        if (up) rest(error)
      }
    }
  }

  return {
    trouble,
    taken,
    /** Whether it did not take what it was last given to keep. */
    get refused() {
      return refused
    },
    get up() {
      return up
    },
    get closed() {
      return closed
    },
    /** Why it is away. */
    get cause() {
      return cause
    },

    /** It is there: what waits goes on. */
    found() {
      up = !closed
      cause = undefined
      wake()
      settle()
    },
    lose(error: unknown) {
      up = false
      cause = error
      if (!closed) complain(unreachable(error))
    },
    /** For good: what waits rejects. */
    close() {
      closed = true
      up = false
      unsettle()
      wake()
    },

    pause,
    /** Until it is there for the first time. */
    present: () => present(now() + patience),

    /**
     * Asks the store, and asks again for as long as patience lasts.
     * @param data - characters that it is given to keep, which wait here meanwhile; none for a question
     */
    async ask<Value>(call: () => Promise<Value>, data?: number): Promise<Value> {
      const characters = charactersOfCall + (data ?? 0)
      if (charactersAsked + characters > mostCharacters) {
        const tooMuch = busy('too much waits for the log already', cause)
        complain(tooMuch)
        settle()
        throw tooMuch
      }
      charactersAsked += characters
      try {
        return await insist(call, data !== undefined)
      } finally {
        charactersAsked -= characters
      }
    },
  }
}
