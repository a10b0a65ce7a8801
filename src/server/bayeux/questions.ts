import { EnckeError } from '../../protocol/errors'
import type { Exchange } from '../link'

/** Questions that the application is asked at a time. */
const mostAtOnce = 200

/** Milliseconds for which one waits to be asked, so that there is time for the answer: clients wait for ten seconds. */
const longestWait = 5000

/** Milliseconds after which a question without an answer counts no more: its client has gone. */
const longestAnswer = 10_000

/**
 * Asks the application no more than it can answer in time. When all come back at once, and whoever waits in vain comes again, it would
 * answer those who have gone, and in the end nobody else.
 * @param late - there is one that it has not answered in time
 * @param now - milliseconds on a clock that never goes back
 */
export function createQuestions(late: () => void, now = () => performance.now()) {
  /** Since when, in that order. */
  const underWay = new Map<object, number>()
  const waiting = new Set<{ since: number; go(tooLate: boolean): void }>()

  function forgetLate() {
    for (const [question, since] of underWay) {
      if (now() - since < longestAnswer) return
      underWay.delete(question)
      late()
    }
  }

  function isFull() {
    forgetLate()
    return underWay.size >= mostAtOnce
  }

  function next() {
    for (const one of waiting) {
      const tooLate = now() - one.since > longestWait
      if (!tooLate && isFull()) return
      waiting.delete(one)
      one.go(tooLate)
    }
  }

  /** @throws EnckeError `busy` - it was not asked: too many were before it, or there is nobody left */
  return async function inTime<Answer>(
    { isOver }: Pick<Exchange, 'isOver'>,
    ask: () => Answer,
  ): Promise<Awaited<Answer>> {
    const question = {}
    next()
    if (waiting.size || isFull()) {
      await new Promise<void>((resolve, reject) => {
        const go = (tooLate: boolean) => {
          if (tooLate || isOver()) return reject(new EnckeError('busy', 'the application has no answer in time'))
          underWay.set(question, now())
          resolve()
        }
        waiting.add({ since: now(), go })
      })
    } else underWay.set(question, now())
    try {
      return await ask()
    } finally {
      forgetLate()
      underWay.delete(question)
      next()
    }
  }
}
