import { addFrame, type CreateHolder, createFrameHolder, type FrameParent, listenIn } from '../client/transports/holder'

interface HtmlFile extends Document {
  parentWindow: FrameParent
}

declare const ActiveXObject: new (name: 'htmlfile') => HtmlFile
declare const CollectGarbage: () => void

/** What nobody holds, Internet Explorer collects, and the connection of its frame with it. */
const held = new Set<Document>()

/**
 * Holds the frame in a document beside the page, where Internet Explorer lets us have one (the way of the first Comet
 * systems): then the page does not seem to load for ever, and nothing clicks. The frame calls a function of its window, or
 * posts, where it is of another host.
 */
export const createHtmlfileHolder: CreateHolder = (target) => {
  const document = createDocument(target.environment.document?.domain)
  if (!document) return createFrameHolder(target)
  const { body: root, parentWindow } = document
  const frame = addFrame(document, root, target.environment)
  let undo = () => {}
  held.add(document)
  return {
    ...{ document, root, frame },
    hear(heard, origin) {
      undo = listenIn(parentWindow, heard, origin, frame)
    },
    settle() {},
    remove() {
      undo()
      parentWindow.enckeFrame = undefined
      root.removeChild(frame)
      held.delete(document)
      if ('CollectGarbage' in globalThis) CollectGarbage()
    },
  }
}

function createDocument(domain: string | undefined): HtmlFile | undefined {
  if (!('ActiveXObject' in globalThis)) return undefined
  try {
    const document = new ActiveXObject('htmlfile')
    document.open()
    document.write(`<!doctype html><script>document.domain=${JSON.stringify(domain)}</script><body>`)
    document.close()
    return document
  } catch {
    return undefined
  }
}
