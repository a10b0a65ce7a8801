import type { Envelope } from './held'

/** The answer to a POST: a JSON array of messages. */
export const longPolling: Envelope = {
  headers: { 'Content-Type': 'application/json; charset=utf-8' },
  wrap: (text) => text,
}
