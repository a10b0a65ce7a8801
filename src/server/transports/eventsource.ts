import type { IncomingMessage } from 'node:http'
import { EnckeError } from '../../protocol/errors'
import type { Answer, Batch, Message } from '../../protocol/message'
import { parseBody } from '../http/body'
import { copied } from '../runtime'
import type { Envelope } from './held'
import type { Framing } from './streaming'

const headers = { 'Content-Type': 'text/event-stream; charset=utf-8' }

/** What a script element cannot ask for. */
export const isEventStream = ({ method, headers }: IncomingMessage) =>
  method === 'GET' && headers.accept === 'text/event-stream'

/** An empty event: the end in good order, of which the browser itself knows nothing. */
const end = 'data:\n\n'

/** One JSON array of messages an event (HTML Standard, section 9.2). Its id is how far the client is. */
export const eventsource: Framing = {
  headers,
  prelude: '',
  padding: (length) => `:${' '.repeat(length)}\n\n`,
  frame(text, batch) {
    const position = positionOf(batch)
    return `${position ? `id:${position}\n` : ''}data:${text}\n\n`
  },
  end: () => end,
}

/** For what is answered at once and for good. */
export const eventsourceAnswer: Envelope = { headers, wrap: (text) => `data:${text}\n\n${end}` }

function positionOf(batch: Batch): string | undefined {
  const last = batch[batch.length - 1]
  if (!last) return undefined
  return 'json' in last ? (last as { position?: string }).position : (last.ext?.encke as Answer | undefined)?.at
}

/** Most characters of a name. */
const longestName = 64

/** What was posted once costs as much each time that it is asked for. */
const mostStreams = 10

/**
 * What is too long for the address of a stream is posted first, under a name. It is kept for some streams, since a browser
 * may ask for its own again, or until it has to give way to newer ones.
 * @param most - characters of all that is kept
 */
export function createKept(most: number) {
  const kept = new Map<string, { text: string; streams: number }>()
  let characters = 0

  const nameOf = (given: string) => copied(given.slice(0, longestName))

  /** With what an entry costs beside its text. */
  const sizeOf = (name: string, text: string) => name.length + text.length + 100

  function forget(name: string) {
    const known = kept.get(name)
    if (!known) return
    characters -= sizeOf(name, known.text)
    kept.delete(name)
  }

  return {
    /** @param body - of the request, which has been found to be one */
    keep(given: string, body: string) {
      const name = nameOf(given)
      forget(name)
      kept.set(name, { text: body, streams: mostStreams })
      characters += sizeOf(name, body)
      while (characters > most) forget(kept.keys().next().value as string)
    },

    /** @throws EnckeError `malformed` */
    take(given: string): Message[] {
      const name = nameOf(given)
      const known = kept.get(name)
      if (!known) throw new EnckeError('malformed', 'kept: nothing was posted under this name, or too long ago')
      if (--known.streams === 0) forget(name)
      return parseBody(known.text)
    },
  }
}
