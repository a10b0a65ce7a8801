import type { IncomingMessage, ServerResponse } from 'node:http'
import { createBody } from './body'
import type { Answer } from './cache'
import type { Guard } from './guard'
import { has, kept } from './headers'
import type { Live } from './live'

/** Headers that concern only the connection between proxy and upstream. */
const ofTheConnection = ['connection', 'keep-alive', 'transfer-encoding']

/** Passes an answer to the client, as far and as late as the faults allow. */
export function deliver(answer: Answer, request: IncomingMessage, response: ServerResponse, live: Live, guard: Guard) {
  const body = createBody(!has(answer.rawHeaders, 'content-length'))
  const cut = () => request.socket.destroy()
  let chunked = false

  const sendHead = () => {
    if (response.headersSent) return
    const { stripResponse = [], connectionClose } = live.faults
    const headers = kept(answer.rawHeaders, [...ofTheConnection, ...stripResponse])
    if (connectionClose) headers.push('Connection', 'close')
    chunked = request.httpVersion === '1.1' && !has(headers, 'content-length')
    response.sendDate = false
    response.writeHead(answer.statusCode!, answer.statusMessage, headers)
    response.flushHeaders()
  }

  // Around the response, which would write a well-formed chunk: this one announces more than comes.
  const sendPart = (chunk: Buffer, length: number) => {
    request.socket.write(chunked ? `${chunk.length.toString(16)}\r\n` : '')
    request.socket.write(chunk.subarray(0, length), cut)
  }

  const send = (chunk: Buffer): boolean => {
    const { pass, cut: last } = guard.admit(chunk.length)
    if (last) close()
    if (pass < chunk.length) sendPart(chunk, pass)
    else if (!response.write(chunk, last ? cut : undefined)) answer.pause()
    return !last
  }

  const flow = () => {
    const { chunks, over } = body.take(live.faults)
    if (chunks.length || over || live.faults.buffer !== 'end') sendHead()
    if (over && live.faults.pieces) {
      unwatch()
      release(chunks, live.faults.pieces)
    } else if (chunks.every(send) && over) {
      close()
      response.end()
    }
  }

  const release = ([chunk, ...others]: Buffer[], pause: number): void => {
    if (response.destroyed || (chunk && !send(chunk))) return
    if (others.length) return void setTimeout(release, pause, others, pause)
    close()
    response.end()
  }

  const unwatch = live.watch(flow)
  const close = () => {
    unwatch()
    guard.stop()
    answer.off('data', receive).off('end', end)
  }
  const receive = (chunk: Buffer) => {
    guard.active()
    body.add(chunk)
    flow()
  }
  const end = () => {
    body.end()
    flow()
  }
  response.on('drain', () => answer.resume())
  response.on('close', close)
  answer.on('data', receive).on('end', end)
  answer.on('error', cut)
  flow()
}
