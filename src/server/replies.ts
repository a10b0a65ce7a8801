import type { Advice, Message, Notice } from '../protocol/message'

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

/** Nobody here knows this session: begin a new one. */
export function unknown(message: Message): Message {
  return fail(message, '402::session_unknown', anew)
}

/** What a client is told beside answers and events. */
export const told = (notice: Notice): Message => ({
  channel: '/meta/connect',
  successful: true,
  ext: { encke: notice },
})

/** Join anew: on a fresh link, where this one does not run both ways. */
export const rotate: Message = told({ rotate: true })

/** The answer to a join whose session a higher number has. */
export const stale = (reply: Message, join: number, by: number): Message => ({
  ...reply,
  ext: { encke: { join, stale: by } },
})
