import { decode } from '../../protocol/batch'
import { asEnckeError, type EnckeError } from '../../protocol/errors'
import type { Message } from '../../protocol/message'
import type { Inlet, Link } from '../link'

/** A link that is fed with text. */
export interface Pipe extends Link {
  readonly open: boolean
  alive(): void
  /** The text of a batch. What is none ends the link. */
  frame(text: string): void
  closed(error?: EnckeError): void
}

/**
 * Stands between what carries a link and its inlet, which hears nothing after the end.
 * @param release - lets go of what carries the link, at its end, whoever ends it
 */
export function createPipe(inlet: Inlet, release: () => void): Pipe {
  let open = true
  let received = 0

  function close() {
    open = false
    release()
  }

  function closed(error?: EnckeError) {
    if (!open) return
    close()
    inlet.closed(error)
  }

  return {
    get open() {
      return open
    },
    get received() {
      return received
    },
    close,
    closed,
    alive: () => open && inlet.alive(),
    frame(text) {
      if (!open) return
      received += text.length
      let batch: Message[]
      try {
        batch = decode(text)
      } catch (error) {
        return closed(asEnckeError(error, 'malformed'))
      }
      inlet.messages(batch)
    },
  }
}
