import { once } from 'node:events'

/**
 * What was published, one message a line, to one client that asks, by hand, and asks again when its answer has ended: a
 * poll, or a stream of which the browser keeps all that has come.
 * @param listening - has it while somebody asks
 * @param most - characters after which an answer ends
 * @param turns - what was published in so many turns is written at once, at most
 */
export function createAnswers(listening, { most, turns }) {
  let waiting = []
  let response
  let written = 0
  let asked

  function flush() {
    while (response && waiting.length) {
      const text = waiting.splice(0, turns).join('')
      written += text.length
      if (written < most) response.write(text)
      else {
        response.end(text)
        response = undefined
      }
    }
  }

  const answers = {
    handle(next) {
      response = next
      written = 0
      listening.add(answers)
      next.on('close', () => {
        if (next.writableFinished) return
        listening.delete(answers)
        waiting = []
        response = undefined
      })
      next.flushHeaders()
      flush()
      asked?.()
    },

    write(text) {
      waiting.push(text)
      flush()
    },

    /** Waits until there is room again. */
    async ready() {
      while (listening.has(answers) && waiting.length >= turns) await new Promise((resolve) => (asked = resolve))
      if (response?.writableNeedDrain) await once(response, 'drain')
    },
  }
  return answers
}
