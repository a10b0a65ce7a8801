import { createOutbox } from '../../src/client/session/outbox'
import { EnckeError } from '../../src/protocol/errors'
import type { Message } from '../../src/protocol/message'
import { publication, read } from './conversation'

export const generous = { messages: 1000, characters: 1e6 }
export const tooLarge = new EnckeError('too-large', 'HTTP 413')

/** The server's no to a publication. */
export const no = (number: number, error: string): Message => {
  return { channel: '/p', id: String(number), successful: false, error }
}

/** An outbox with so many publications in it. */
export function filled(count: number, limits = generous, data: unknown = 1) {
  const outbox = createOutbox(limits)
  const publications = Array.from({ length: count }, () => publication('/p', data))
  for (const one of publications) outbox.add(one)
  return { outbox, publications, take: () => read(outbox.take('client')).map(({ id }) => Number(id)) }
}
