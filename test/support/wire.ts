import { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request as send } from 'node:http'
import type { Message } from '../../src/protocol/message'

/** A Bayeux message as it arrives: with nothing known of its types. */
export type Wire = Message & Record<string, unknown>

export interface Reply {
  status: number
  headers: IncomingHttpHeaders
  text: string
  /** Milliseconds until the whole answer was here. */
  took: number
  /** The text as a batch. */
  readonly messages: Wire[]
}

export interface Ask {
  method?: string
  headers?: Record<string, string>
  body?: string | Buffer
}

/** One HTTP request on a connection of its own, with exactly these headers. */
export async function ask(url: string, { method = 'POST', headers = {}, body = '' }: Ask = {}): Promise<Reply> {
  const began = performance.now()
  const { response } = await begin(url, method, headers, body)
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  const text = Buffer.concat(chunks).toString()
  return {
    status: response.statusCode as number,
    headers: response.headers,
    text,
    took: performance.now() - began,
    get messages() {
      return JSON.parse(text)
    },
  }
}

/** Posts messages, as a Bayeux client does. What is text or bytes already goes as it is. */
export function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Reply> {
  const ready = typeof body === 'string' || Buffer.isBuffer(body)
  return ask(url, {
    headers: { 'Content-Type': 'application/json', ...headers },
    body: ready ? body : JSON.stringify(body),
  })
}

/** Asks as a script element does. */
export function get(url: string, query: Record<string, string>, headers: Record<string, string> = {}): Promise<Reply> {
  return ask(`${url}?${new URLSearchParams(query)}`, { method: 'GET', headers })
}

export interface Stream {
  response: IncomingMessage
  /** All that has come so far. */
  text: string
  /** Whole lines, each a batch. */
  batches(): Wire[][]
  ended: boolean
  close(): void
}

/** Posts messages and reads an answer that does not end. */
export async function stream(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Stream> {
  const { request, response } = await begin(url, 'POST', headers, JSON.stringify(body))
  const opened: Stream = {
    response,
    text: '',
    batches: () =>
      opened.text
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line)),
    ended: false,
    close: () => request.destroy(),
  }
  const ended = () => {
    opened.ended = true
  }
  response.setEncoding('utf8')
  response.on('data', (text: string) => {
    opened.text += text
  })
  response.on('close', ended)
  response.on('error', ended)
  return opened
}

function begin(url: string, method: string, headers: Record<string, string>, body: string | Buffer) {
  return new Promise<{ request: ClientRequest; response: IncomingMessage }>((resolve, reject) => {
    const length = body.length ? { 'Content-Length': String(Buffer.byteLength(body)) } : {}
    const request = send(url, { method, headers: { ...length, ...headers }, agent: false }, (response) =>
      resolve({ request, response }),
    )
    request.on('error', reject)
    request.end(body)
  })
}
