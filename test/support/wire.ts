import { randomBytes } from 'node:crypto'
import { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request as send } from 'node:http'
import { type ClientOptions, WebSocket } from 'ws'
import { unroll } from '../../src/extensions/unroll'
import type { Message } from '../../src/protocol/message'

/** A Bayeux message as it arrives: with nothing known of its types. */
export type Wire = Message & Record<string, unknown>

/** The texts that a frame's document hands over. */
export const blocksOf = (html: string) =>
  [...html.matchAll(/<p>([^<]*)<\/p><script nonce="[^"]+">e\(\)<\/script>\n/g)].map(([, text = '']) =>
    text.replace(/&lt;/g, '<').replace(/&amp;/g, '&'),
  )

/** The messages of an answer: events in a run, too, one by one. */
export const messagesOf = (text: string) => unroll(JSON.parse(text)) as Wire[]

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
      return messagesOf(text)
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
  return reading(await begin(url, 'POST', headers, JSON.stringify(body)))
}

/** An event of a stream as a browser reads it: the messages, none at the end marker, and how far that is. */
export interface StreamEvent {
  id: string | undefined
  messages: Wire[]
  end: boolean
}

export interface EventStream extends Stream {
  events(): StreamEvent[]
  /** What was published. */
  data(): unknown[]
}

/** Asks as an EventSource does. */
export async function eventStream(url: string, headers: Record<string, string> = {}): Promise<EventStream> {
  const opened = reading(await begin(url, 'GET', { Accept: 'text/event-stream', ...headers }, ''))
  const events = () => opened.text.split('\n\n').slice(0, -1).filter(carries).map(parseEvent)
  return Object.assign(opened, {
    events,
    data: () => dataOf(events().flatMap(({ messages }) => messages)),
  })
}

/** A block of comments is no event. */
const carries = (block: string) => block.split('\n').some((line) => line.startsWith('data:'))

function parseEvent(block: string): StreamEvent {
  const fields = block.split('\n').filter((line) => !line.startsWith(':'))
  const field = (name: string) =>
    fields
      .find((line) => line.startsWith(`${name}:`))
      ?.slice(name.length + 1)
      .replace(/^ /, '')
  const data = field('data') as string
  return { id: field('id'), messages: data ? messagesOf(data) : [], end: data === '' }
}

/** What was published, of all that came. */
export const dataOf = (messages: Wire[]) =>
  messages.filter((message) => 'data' in message && !('successful' in message)).map(({ data }) => data)

export interface Dialogue {
  socket: WebSocket
  /** All that has come so far, a batch a frame. */
  frames: Wire[][]
  /** What was published. */
  data(): unknown[]
  /** Sends messages as one frame. */
  say(...messages: unknown[]): void
  /** How it was closed; undefined before that. */
  closed: { code: number; reason: string } | undefined
  close(): void
}

/**
 * Opens a WebSocket.
 * @throws Error with the status of the answer when it is turned down
 */
export async function dial(url: string, options: ClientOptions = {}, protocols: string[] = []): Promise<Dialogue> {
  const socket = new WebSocket(url.replace(/^http/, 'ws'), protocols, options)
  const dialogue: Dialogue = {
    socket,
    frames: [],
    data: () => dataOf(dialogue.frames.flat()),
    say: (...messages) => socket.send(JSON.stringify(messages)),
    closed: undefined,
    close: () => socket.terminate(),
  }
  socket.on('message', (text) => dialogue.frames.push(messagesOf(String(text))))
  socket.on('close', (code, reason) => {
    dialogue.closed = { code, reason: String(reason) }
  })
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject))
  return dialogue
}

/** What a message says of the session. */
export const enckeOf = (message: Wire | undefined) => (message?.ext?.encke ?? {}) as Record<string, unknown>

/** A session key, as a client of ours makes it. */
export const newKey = () => randomBytes(16).toString('base64url')

/** The join of a client of ours, in a handshake; it listens to `/a` unless `encke` says otherwise. */
export function joining(type: string, encke: object = {}, rest: Partial<Wire> = {}) {
  const join = { join: 1, key: newKey(), type, version: 0, subscriptions: ['/a'], ...encke }
  const hello = { channel: '/meta/handshake', version: '1.0', supportedConnectionTypes: [type], id: 'j' }
  return { ...hello, ...rest, ext: { ...rest.ext, encke: join } }
}

function reading({ request, response }: { request: ClientRequest; response: IncomingMessage }): Stream {
  const opened: Stream = {
    response,
    text: '',
    batches: () => opened.text.split('\n').slice(0, -1).map(messagesOf),
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
