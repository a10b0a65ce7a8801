import { encode } from '../../protocol/batch'
import { EnckeError } from '../../protocol/errors'
import type { Batch } from '../../protocol/message'
import type { Environment } from '../environment'
import type { Inlet, Link, Target } from '../link'
import { createFrameReader } from './frames'
import { createPipe, type Pipe } from './pipe'

/** Reads an answer that comes in pieces. */
export interface Reader {
  read(piece: string): void
  /** That was all. */
  end(): void
}

/** Takes the answer as one frame, when it is complete. */
function wholeReader({ frame, alive }: Pipe): Reader {
  let whole = ''
  return {
    read(piece) {
      whole += piece
      alive()
    },
    end: () => frame(whole),
  }
}

/** Takes each line as a frame, when it is there. */
export const lineReader = ({ frame, alive }: Pipe): Reader => createFrameReader(frame, alive)

export function blockedBy({ environment, url }: Target, ...directives: string[]): string | undefined {
  const directive = environment.blocked(new URL(url).origin, [...directives, 'default-src'])
  return directive && `the page's Content-Security-Policy forbids it: ${directive}`
}

/** Why requests that read their answer cannot be made. */
export function noRequests(target: Target): string | undefined {
  return target.environment.fetch ? blockedBy(target, 'connect-src') : noXhr(target)
}

export function noXhr(target: Target): string | undefined {
  const { XMLHttpRequest } = target.environment
  if (!XMLHttpRequest) return 'no XMLHttpRequest'
  if (target.crossOrigin && !('withCredentials' in XMLHttpRequest.prototype)) {
    return 'no XMLHttpRequest to other origins'
  }
  return blockedBy(target, 'connect-src')
}

/** One POST, by whatever there is, whose answer counts when it is complete. */
export function request(target: Target, batch: Batch, inlet: Inlet): Link {
  return post(target, batch, inlet, noXhr(target) ? viaFetch : viaXhr, wholeReader)
}

/** One POST. */
export function post(
  target: Target,
  batch: Batch,
  inlet: Inlet,
  send: Send,
  createReader: (pipe: Pipe) => Reader,
): Link {
  const pipe = createPipe(inlet, () => abort())
  const reader = createReader(pipe)
  let refusal = ''

  const abort = send(target, body(target, batch), {
    read(status, piece) {
      try {
        if (status !== 200) refusal += piece
        else if (pipe.open) reader.read(piece)
      } catch (error) {
        pipe.closed(error as EnckeError)
      }
    },
    done(status) {
      if (status === 200) {
        reader.end()
        return pipe.closed()
      }
      const code = status === 413 ? 'too-large' : 'network'
      pipe.closed(new EnckeError(code, `HTTP ${status}: ${refusal.slice(0, 200) || 'no answer'}`))
    },
    failed: (cause) => pipe.closed(new EnckeError('network', `POST ${target.url} failed`, cause)),
  })
  return pipe
}

/** What a page may send to another origin without asking first, every Bayeux server takes (Bayeux 1.0, section 6.3). */
function body({ crossOrigin }: Target, batch: Batch): Body {
  const text = encode(batch)
  return crossOrigin
    ? { type: 'application/x-www-form-urlencoded', text: `message=${encodeURIComponent(text)}` }
    : { type: 'application/json', text }
}

interface Body {
  type: string
  text: string
}

/** Sends, and returns the abort. */
type Send = (
  target: Target,
  body: Body,
  answer: {
    read(status: number, piece: string): void
    done(status: number): void
    failed(cause?: unknown): void
  },
) => () => void

export const viaXhr: Send = (target, { type, text }, answer) => {
  const xhr = new (target.environment.XMLHttpRequest as typeof XMLHttpRequest)()
  let seen = 0
  const read = () => {
    const { responseText, status } = xhr
    if (status) answer.read(status, responseText.slice(seen))
    seen = responseText.length
  }
  xhr.open('POST', target.url)
  xhr.withCredentials = target.credentials
  xhr.setRequestHeader('Content-Type', type)
  xhr.onprogress = read
  xhr.onload = () => {
    read()
    answer.done(xhr.status)
  }
  xhr.onerror = () => answer.failed()
  xhr.send(text)
  return () => xhr.abort()
}

export const viaFetch: Send = (target, { type, text }, answer) => {
  const abort = new AbortController()
  const { fetch } = target.environment as Environment & { fetch: typeof globalThis.fetch }
  fetch(target.url, {
    method: 'POST',
    headers: { 'Content-Type': type },
    body: text,
    credentials: target.credentials ? 'include' : 'same-origin',
    signal: abort.signal,
  })
    .then(async ({ status, body }) => {
      const reader = (body as ReadableStream<Uint8Array>).getReader()
      const decoder = new TextDecoder()
      for (let done = false; !done; ) {
        const piece = await reader.read()
        done = piece.done
        answer.read(status, decoder.decode(piece.value, { stream: !done }))
      }
      answer.done(status)
    })
    // That a policy forbids it is told a task later.
    .catch((cause) => target.environment.setTimeout(() => answer.failed(cause), 0))
  return () => abort.abort()
}
