import { EnckeError } from '../../protocol/errors'
import { type Environment, on } from '../environment'
import type { Target } from '../link'

/** A frame in a document of its own, both blank and out of sight. That document's window is the frame's `parent`. */
export interface Holder {
  readonly document: Pick<Document, 'createElement'>
  /** Where elements go. */
  readonly root: Node
  /** It has a name that nobody knows: a browser takes no other later. */
  readonly frame: HTMLIFrameElement
  /** @param origin - of what will be loaded in the frame, and is heard */
  hear(heard: (text: string) => void, origin: string): void
  /** What is loaded has begun. That it has ended, in whichever way, is told from now on. */
  settle(ended: () => void): void
  remove(): void
}

/** @throws EnckeError `blocked` */
export type CreateHolder = (target: Target) => Holder

/**
 * In Chromium a frame whose connection is cut gives no event, ever. The document around it is loaded then: it waits for its
 * frames. So there is a document that does nothing else.
 */
export const createFrameHolder: CreateHolder = ({ environment }) => {
  const page = environment.document as Document
  const around = page.createElement('iframe')
  around.style.display = 'none'
  page.body.appendChild(around)
  const { contentDocument: document, contentWindow: view } = around
  if (!document || !view) {
    around.remove()
    throw new EnckeError('blocked', 'a sandbox keeps the page out of its own frames')
  }
  document.open()
  const root = document.documentElement ?? document.appendChild(document.createElement('html'))
  // The policy is the page's, and who listens for what it forbids listens there.
  on(view, 'securitypolicyviolation', (violation: SecurityPolicyViolationEvent) => {
    page.dispatchEvent(new SecurityPolicyViolationEvent(violation.type, violation as SecurityPolicyViolationEventInit))
  })
  const frame = addFrame(document, root, environment)
  // A login page that comes in its place may break out of frames, and would take the place of the page.
  frame.setAttribute('sandbox', 'allow-same-origin allow-scripts')
  return {
    ...{ document, root, frame },
    hear: (heard, origin) => listenIn(view, heard, origin, frame),
    settle(ended) {
      around.onload = ended
      document.close()
    },
    remove: () => around.remove(),
  }
}

/** A window around a frame, and what that may call there. */
export type FrameParent = Window & { enckeFrame?: ((text: string) => void) | undefined }

/** A frame of our own origin calls, so that nothing it says waits for its turn; another one posts, as anybody may. */
export function listenIn(view: FrameParent, heard: (text: string) => void, origin: string, frame: HTMLIFrameElement) {
  view.enckeFrame = heard
  return on(view, 'message', ({ data, origin: from, source }: MessageEvent) => {
    if (source === frame.contentWindow && from === origin && typeof data === 'string') heard(data)
  })
}

export function addFrame(document: Document, root: Node, { secret }: Environment): HTMLIFrameElement {
  const frame = document.createElement('iframe')
  frame.name = `encke_${secret()}`
  return root.appendChild(frame)
}
