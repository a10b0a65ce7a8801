import { encode as encodeAnew } from '../protocol/batch'
import type { Batch } from '../protocol/message'

let last: Batch = []
let text = '[]'

/** A batch as text. Hot: what is published in one turn goes to many, and its text is made once. */
export function encode(batch: Batch): string {
  if (batch.length === last.length && batch.every((message, index) => message === last[index])) return text
  const made = encodeAnew(batch)
  if (batch.every((message) => 'json' in message)) [last, text] = [batch, made]
  return made
}
