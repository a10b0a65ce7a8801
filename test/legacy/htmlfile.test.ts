// @vitest-environment happy-dom
// @vitest-environment-options { "settings": { "enableIframePageLoading": true, "disableIframePageLoading": false } }
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { iframeIn } from '../../src/client/transports/iframe'
import { createHtmlfileHolder } from '../../src/legacy/htmlfile'
import { virtualEnvironment } from '../support/environment'
import { targetIn } from '../support/transport'

/** The window around the frame, as the server's script in the frame sees it. */
interface Parent extends EventTarget {
  enckeFrame?: (text: string) => void
}

/** A document of Internet Explorer beside the page. */
class HtmlFile {
  static made: HtmlFile[] = []
  readonly document = Object.assign(document.implementation.createHTMLDocument(), {
    parentWindow: new EventTarget() as Parent,
    open() {},
    write: vi.fn(),
    close() {},
  })
  constructor(readonly name: string) {
    HtmlFile.made.push(this)
    // biome-ignore lint/correctness/noConstructorReturn: as a COM object is made
    return this.document as unknown as HtmlFile
  }
}

beforeEach(() => {
  HtmlFile.made = []
  vi.spyOn(HTMLFormElement.prototype, 'submit').mockImplementation(() => {})
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  document.body.replaceChildren()
})

/** Opens a link by the frame of this transport. */
function open() {
  const environment = virtualEnvironment({ document })
  const inlet = { messages: vi.fn(), alive: vi.fn(), closed: vi.fn() }
  const link = iframeIn(createHtmlfileHolder).open(targetIn(environment), [{ channel: '/meta/connect' }], inlet)
  environment.advance(0)
  return { ...inlet, link }
}

const frameIn = (within: Document) => within.querySelector('iframe') as HTMLIFrameElement

function explorer() {
  vi.stubGlobal('ActiveXObject', HtmlFile)
  const collected = vi.fn()
  vi.stubGlobal('CollectGarbage', collected)
  const opened = open()
  const [{ document: beside }] = HtmlFile.made as [HtmlFile]
  return { ...opened, collected, beside, parent: beside.parentWindow }
}

test('in Internet Explorer the frame is in a document beside the page, of the same domain', () => {
  const { beside } = explorer()
  expect(frameIn(document)).toBeNull()
  expect(frameIn(beside).name).toMatch(/^encke_/)
  expect(HtmlFile.made.map(({ name }) => name)).toEqual(['htmlfile'])
  expect(beside.write).toHaveBeenCalledWith(
    expect.stringContaining(`document.domain=${JSON.stringify(document.domain)}`),
  )
})

test('its frame calls the window around it, and is heard', () => {
  const { parent, messages, alive } = explorer()
  parent.enckeFrame?.('[{"channel":"/a","data":1}]')
  expect(messages).toHaveBeenCalledExactlyOnceWith([{ channel: '/a', data: 1 }])
  expect(alive).toHaveBeenCalledOnce()
})

test('a frame of another host posts to that window, and is heard; nobody else is', () => {
  const { beside, parent, messages } = explorer()
  const source = frameIn(beside).contentWindow
  const post = (more: object) =>
    parent.dispatchEvent(Object.assign(new Event('message'), { source, origin: 'http://server.test', ...more }))
  post({ data: '[{"channel":"/a"}]', origin: 'http://other.test' })
  post({ data: '[{"channel":"/b"}]', source: window })
  post({ data: '[{"channel":"/c"}]' })
  expect(messages).toHaveBeenCalledExactlyOnceWith([{ channel: '/c' }])
})

test('its end in good order ends the link', () => {
  const { parent, closed } = explorer()
  parent.enckeFrame?.('')
  expect(closed).toHaveBeenCalledExactlyOnceWith(undefined)
})

test('a link that is closed lets go of the document, hears no more, and has the garbage collected', () => {
  const { link, beside, parent, messages, collected } = explorer()
  const { enckeFrame } = parent
  link.close()
  expect(frameIn(beside)).toBeNull()
  expect(parent.enckeFrame).toBeUndefined()
  expect(collected).toHaveBeenCalledOnce()
  enckeFrame?.('[{"channel":"/a"}]')
  expect(messages).not.toHaveBeenCalled()
})

test('where there is no ActiveXObject, or it may not be used, the frame is in the page', () => {
  open().link.close()
  expect(HtmlFile.made).toEqual([])
  vi.stubGlobal('ActiveXObject', () => {
    throw new Error('Automation server can’t create object')
  })
  const { link } = open()
  expect(frameIn(document)).not.toBeNull()
  link.close()
  expect(frameIn(document)).toBeNull()
})
