import type { IncomingMessage } from 'node:http'
import { decode } from '../protocol/batch'
import { EnckeError } from '../protocol/errors'
import type { Message } from '../protocol/message'

/** How much of a body that is too large is still read, so that the client gets to read the answer. */
export const patience = 8

const bodyIsGone = 'the body was read before encke.handle() got the request: call that before whatever parses bodies'

export function tooLarge(limit: number): EnckeError {
  return new EnckeError('too-large', `longer than the limit of ${limit}`)
}

/**
 * The whole body as text, decoded only when it is complete, so that a character may be cut anywhere.
 * @param limit - most bytes
 * @throws EnckeError `too-large` | `network`; `bad-option` when somebody else has read it
 */
export function readBody(request: IncomingMessage, limit: number): Promise<string> {
  return new Promise((resolve, reject) => {
    if (request.readableEnded) return reject(new EnckeError('bad-option', bodyIsGone))
    const chunks: Buffer[] = []
    let length = 0
    request.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length <= limit) chunks.push(chunk)
      else chunks.length = 0
      if (length > limit * patience) request.destroy()
    })
    request.on('end', () => {
      if (length > limit) reject(tooLarge(limit))
      else resolve(Buffer.concat(chunks).toString())
      // The request lives on with its answer.
      chunks.length = 0
    })
    request.on('close', () => reject(new EnckeError(length > limit ? 'too-large' : 'network', 'the request was cut')))
  })
}

/**
 * The messages of a request body: JSON, or a form with one or more `message` fields (Bayeux 1.0, section 6.3.1), in
 * whatever content type they come: pages of other origins may send plain text without asking first.
 * @throws EnckeError `malformed`
 */
export function parseBody(text: string): Message[] {
  if (!/^\s*message=/.test(text)) return decode(text)
  return new URLSearchParams(text.trim()).getAll('message').flatMap((field) => decode(field))
}
