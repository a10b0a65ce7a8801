// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest'
import { currentEnvironment, type Life } from '../../src/client/environment'

const finish: (() => void)[] = []
afterEach(() => {
  for (const run of finish.splice(0)) run()
  vi.unstubAllGlobals()
})

/** What this page tells of its life. */
function listen() {
  const environment = currentEnvironment()
  const heard: Life[] = []
  environment.onLife((event) => void heard.push(event))
  finish.push(environment.dispose)
  return { heard, environment }
}

const happens = (to: EventTarget, type: string, more = {}) => to.dispatchEvent(Object.assign(new Event(type), more))

/** Everything that happens to pages, with what it means. */
const lives: [what: string, happens: () => void, means: Life[]][] = [
  ['the network comes back', () => happens(window, 'online'), ['return']],
  ['the browser says that there is no network', () => happens(window, 'offline'), ['offline']],
  ['it is restored', () => happens(window, 'pageshow', { persisted: true }), ['return']],
  ['it is shown for the first time', () => happens(window, 'pageshow', { persisted: false }), []],
  ['it is kept aside', () => happens(window, 'pagehide', { persisted: true }), ['rest']],
  ['it goes', () => happens(window, 'pagehide', { persisted: false }), ['leave']],
  ['it is frozen', () => happens(document, 'freeze'), ['rest']],
  ['it is thawed', () => happens(document, 'resume'), ['return']],
]

test.each(lives)('a page tells when %s', (_, happen, means) => {
  const { heard } = listen()
  happen()
  expect(heard).toEqual(means)
})

test('a page tells when it is hidden, and when it is looked at again', () => {
  const { heard } = listen()
  let hidden = true
  vi.spyOn(document, 'hidden', 'get').mockImplementation(() => hidden)
  happens(document, 'visibilitychange')
  expect(heard).toEqual(['hide'])
  hidden = false
  happens(document, 'visibilitychange')
  expect(heard).toEqual(['hide', 'return'])
})

test('a page tells nothing more to whoever has let go of it', () => {
  const { heard, environment } = listen()
  environment.dispose()
  for (const [, happen] of lives) happen()
  happens(document, 'visibilitychange')
  expect(heard).toEqual([])
})

test('a page tells nothing more also where browsers know no signal for that, like those of 2020', () => {
  for (const target of [window, document]) {
    const { addEventListener } = target
    vi.spyOn(target, 'addEventListener').mockImplementation((type: string, heard: unknown) =>
      addEventListener.call(target, type, heard as EventListener),
    )
  }
  const { heard, environment } = listen()
  vi.restoreAllMocks()
  environment.dispose()
  for (const [, happen] of lives) happen()
  expect(heard).toEqual([])
})

test('a last word goes out as a beacon, and where there are none there is none', () => {
  const { environment } = listen()
  const sent = vi.fn(() => true)
  vi.stubGlobal('navigator', { sendBeacon: sent })
  environment.beacon('http://server.test/encke', 'bye')
  expect(sent).toHaveBeenCalledWith('http://server.test/encke', 'bye')
  vi.stubGlobal('navigator', {})
  expect(() => environment.beacon('http://server.test/encke', 'bye')).not.toThrow()
})

test('the network is known by its type, where the browser tells', () => {
  const { environment } = listen()
  vi.stubGlobal('navigator', { connection: { type: 'wifi' } })
  expect(environment.network()).toBe('wifi')
  vi.stubGlobal('navigator', {})
  expect(environment.network()).toBe('')
})

test('what is kept is kept by the browser', () => {
  const { environment } = listen()
  environment.storage.setItem('encke test', 'kept')
  expect(localStorage.getItem('encke test')).toBe('kept')
  expect(environment.storage.getItem('encke test')).toBe('kept')
  localStorage.removeItem('encke test')
})

test('a secret is 22 characters of base64url, and never the same', () => {
  const { environment } = listen()
  const secrets = Array.from({ length: 100 }, environment.secret)
  for (const secret of secrets) expect(secret).toMatch(/^[\w-]{22}$/)
  expect(new Set(secrets).size).toBe(100)
})

test('knows what an origin spoke last, where the browser tells', () => {
  const spoken = (name: string, nextHopProtocol?: string) => ({ name, nextHopProtocol })
  const all = [
    spoken('https://a.test/', 'http/1.1'),
    spoken('https://a.test.other/x', 'h3'),
    spoken('https://a.test/x', 'h2'),
    // Of another origin that does not allow it, browsers tell nothing.
    spoken('https://a.test/y', ''),
  ]
  const mark = { name: 'https://a.test/a mark of the page' }
  vi.stubGlobal('performance', { now: () => 0, getEntries: () => [...all, mark] })
  const { environment } = listen()
  expect(environment.protocol('https://a.test')).toBe('h2')
  expect(environment.protocol('https://b.test')).toBe('')
})

test('an old browser, which keeps no such entries, knows of no protocol', () => {
  vi.stubGlobal('performance', undefined)
  expect(listen().environment.protocol('https://a.test')).toBe('')
})
