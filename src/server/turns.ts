import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

/** Requests of one connection that wait for their turn; one that sends more is cut. */
const mostWaiting = 32

const waiting = new WeakMap<Socket, number>()

/**
 * Runs when the response has its connection. Of several requests that were sent on one without waiting for answers (HTTP
 * pipelining) only the first has it, and only that one hears when it is gone, or full.
 */
export function inTurn({ socket }: IncomingMessage, response: ServerResponse, run: () => void) {
  if (response.socket) return run()
  const count = (waiting.get(socket) ?? 0) + 1
  waiting.set(socket, count)
  response.once('socket', () => {
    waiting.set(socket, (waiting.get(socket) as number) - 1)
    run()
  })
  if (count > mostWaiting) socket.destroy()
}

/** So many times the longest silence, a client may take nothing of what it was sent. A slow network takes some in that time. */
const mostSilences = 10

/** What a timer can wait for, in milliseconds. */
const longest = 2_147_483_647

function cut(this: ServerResponse) {
  this.destroy()
}

/**
 * Cuts a connection that takes nothing any more: else the page that sleeps at its other end, or whoever pretends to, would
 * keep it for as long as it likes.
 * @param timeout - milliseconds of silence, at most, before something is written
 */
export function cutWhenStuck(response: ServerResponse, timeout: number) {
  // Not every stream that somebody gives `node:http` for a connection is a socket.
  if ((response.socket as Partial<Socket> | null)?.setTimeout)
    response.setTimeout(Math.min(longest, timeout * mostSilences), cut)
}
