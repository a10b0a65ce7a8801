// @vitest-environment happy-dom
// @vitest-environment-options { "settings": { "enableIframePageLoading": true, "disableIframePageLoading": false } }
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { FrameParent } from '../../../src/client/transports/holder'
import { iframe } from '../../../src/client/transports/iframe'
import { virtualEnvironment } from '../../support/environment'
import { targetIn } from '../../support/transport'

beforeEach(() => {
  vi.spyOn(HTMLFormElement.prototype, 'submit').mockImplementation(() => {})
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  document.body.replaceChildren()
})

const frames = () => [...document.querySelectorAll('iframe')]

/** Opens links by frames in this page. */
function setUp() {
  const environment = virtualEnvironment({ document })
  const transport = iframe()

  function open() {
    const inlet = { messages: vi.fn(), alive: vi.fn(), closed: vi.fn() }
    const link = transport.open(targetIn(environment), [{ channel: '/meta/connect' }], inlet)
    environment.advance(0)
    const submitted = vi.mocked(HTMLFormElement.prototype.submit).mock.contexts.at(-1) as HTMLFormElement | undefined
    const view = submitted?.ownerDocument.defaultView as Window
    const source = submitted?.ownerDocument.querySelector('iframe')?.contentWindow
    /** The frame says something; or somebody else does. */
    function say(data: unknown, by: { source?: Window; origin?: string } = {}) {
      view.dispatchEvent(Object.assign(new Event('message'), { data, source, origin: 'http://server.test', ...by }))
      environment.advance(0)
    }
    return { ...inlet, link, say, view, form: submitted }
  }

  return { environment, open }
}

test('what the frame says is heard', () => {
  const { open } = setUp()
  const { say, messages, form } = open()
  expect([form?.action, new FormData(form).get('message')]).toEqual([
    'http://server.test/encke',
    '[{"channel":"/meta/connect"}]',
  ])
  expect(frames()).toHaveLength(1)
  say('[{"channel":"/a"}]')
  expect(messages).toHaveBeenCalledExactlyOnceWith([{ channel: '/a' }])
})

test('a frame of the same origin as the page calls it: what it says waits for nothing', () => {
  const { open } = setUp()
  const { view, messages } = open()
  ;(view as FrameParent).enckeFrame?.('[{"channel":"/a"}]')
  expect(messages).toHaveBeenCalledExactlyOnceWith([{ channel: '/a' }])
})

test('no frame is left of links that are closed', () => {
  const { environment, open } = setUp()
  const links = [open(), open()]
  for (const { say } of links) say('[]')
  for (const { link } of links) link.close()
  expect(frames()).toEqual([])
  expect(environment.timers).toBe(0)
})

test('a link can be closed when the page has replaced its body, and the frames with it', () => {
  const { environment, open } = setUp()
  const { say, link } = open()
  say('[]')
  document.documentElement.replaceChild(document.createElement('body'), document.body)
  expect(() => link.close()).not.toThrow()
  expect(() => environment.advance(1000)).not.toThrow()
})

test('where a page may not look into its frames, as in a sandbox, the link ends and says so, and nothing is left', () => {
  vi.spyOn(HTMLIFrameElement.prototype, 'contentDocument', 'get').mockReturnValue(null)
  const { closed } = setUp().open()
  expect(closed).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: 'blocked' }))
  expect(frames()).toEqual([])
})

test('the last word ends the link in good order; that the frame has loaded without one is a cut', () => {
  const { environment, open } = setUp()
  const good = open()
  good.say('[]')
  good.say('')
  expect(good.closed).toHaveBeenCalledExactlyOnceWith(undefined)
  const cut = open()
  cut.say('[]')
  for (const frame of frames()) frame.onload?.(new Event('load'))
  environment.advance(0)
  expect(cut.closed).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: 'network' }))
})

test('what the frame has posted and is under way when it has loaded is heard, its last word included', () => {
  const { environment, open } = setUp()
  const { say, closed, messages } = open()
  say('[]')
  const [around] = frames()
  const frame = around?.contentDocument?.querySelector('iframe')
  Object.defineProperty(frame?.contentWindow, 'location', { value: { href: 'http://server.test/encke' } })
  frame?.onload?.(new Event('load'))
  around?.onload?.(new Event('load'))
  environment.advance(299)
  say('[{"channel":"/a"}]')
  say('')
  expect(messages).toHaveBeenCalledTimes(2)
  expect(closed).toHaveBeenCalledExactlyOnceWith(undefined)
})

test('what is posted that is no text does no harm', () => {
  const { say, messages, closed } = setUp().open()
  expect(() => say({ type: 'of something else' })).not.toThrow()
  say('[]')
  expect(messages).toHaveBeenCalledOnce()
  expect(closed).not.toHaveBeenCalled()
})

test('what another window posts, or another page in the frame, is not heard: nor does it end the link', () => {
  const { say, messages, closed, alive } = setUp().open()
  for (const data of ['[{"channel":"/a"}]', '', '!']) {
    say(data, { source: window })
    say(data, { origin: 'http://elsewhere.test' })
    say(data, { origin: 'null' })
  }
  for (const heard of [messages, alive, closed]) expect(heard).not.toHaveBeenCalled()
})

test('what the policy of the page forbids something else is nothing to the link', () => {
  vi.stubGlobal('SecurityPolicyViolationEvent', Event)
  const { view, say, messages, closed } = setUp().open()
  view.dispatchEvent(new Event('securitypolicyviolation', { bubbles: true }))
  expect(closed).not.toHaveBeenCalled()
  say('[]')
  expect(messages).toHaveBeenCalledOnce()
})
