import { expect, test } from 'vitest'
import type { Target } from '../../../src/client/link'
import { eventsource } from '../../../src/client/transports/eventsource'
import type { Message } from '../../../src/protocol/message'
import { turn, virtualEnvironment } from '../../support/environment'
import { targetIn } from '../../support/transport'

interface Source {
  url: string
  readyState: number
  withCredentials: boolean
  onopen: (() => void) | null
  onmessage(event: { data: string }): void
  onerror(): void
}

/** A stream whose events the test makes, and what it has told, in turns. */
function openStream(first: Message = { channel: '/meta/connect', id: '1' }, rest: Partial<Target> = {}) {
  let source: Source | undefined
  const posted: { url: string; body: string; answer(text?: string): void }[] = []
  class EventSource {
    readyState = 1
    onopen = null
    onmessage() {}
    onerror() {}
    close() {
      this.readyState = 2
    }
    constructor(
      readonly url: string,
      { withCredentials }: { withCredentials: boolean },
    ) {
      source = Object.assign(this, { withCredentials })
    }
  }
  const fetch = (url: string, { body }: { body: string }) =>
    new Promise((resolve) => {
      posted.push({ url, body, answer: (text = '[]') => resolve(new Response(text)) })
    })
  const environment = virtualEnvironment({ EventSource: EventSource as never, fetch: fetch as never })
  const told: string[] = []
  const link = eventsource().open(targetIn(environment, rest), [first], {
    messages: (batch) => void told.push(`${batch.length} messages`),
    alive: () => void told.push('alive'),
    closed: (error) => void told.push(error?.message ?? 'closed'),
  })
  return {
    ...{ environment, told, link, posted },
    get url() {
      return source?.url
    },
    get withCredentials() {
      return source?.withCredentials
    },
    get state() {
      return source?.readyState
    },
    opened: () => source?.onopen?.(),
    event: (data: string) => source?.onmessage({ data }),
    /** The browser connects again, by itself. */
    comeBack() {
      if (source) source.readyState = 0
      source?.onerror()
    },
  }
}

test('what comes together with the end of the stream is told together with it: it proves no stream', () => {
  const { environment, told, event } = openStream()
  event('[{}]')
  event('[{},{}]')
  event('')
  expect(told).toEqual(['alive', 'alive', 'alive'])
  environment.advance(0)
  expect(told.slice(3)).toEqual(['1 messages', '2 messages', 'closed'])
})

test('what comes after the first events is told at once', () => {
  const { environment, told, event } = openStream()
  event('[{}]')
  environment.advance(0)
  event('[{},{}]')
  event('')
  expect(told).toEqual(['alive', '1 messages', '2 messages', 'closed'])
})

test('what came just before the stream broke is heard', () => {
  const { told, event, comeBack } = openStream()
  event('[{}]')
  comeBack()
  expect(told).toEqual(['alive', '1 messages', 'the event stream broke'])
})

test('a closed stream that the browser opens again, with a page that comes back, is closed again', () => {
  const stream = openStream()
  stream.link.close()
  stream.comeBack()
  expect(stream.state).toBe(2)
  expect(stream.told).toEqual([])
})

test('a join that fits rides in the address; one that is too long for any is posted first, and asked for by its name', async () => {
  const short = openStream()
  expect([short.posted.length, short.url]).toEqual([0, expect.stringContaining('message=')])
  const stream = openStream({ channel: '/meta/connect', id: 'x'.repeat(2000) })
  expect(stream.url).toBeUndefined()
  const [{ url, body, answer }] = stream.posted as [(typeof stream.posted)[number]]
  expect(body).toContain('x'.repeat(2000))
  answer()
  await turn()
  const name = new URL(url).searchParams.get('keep')
  expect(name).toBeTruthy()
  expect(stream.url).toBe(`http://server.test/encke?kept=${name}`)
})

test.each([true, false])('cookies go to another origin where the page wants that: %s', (credentials) => {
  expect(openStream(undefined, { credentials }).withCredentials).toBe(credentials)
})

test('the stream of a plain server lies below its endpoint, where its connect is posted, and answers once the stream is open', async () => {
  const { url, posted, opened, told } = openStream(
    { channel: '/meta/connect', clientId: 'me' },
    { url: 'http://server.test/faye?x=1' },
  )
  expect(url).toBe('http://server.test/faye/me?x=1')
  const [post] = posted
  expect(post).toMatchObject({ url: 'http://server.test/faye?x=1', body: expect.stringContaining('/meta/connect') })
  post?.answer('[{}]')
  await turn()
  expect(told).toEqual([])
  opened()
  await turn()
  expect(told).toEqual(['1 messages'])
})
