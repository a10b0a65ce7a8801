import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'vitest'
import { closeLater } from '../support/close-later'

type Json = Record<string, unknown>

/** One exchange of a recording. */
export interface Exchange {
  /** What the client says, as far as it matters. */
  says: Json
  /** What the server says then, in this order. What is an answer gets the id of what it answers. */
  hears: Json[]
  /** Default 200. */
  status?: number
  cookie?: string
  /** Waits for `release`. */
  held?: boolean
}

/**
 * Plays the server's part of recorded exchanges: what the client says gets the answer of the first exchange ahead that
 * begins with it. A request with anything else in it fails.
 */
export async function script(exchanges: Exchange[]) {
  const ahead = [...exchanges]
  const strange: Json[] = []
  const held: (() => void)[] = []
  const cookies: (string | undefined)[] = []

  function next(message: Json): Exchange | undefined {
    const index = ahead.findIndex(({ says }) => fits(message, says))
    if (index < 0 && message.channel !== '/meta/disconnect') strange.push(message)
    return ahead.splice(index, index < 0 ? 0 : 1)[0]
  }

  async function answer(request: IncomingMessage, response: ServerResponse) {
    let body = ''
    for await (const chunk of request) body += chunk
    const said = JSON.parse(body) as Json[]
    cookies.push(request.headers.cookie)
    const found = said.map(next)
    if (found.includes(undefined)) return void response.writeHead(404).end()
    const all = found as Exchange[]
    const { status = 200, cookie } = Object.assign({}, ...all) as Exchange
    const replies = all.flatMap(({ hears }, index) =>
      hears.map((reply) => ('successful' in reply ? { id: said[index]?.id, ...reply } : reply)),
    )
    function say() {
      response.writeHead(status, { 'Content-Type': 'application/json', ...(cookie && { 'Set-Cookie': cookie }) })
      response.end(status === 200 ? JSON.stringify(replies) : undefined)
    }
    if (all.some((exchange) => exchange.held)) held.push(say)
    else say()
  }

  const http = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const { port } = http.address() as AddressInfo
  return closeLater({
    url: `http://127.0.0.1:${port}/cometd`,
    /** What the client says that is not in the recording, other than goodbye. */
    strange,
    /** What has not been said yet. */
    ahead,
    /** That came with each request. */
    cookies,
    /** What waits to be released, the longest first. */
    held,
    close() {
      http.close()
      http.closeAllConnections()
    },
  })
}

function fits(message: Json, pattern: Json): boolean {
  try {
    expect(message).toMatchObject(pattern)
    return true
  } catch {
    return false
  }
}
