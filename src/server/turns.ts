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
