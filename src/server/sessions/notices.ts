import type { Message, Notice } from '../../protocol/message'

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
