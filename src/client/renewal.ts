import type { Attempt } from './attempt'
import type { Environment } from './environment'
import type { Memory } from './memory'
import { never } from './times'

/**
 * Where links are cut at an age, the successor is there before that.
 * @param renew - opens it
 */
export function createRenewal(environment: Environment, memory: Memory, renew: () => void) {
  let timer: unknown
  const stop = () => environment.clearTimeout(timer)

  return {
    /** This link has the session. */
    of({ transport, since }: Attempt) {
      stop()
      const left = since + memory.age - environment.now()
      if (transport.kind !== 'poll' && left < never) timer = environment.setTimeout(renew, left)
    },
    stop,
  }
}
