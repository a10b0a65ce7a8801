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
  const resting: (() => void)[] = []

  function forget() {
    environment.clearTimeout(timer)
    link?.close()
    link = undefined
    waiting = []
    for (const resolve of resting.splice(0)) resolve()
  }

  function next(target: Target, transport: Transport) {
    if (waiting.length === 0) return forget()
    const batch = waiting
    waiting = []
    function closed(error?: EnckeError) {
      environment.clearTimeout(timer)
      if (!error) return next(target, transport)
      forget()
      inlet.failed(error)
    }
    timer = environment.setTimeout(() => closed(new EnckeError('timeout', `no answer within ${deadline} ms`)), deadline)
    link = transport.post(target, batch, { messages: inlet.messages, alive() {}, closed })
  }

  return {
    /** @param afresh - forget what is under way first */
    post(target: Target, transport: Transport, batch: Batch, afresh: boolean) {
      if (afresh) forget()
      waiting = [...waiting, ...batch]
      if (!link) next(target, transport)
    },

    /** Resolves when nothing is under way. */
    idle: () => new Promise<void>((resolve) => (link ? resting.push(resolve) : resolve())),
  }
}
