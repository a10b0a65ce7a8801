import { asEnckeError, type ErrorCode, isEnckeError } from '../../protocol/errors'
import type { Advice, Message } from '../../protocol/message'
import { createComplaints } from '../complaints'
import type { Exchange } from '../link'

/** Begin a new session; or stop. */
export const anew: Advice = { reconnect: 'handshake', interval: 0 }
export const stop: Advice = { reconnect: 'none' }

/** Connect again, after so many milliseconds. */
export function retry(timeout: number, interval = 0): Advice {
  return { reconnect: 'retry', interval, timeout }
}

/** The reply to a message, with its id. */
export function reply({ channel, id }: Message, rest: Partial<Message>): Message {
  return { channel, ...((typeof id === 'string' || typeof id === 'number') && { id }), ...rest }
}

/** @param error - in Bayeux' form */
export function fail(message: Message, error: string, advice?: Advice): Message {
  return reply(message, { successful: false, error, ...(advice && { advice }) })
}

/** The application turns them away: for good, unless it could not see who they are. */
export function turnAway(message: Message, { anonymous }: Pick<Exchange, 'anonymous'>): Message {
  if (anonymous)
    return fail(
      message,
      '403::cookies do not count in a GET of another origin, or of a page that is hidden (Referrer-Policy)',
    )
  return fail(message, '403::authentication failed', stop)
}

/** Nobody here knows this session: begin a new one. */
export function unknown(message: Message): Message {
  return fail(message, '402::session_unknown', anew)
}

export type Undecided = ReturnType<typeof createUndecided>

/**
 * The application, or the log, has no answer for now: ask again. What lies behind it is nobody's business outside:
 * addresses, for example.
 */
export function createUndecided(timeout: number) {
  const complain = createComplaints()
  return (message: Message, error: unknown): Message => {
    if (!isEnckeError(error)) complain(error)
    return fail(message, '503::the server could not decide; ask again', retry(timeout, 1000))
  }
}

const statuses: Partial<Record<ErrorCode, number>> = { malformed: 400, refused: 403, 'too-large': 413, closed: 503 }

/** The reply to what could not be read, or at which the server failed; of that, only the server's own log hears more. */
export function refusal(thrown: unknown): { status: number; reply: Message } {
  const { code, message, cause } = asEnckeError(thrown, 'busy')
  const status = statuses[code] ?? 500
  if (code === 'busy') console.error(cause ?? thrown)
  return { status, reply: fail({ channel: '' }, `${status}::${code === 'busy' ? 'internal error' : message}`) }
}
