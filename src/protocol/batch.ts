import { EnckeError } from './errors'
import type { Batch, Message } from './message'

/** A batch as the text of a JSON array. What is text already is not made again. */
export function encode(batch: Batch): string {
  return `[${batch.map((message) => ('json' in message ? message.json : JSON.stringify(message))).join(',')}]`
}

/**
 * The messages of a text: a JSON array of objects, or one object (Bayeux 1.0, section 2.1).
 * @throws EnckeError `malformed`
 */
export function decode(text: string): Message[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new EnckeError('malformed', `not JSON but ${describe(text)}`, cause)
  }
  const batch = Array.isArray(value) ? value : [value]
  if (!batch.every((message) => message && typeof message === 'object' && !Array.isArray(message))) {
    throw new EnckeError('malformed', `not an array of messages but ${describe(text)}`)
  }
  return batch
}

function describe(text: string): string {
  const start = JSON.stringify(text.slice(0, 40))
  return /^\s*</.test(text) ? `a web page (a login page or a proxy?): ${start}` : `${start}`
}
