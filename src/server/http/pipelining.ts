import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'
import type { Socket } from 'node:net'

/** By HTTP/1.1 or HTTP/2: what both have is all that is used. */
export type HttpRequest = IncomingMessage | Http2ServerRequest
export type HttpResponse = ServerResponse | Http2ServerResponse

/** Whether nobody takes the answer any more. By HTTP/2, that it has no connection is all that shows it. */
export const isOver = ({ closed, socket }: ServerResponse) => closed || !socket

/** Requests of one connection that wait for their turn; one that sends more is cut. */
const mostWaiting = 32

const waiting = new WeakMap<Socket, number>()

/**
 * Runs when the response has its connection. Of several requests that were sent on one without waiting for answers (HTTP
 * pipelining) only the first has it, and only that one hears when it is gone, or full.
 */
export function inTurn(
  asked: HttpRequest,
  answer: HttpResponse,
  take: (request: IncomingMessage, response: ServerResponse) => void,
) {
  const [request, response] = [asked as IncomingMessage, answer as ServerResponse]
  if (response.socket) return take(request, response)
  const { socket } = request
  const count = (waiting.get(socket) ?? 0) + 1
  waiting.set(socket, count)
  response.once('socket', () => {
    waiting.set(socket, (waiting.get(socket) as number) - 1)
    take(request, response)
  })
  if (count > mostWaiting) socket.destroy()
}
