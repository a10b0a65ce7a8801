import type { Message } from '../protocol/message'

/** The message, with more in its `ext`. */
export const withExt = (message: Message, more: Record<string, unknown>): Message => ({
  ...message,
  ext: { ...message.ext, ...more },
})
