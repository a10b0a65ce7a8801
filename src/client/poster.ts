import { EnckeError } from '../protocol/errors'
import type { Batch, Message } from '../protocol/message'
import type { Environment } from './environment'
import type { Link, Target, Transport } from './link'

/** Milliseconds that a request may take. */
const deadline = 10_000

/** Sends beside the link: one request is under way, with a deadline; the rest waits and leaves as one batch. */
export function createPoster(
  environment: Environment,
  inlet: { messages(batch: Message[]): void; failed(error: EnckeError): void },
) {
  let waiting: Batch = []
  let link: Link | undefined
  let timer: unknown
  const resolve: (() => void)[] = []

  function cancel() {
    environment.clearTimeout(timer)
    link?.close()
    link = undefined
    waiting = []
    rest()
  }

  function rest() {
    for (const run of resolve.splice(0)) run()
  }

  function fail(error: EnckeError) {
    cancel()
    inlet.failed(error)
  }

  function next(target: Target, transport: Transport) {
    const batch = waiting
    waiting = []
    timer = environment.setTimeout(() => fail(new EnckeError('timeout', `no answer within ${deadline} ms`)), deadline)
    link = transport.post(target, batch, {
      messages: inlet.messages,
      alive() {},
      closed(error) {
        if (error) return fail(error)
        environment.clearTimeout(timer)
        link = undefined
        if (waiting.length) next(target, transport)
        else rest()
      },
    })
  }

  return {
    /** @param afresh - forget what is under way first */
    post(target: Target, transport: Transport, batch: Batch, afresh: boolean) {
      if (afresh) cancel()
      waiting = [...waiting, ...batch]
      if (!link && waiting.length) next(target, transport)
    },

    /** Resolves when nothing is under way. */
    idle: () => (link ? new Promise<void>((run) => resolve.push(run)) : Promise.resolve()),
  }
}
