import { asEnckeError, EnckeError } from '../../protocol/errors'

export interface AvailabilityOptions {
  /** Most milliseconds for which a call waits for a store that is away; then it rejects: `busy`. */
  patience: number
  /** Milliseconds on a clock that never goes back. */
  now(): number
  /** Runs something after so many milliseconds. Returns the undo. */
  after(milliseconds: number, run: () => void): () => void
}

/** Most characters that are under way or wait for the store to come back; a call takes so many beside its data. */
const mostCharacters = 33_554_432
const charactersOfCall = 1024

/** Milliseconds between two tries to reach a store that is away, and for which it rests that takes nothing. */
const pauseTime = 100

function busy(reason: string, error: unknown) {
  return new EnckeError('busy', `${reason}: ${asEnckeError(error, 'network').message}`, error)
}

/** Whether a store is there, and the calls that wait for it. */
export function createAvailability({ patience, now, after }: AvailabilityOptions) {
  /** In the order in which they began to wait. */
  const waiters = new Set<() => void>()
  let closed = false
  let up = false
  /** Why not. */
  let cause: unknown
  let charactersAsked = 0
  /** It takes nothing for now: until then all wait in line. */
  let resting = false

  const pause = () => new Promise<void>((run) => void after(pauseTime, run))
  const wake = () => {
    for (const run of waiters) run()
  }

  function rest(error: unknown) {
    cause = error
    if (resting) return
    resting = true
    after(pauseTime, () => {
      resting = false
      wake()
    })
  }

  /** At most until a point of time. */
  async function present(until: number) {
    while (!up || resting) {
      if (closed) throw new EnckeError('closed', 'the log is closed')
      if (now() >= until) throw busy('the log cannot be reached', cause)
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

  async function insist<Value>(call: () => Promise<Value>): Promise<Value> {
    const until = now() + patience
    for (;;) {
      await present(until)
      try {
        return await call()
      } catch (error) {
        if (now() >= until) throw busy('the log failed', error)
        // Whoever failed waits in line with the others, at once, so that the order stays.
        if (up) rest(error)
      }
    }
  }

  return {
    get up() {
      return up
    },
    get closed() {
      return closed
    },
    /** Why it was lost the last time. */
    get cause() {
      return cause
    },

    /** It is there: what waits goes on. */
    found() {
      up = !closed
      wake()
    },
    lose(error: unknown) {
      up = false
      cause = error
    },
    /** For good: what waits rejects. */
    close() {
      closed = true
      up = false
      wake()
    },

    pause,
    /** Until it is there for the first time. */
    present: () => present(now() + patience),

    /**
     * Asks the store, and asks again for as long as patience lasts.
     * @param data - characters that are kept for it meanwhile
     */
    async ask<Value>(call: () => Promise<Value>, data = 0): Promise<Value> {
      const characters = charactersOfCall + data
      if (charactersAsked + characters > mostCharacters) throw busy('too much waits for the log already', cause)
      charactersAsked += characters
      try {
        return await insist(call)
      } finally {
        charactersAsked -= characters
      }
    },
  }
}
