import { decode, encode } from '../../protocol/batch'
import { asEnckeError, EnckeError } from '../../protocol/errors'
import type { Batch, Message } from '../../protocol/message'
import type { Inlet, Link, Target } from '../link'

/** What a page may send to another origin without asking first, every Bayeux server takes (Bayeux 1.0, section 6.3). */
function body({ crossOrigin }: Target, batch: Batch): { type: string; text: string } {
  const text = encode(batch)
  return crossOrigin
    ? { type: 'application/x-www-form-urlencoded', text: `message=${encodeURIComponent(text)}` }
    : { type: 'application/json', text }
}

/** Guards an inlet: nothing after the end, and errors in what is decoded become the end. */
export function guard(inlet: Inlet) {
  let open = true
  const closed = (error?: EnckeError) => {
    if (!open) return
    open = false
    inlet.closed(error)
  }
  return {
    get open() {
      return open
    },
    closed,
    mute: () => {
      open = false
    },
    alive: () => open && inlet.alive(),
    /** One frame: the text of a batch. */
    frame(text: string) {
      if (!open) return
      let batch: Message[]
      try {
        batch = decode(text)
      } catch (error) {
        return closed(asEnckeError(error, 'malformed'))
      }
      inlet.messages(batch)
    },
  }
}

export function blockedBy(target: Target, ...directives: string[]): string | undefined {
  const directive = target.environment.blocked(new URL(target.url).origin, [...directives, 'default-src'])
  return directive && `the page's Content-Security-Policy forbids it: ${directive}`
}

/** Why requests that read their answer cannot be made. */
export function noRequests(target: Target): string | undefined {
  const { XMLHttpRequest, fetch } = target.environment
  if (!XMLHttpRequest && !fetch) return 'neither XMLHttpRequest nor fetch'
  return noXhr(target, XMLHttpRequest) && !fetch ? noXhr(target, XMLHttpRequest) : blockedBy(target, 'connect-src')
}

export function noXhr(target: Target, Xhr = target.environment.XMLHttpRequest): string | undefined {
  if (!Xhr) return 'no XMLHttpRequest'
  if (target.crossOrigin && !('withCredentials' in Xhr.prototype)) return 'XMLHttpRequest does not reach other origins'
  return blockedBy(target, 'connect-src')
}

/**
 * One POST.
 * @param progress - hears the whole text so far, as it grows, and once more at the end
 */
export function request(target: Target, batch: Batch, inlet: Inlet, progress?: (text: string) => void): Link {
  const { type, text } = body(target, batch)
  const guarded = guard(inlet)
  const done = (status: number, answer: string) => {
    if (!guarded.open) return
    if (status === 200) {
      if (progress) progress(answer)
      else guarded.frame(answer)
      return guarded.closed()
    }
    guarded.closed(
      new EnckeError(
        status === 413 ? 'too-large' : 'network',
        `HTTP ${status}: ${answer.slice(0, 200) || 'no answer'}`,
      ),
    )
  }
  const abort = (noXhr(target) ? viaFetch : viaXhr)(target, type, text, guarded.closed, done, (soFar) => {
    if (guarded.open) progress?.(soFar)
  })
  return {
    close() {
      guarded.mute()
      abort()
    },
  }
}

type Send = (
  target: Target,
  type: string,
  text: string,
  failed: (error: EnckeError) => void,
  done: (status: number, answer: string) => void,
  progress: (text: string) => void,
) => () => void

const viaXhr: Send = (target, type, text, failed, done, progress) => {
  const xhr = new (target.environment.XMLHttpRequest as typeof XMLHttpRequest)()
  xhr.open('POST', target.url)
  xhr.withCredentials = target.credentials
  xhr.setRequestHeader('Content-Type', type)
  xhr.onprogress = () => xhr.status === 200 && progress(xhr.responseText)
  xhr.onload = () => done(xhr.status, xhr.responseText)
  xhr.onerror = () => failed(new EnckeError('network', `POST ${target.url} failed`))
  xhr.send(text)
  return () => xhr.abort()
}

const viaFetch: Send = (target, type, text, failed, done) => {
  const abort = new AbortController()
  const { fetch } = target.environment as { fetch: typeof globalThis.fetch }
  fetch(target.url, {
    method: 'POST',
    headers: { 'Content-Type': type },
    body: text,
    credentials: target.credentials ? 'include' : 'same-origin',
    signal: abort.signal,
  })
    .then(async (response) => done(response.status, await response.text()))
    .catch((error) => failed(new EnckeError('network', `POST ${target.url} failed`, error)))
  return () => abort.abort()
}
