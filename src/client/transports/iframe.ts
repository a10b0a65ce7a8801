import { encode } from '../../protocol/batch'
import { EnckeError } from '../../protocol/errors'
import { afterLoad, type Environment } from '../environment'
import type { Target, Transport } from '../link'
import { createPipe, type Pipe } from './pipe'
import { blockedBy, noRequests, request } from './request'

/**
 * The forever-frame: a hidden frame whose document never ends; each script block in it hands over one batch. The form
 * post that opens it carries the join. What it says comes by postMessage, from this frame and this origin only.
 */
export function iframe(): Transport {
  return {
    name: 'iframe',
    connectionType: 'iframe',
    kind: 'stream',
    unusable(target) {
      return target.environment.document ? (blocked(target) ?? noRequests(target)) : 'no document to put a frame in'
    },
    open(target, first, inlet) {
      let remove = () => {}
      const pipe = createPipe(inlet, () => remove())
      afterLoad(target.environment, () => {
        if (pipe.open) remove = openFrame(target, encode(first), pipe)
      })
      return pipe
    },
    post: request,
  }
}

/** Milliseconds for what a frame has posted to arrive, when it has loaded to the end. */
const grace = 300

const blocked = (target: Target) => blockedBy(target, 'frame-src', 'child-src', 'form-action')

function openFrame(target: Target, first: string, pipe: Pipe): () => void {
  const { document, secret, setTimeout } = target.environment as Environment & { document: Document }
  const { body, defaultView: page } = document as Document & { defaultView: Window }
  const { origin } = new URL(target.url)
  const frame = document.createElement('iframe')
  const form = document.createElement('form')
  const field = document.createElement('input')
  let heard = false

  const listen = (event: MessageEvent) => {
    const { source, data } = event
    if (source !== frame.contentWindow || event.origin !== origin || typeof data !== 'string') return
    heard = true
    pipe.alive()
    // The frame reports its own script errors behind an exclamation mark: a block that was damaged on its way.
    if (data.startsWith('!')) pipe.closed(new EnckeError('malformed', `a script block did not run: ${data.slice(1)}`))
    else if (data) pipe.frame(data)
    else pipe.closed()
  }

  const ended = () => {
    if (heard) pipe.closed()
    else pipe.closed(new EnckeError('malformed', 'the frame loaded something else'))
  }

  // In Firefox the frame itself says nothing of it.
  const refused = () => {
    const policy = blocked(target)
    if (policy) pipe.closed(new EnckeError('blocked', policy))
  }

  frame.name = form.target = `encke_${secret()}`
  frame.style.display = 'none'
  form.method = 'post'
  form.action = target.url
  field.name = 'message'
  field.value = first
  form.appendChild(field)
  page.addEventListener('message', listen)
  page.addEventListener('securitypolicyviolation', refused)
  body.appendChild(frame)
  body.appendChild(form).submit()
  body.removeChild(form)
  frame.onload = () => {
    // What a frame of another process has posted may be under way longer than this event, its own last word included.
    if (!isBlank(frame)) setTimeout(ended, grace)
  }
  return () => {
    page.removeEventListener('message', listen)
    page.removeEventListener('securitypolicyviolation', refused)
    frame.onload = null
    body.removeChild(frame)
  }
}

/** Whether the frame still shows the empty document that it begins with. */
function isBlank(frame: HTMLIFrameElement): boolean {
  try {
    return frame.contentWindow?.location.href === 'about:blank'
  } catch {
    return false
  }
}
