import { on } from '../client/environment'
import type { Target, Transport } from '../client/link'

interface HtmlFile extends Document {
  parentWindow: Window & { enckeFrame?: ((text: string) => void) | undefined }
}

declare const ActiveXObject: new (name: 'htmlfile') => HtmlFile
declare const CollectGarbage: () => void

/** What nobody holds, Internet Explorer collects, and the connection of its frame with it. */
const held = new Set<Document>()

/**
 * Puts the frame of a transport in a document beside the page, where Internet Explorer lets us have one (the way of the
 * first Comet systems): then the page does not seem to load for ever, and nothing clicks.
 */
export function inHtmlfile(transport: Transport): Transport {
  return {
    ...transport,
    open(target, first, inlet) {
      const document = createDocument(target)
      const beside = { ...target, environment: { ...target.environment, document } }
      return transport.open(document ? beside : target, first, inlet)
    },
  }
}

function createDocument({ url, environment }: Target): Document | undefined {
  if (!('ActiveXObject' in globalThis)) return undefined
  try {
    const document = new ActiveXObject('htmlfile')
    document.open()
    document.write(
      `<!doctype html><script>document.domain=${JSON.stringify(environment.document?.domain)}</script><body>`,
    )
    document.close()
    return asPage(document, new URL(url).origin)
  } catch {
    return undefined
  }
}

/** As much of a page as a frame needs. Its frame calls a function, or posts, where it is of another host. */
function asPage(document: HtmlFile, origin: string): Document {
  const { body, parentWindow } = document
  let undo = () => {}
  const page = {
    body,
    readyState: 'complete',
    createElement: (name: string) => document.createElement(name),
    defaultView: {
      addEventListener(type: string, listen: (event: Pick<MessageEvent, 'data' | 'origin' | 'source'>) => void) {
        // Such browsers tell of no policy.
        if (type !== 'message') return
        held.add(document)
        undo = on(parentWindow, type, listen)
        const frame = () => document.getElementsByTagName('iframe')[0]
        parentWindow.enckeFrame = (data) => listen({ data, origin, source: frame()?.contentWindow ?? null })
      },
      removeEventListener(type: string) {
        if (type !== 'message') return
        undo()
        parentWindow.enckeFrame = undefined
        held.delete(document)
        if ('CollectGarbage' in globalThis) CollectGarbage()
      },
    },
  }
  return page as unknown as Document
}
